"""Every error is a problem document with one sentence that says what to do."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Message, Receive, Scope, Send

from bot.api import create_app
from bot.api_middleware import Around
from bot.metrics import Metrics
from bot.schema import IndexInfo
from bot.service import Service
from embeddings.encoding.segment import Segmenter
from embeddings.errors import IndexUnusableError
from tests.bot.api.conftest import Served
from tests.toys import ToyEncoder

DAYS = "日期请写成 2024-05-02 这样、日历上有的日子（since 最早，until 最晚）。"
LENGTH = "问题要有 1 到 500 个字，请改好再问。"
LENGTH_Q = "问题 q 要有 1 到 500 个字，请改好再问。"
NO_BODY = '请求体要是 JSON 对象，例如 {"question": "……"}，并带上 Content-Type: application/json。'


def check(response: httpx.Response, status: int, detail: str) -> None:
    """Compare a whole problem document."""
    assert response.headers["Content-Type"] == "application/problem+json"
    told = response.json()
    assert (response.status_code, told["status"], told["detail"]) == (status, status, detail)
    assert told["type"].startswith("urn:wenxun:problem:")
    assert told["instance"] == response.request.url.path
    assert told["request_id"] == response.headers["X-Request-ID"]
    assert set(told) == {"type", "title", "status", "detail", "instance", "request_id"}


@pytest.mark.parametrize(
    ("parameters", "detail"),
    [
        ({"q": ""}, LENGTH_Q),
        ({"q": " \n"}, LENGTH_Q),
        ({"q": "问" * 501}, LENGTH_Q),
        ({}, "没有问题可答，请在 q 里写上 1 到 500 个字。"),
        ({"q": "隧道", "since": "2024-13-01"}, DAYS),
        ({"q": "隧道", "until": "2024-02-30"}, DAYS),
        ({"q": "隧道", "since": "20240502"}, DAYS),
        ({"q": "隧道", "since": "1714608000"}, DAYS),
        ({"q": "隧道", "since": ""}, DAYS),
        ({"q": "隧道", "since": "2024-06-01", "until": "2024-05-01"}, "since 不能晚于 until，请把两个日期对调。"),
        ({"q": "隧道", "k": "0"}, "k 是要几篇报道，请写 1 到 50 之间的整数。"),
        ({"q": "隧道", "k": "many"}, "k 是要几篇报道，请写 1 到 50 之间的整数。"),
        ({"q": "隧道", "source": ""}, "source 是媒体的名字，请写 1 到 100 个字。"),
        ({"q": "隧道", "conversation_id": "a b"}, "conversation_id 请用 1 到 64 个字母、数字、- 或 _。"),
        ({"q": "隧道", "sinse": "2024-05-01"}, "请求里有不认识的字段，请照 /openapi.json 的说明改好再发。"),
    ],
)
def test_a_wrong_address_is_told(client: httpx.Client, parameters: dict[str, str], detail: str) -> None:
    """Each parameter has its sentence."""
    check(client.get("/v1/ask", params=parameters), 422, detail)


@pytest.mark.parametrize(
    ("sent", "status", "detail"),
    [
        ({"json": {"question": ""}}, 422, LENGTH),
        ({"json": {"question": "问" * 10_000}}, 422, LENGTH),
        ({"json": {"question": 7}}, 422, LENGTH),
        ({"json": {"question": "隧道", "since": 1714608000}}, 422, DAYS),
        ({"json": {"question": "隧道", "since": "2024-05-02T08:00"}}, 422, DAYS),
        ({"json": ["隧道"]}, 422, NO_BODY),
        ({"content": b""}, 422, NO_BODY),
        (
            {"content": b"{", "headers": {"Content-Type": "application/json"}},
            400,
            "请求体不是完整的 JSON，请改好再发。",
        ),
        ({"content": b'{"question": "\xff"}', "headers": {"Content-Type": "application/json"}}, 400, None),
        ({"content": b'{"question": "\\ud800"}', "headers": {"Content-Type": "application/json"}}, 422, LENGTH),
        ({"content": b" " * 65_537}, 413, "请求体太大，请分成每次不超过 64 KB 再发。"),
        ({"content": iter([b" " * 40_000, b" " * 40_000])}, 413, "请求体太大，请分成每次不超过 64 KB 再发。"),
    ],
)
def test_a_wrong_body_is_told(client: httpx.Client, sent: dict[str, Any], status: int, detail: str | None) -> None:
    """Each way of getting the body wrong has its sentence."""
    response = client.post("/v1/ask", **sent)
    check(response, status, detail or response.json()["detail"])


def test_an_address_that_is_none_is_told(client: httpx.Client) -> None:
    """Unknown paths, unknown articles, unknown files and other methods all get a document."""
    check(client.get("/nothing"), 404, "没有这个地址，可用的地址都列在 /openapi.json。")
    check(client.get("/web/nothing.js"), 404, "没有这个地址，可用的地址都列在 /openapi.json。")
    check(client.get("/v1/articles/nothing"), 404, "没有这篇报道，请照搜索结果里的 article_id 写编号。")
    refused = client.delete("/v1/ask")
    check(refused, 405, "这个地址不接受 DELETE，请改用 GET, POST。")
    assert refused.headers["Allow"] == "GET, POST"


def test_without_an_index_the_server_lives_and_says_what_to_run(
    serve: Callable[[FastAPI], Served], segmenter: Segmenter, tmp_path: Path
) -> None:
    """No index is 503 with the command to run; the process counts as alive."""
    with serve(create_app(Service(tmp_path, ToyEncoder(), segmenter))).client() as client:
        assert client.get("/healthz").json() == {"status": "ok"}
        for response in (client.get("/readyz"), client.get("/v1/ask", params={"q": "隧道"})):
            assert "wenxun rebuild" in response.json()["detail"]
            check(response, 503, response.json()["detail"])
        assert "wenxun_index_articles 0.0" in client.get("/metrics").text


def _no_index() -> IndexInfo:
    raise IndexUnusableError("没有索引。")


def test_what_nobody_expected_shows_no_insides(caplog: pytest.LogCaptureFixture) -> None:
    """A crash below becomes a sentence; its text stays in the log, under the request's id."""

    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("secret insides")

    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/v1/ask", "headers": [(b"x-request-id", b"r-1")]}
    asyncio.run(Around(broken, Metrics(_no_index))(scope, receive, send))
    start, body = sent
    assert start["status"] == 500
    told = json.loads(body["body"])
    assert told["detail"] == "服务器出了意外，请稍后再试；若再出现，请把 request_id 告诉管理员。"
    assert told["request_id"] == "r-1"
    assert "secret" not in body["body"].decode()
    (record,) = [one for one in caplog.records if one.exc_info]
    assert getattr(record, "request_id") == "r-1"  # noqa: B009 - an extra of the record
