"""Log lines: plain on a terminal, one JSON object a line anywhere else."""

import json
import logging
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Concatenate, ParamSpec, TextIO, TypeVar

from bot.schema import Query

#: What the HTTP surface adds to its records.
_EXTRAS = ("request_id", "method", "route", "status", "ms", "question")
#: The id of the request that is being answered, "" outside one; threads that work for it know it, too.
REQUEST: ContextVar[str] = ContextVar("request", default="")
_LOG = logging.getLogger("wenxun.questions")
_Told = ParamSpec("_Told")
_Given = TypeVar("_Given")


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON; a traceback is a field, so that no line stands alone."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request := REQUEST.get():
            told["request_id"] = request
        told.update({name: getattr(record, name) for name in _EXTRAS if hasattr(record, name)})
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


def telling(ask: Callable[Concatenate[Query, _Told], _Given]) -> Callable[Concatenate[Query, _Told], _Given]:
    """Wrap what answers so that each question is logged: only where a setting says so."""

    def told(query: Query, /, *rest: _Told.args, **options: _Told.kwargs) -> _Given:
        _LOG.info("%s", query.question, extra={"question": query.question})
        return ask(query, *rest, **options)

    return told


def log_to(stream: TextIO, level: int = logging.INFO) -> None:
    """Send every log line of the process to `stream`; called once, by a command that serves."""
    handler = logging.StreamHandler(stream)
    plain = logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    handler.setFormatter(plain if stream.isatty() else JsonLines())
    logging.basicConfig(level=level, handlers=[handler])
    # Each request of the HTTP client would be told with its address, and an address may hold a token.
    for client in ("httpx", "httpx2"):
        logging.getLogger(client).setLevel(logging.WARNING)
