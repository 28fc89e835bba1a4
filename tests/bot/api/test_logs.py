"""Log lines that a machine can read."""

import io
import json
import logging
import sys

from bot.logs import REQUEST, JsonLines, log_to


def test_a_record_is_one_line_of_json_with_its_request() -> None:
    """Message, level and what the HTTP surface added; Chinese stays readable."""
    record = logging.makeLogRecord(
        {"name": "wenxun.http", "levelname": "INFO", "msg": "%s 好", "args": ("问",), "created": 0.25, "status": 200}
    )
    assert JsonLines().format(record) == (
        '{"time": "1970-01-01T00:00:00.250+00:00", "level": "INFO", "logger": "wenxun.http", '
        '"message": "问 好", "status": 200}'
    )


def test_a_traceback_stays_on_its_line() -> None:
    """What broke is a field of the record that tells of it."""
    try:
        raise ValueError("broken")
    except ValueError:
        record = logging.makeLogRecord({"msg": "failed", "exc_info": sys.exc_info()})
    line = JsonLines().format(record)
    assert "\n" not in line
    assert json.loads(line)["error"].endswith("ValueError: broken")


def test_what_is_no_terminal_gets_json() -> None:
    """A file or a pipe gets JSON lines; addresses of the HTTP client stay out."""
    root, http = logging.getLogger(), logging.getLogger("httpx")
    before, level, http_level = root.handlers[:], root.level, http.level
    root.handlers[:] = []
    stream = io.StringIO()
    try:
        log_to(stream)
        logging.getLogger("wenxun").info("就绪")
        http.info("GET https://example.org/bot-token")
    finally:
        root.handlers[:] = before
        root.setLevel(level)
        http.setLevel(http_level)
    (line,) = stream.getvalue().splitlines()
    assert json.loads(line)["message"] == "就绪"


def test_whatever_is_logged_for_a_request_bears_its_id() -> None:
    """Also by those who know nothing of requests."""
    token = REQUEST.set("r-3")
    try:
        line = JsonLines().format(logging.makeLogRecord({"msg": "reloading"}))
    finally:
        REQUEST.reset(token)
    assert json.loads(line)["request_id"] == "r-3"
    assert "request_id" not in json.loads(JsonLines().format(logging.makeLogRecord({"msg": "reloading"})))
