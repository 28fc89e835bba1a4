"""Those who send slowly, send nothing, or do not listen."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.api_bodies import Bodies
from bot.api_middleware import Around
from bot.api_patience import Patient
from bot.api_server import config_for
from bot.metrics import Metrics

HEAD = b"POST /v1/ask HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n"


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Say how long the body was, and who sent it."""
    length, more = 0, True
    while more:
        message = await receive()
        length, more = length + len(message.get("body", b"")), message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": f"{length} {scope['client'][0]} {scope['scheme']}".encode()})


async def talkative(scope: Scope, receive: Receive, send: Send) -> None:
    """Say far more than fits into any buffer, as long as anybody is there."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(4000):
        await send({"type": "http.response.body", "body": b"x" * 65536, "more_body": True})
    talkative_ended.set()


talkative_ended = threading.Event()


@contextmanager
def serving(
    app: ASGIApp, *proxies: str, patience: float = 60.0, listening: socket.socket | None = None
) -> Iterator[int]:
    """Serve an application as `wenxun serve` does, and give the port."""
    config = config_for(app, proxies)
    config.http = type("Hasty", (Patient,), {"patience": patience})
    config.lifespan = "off"
    listening = listening or socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join(60)


def left(port: int, sent: bytes) -> bytes:
    """Send something, then wait, as long as it takes, until the server has ended the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=120) as connection:
        connection.sendall(sent)
        said = b""
        try:
            while piece := connection.recv(65536):
                said += piece
        except ConnectionError:
            pass
    return said


@pytest.mark.parametrize("sent", [b"", b"GET /", b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "])
def test_who_asks_nothing_is_not_waited_for(sent: bytes) -> None:
    """A connection on which no request is told ends, without a word."""
    with serving(echo, patience=0.3) as port:
        assert left(port, sent) == b""


def test_who_is_patient_is_served() -> None:
    """The same server answers whoever has asked, however long the answer takes."""

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(1.5)
        await echo(scope, receive, send)

    listening = socket.create_server(("127.0.0.1", 0))
    with socket.create_connection(listening.getsockname(), timeout=120) as connection:
        # Said before anybody listens, so that a busy machine cannot come between the connection and the request.
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        with serving(slow, patience=0.3, listening=listening), connection.makefile("rb") as said:
            assert b"0 127.0.0.1 http" in said.read()


def test_who_does_not_listen_is_let_go() -> None:
    """An answer of which nothing is taken up ends; nothing of it is kept for ever."""
    talkative_ended.clear()
    with serving(talkative, patience=0.5) as port, socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert talkative_ended.wait(120)


def test_a_body_that_does_not_come_is_told() -> None:
    """408 as a problem document, and the connection ends; whoever sends in time is served."""
    with serving(Bodies(echo, limit=100, large={"/v1/articles": 1000}, seconds=(0.3, 0.3))) as port:
        for path in (b"/v1/ask", b"/v1/articles"):
            said = left(port, HEAD.replace(b"/v1/ask", path) + b"12345")
            assert said.startswith(b"HTTP/1.1 408 "), said
            assert b"urn:wenxun:problem:body-too-slow" in said
    with serving(Bodies(echo, limit=100, large={})) as port:
        posted = httpx.post(f"http://127.0.0.1:{port}/v1/ask", content=b"x" * 100, trust_env=False, timeout=120)
        assert posted.text.split()[0] == "100"


def test_nothing_of_the_application_waits_for_a_body() -> None:
    """A body is read before the application is called; one that breaks off never reaches it."""
    reached: list[Scope] = []

    async def note(scope: Scope, receive: Receive, send: Send) -> None:
        reached.append(scope)
        await echo(scope, receive, send)

    async def ask(*messages: dict[str, Any]) -> list[Message]:
        coming = iter(messages)
        said: list[Message] = []

        async def receive() -> Message:
            return next(coming)

        async def send(message: Message) -> None:
            said.append(message)

        scope = {"type": "http", "path": "/v1/ask", "headers": [], "client": ("a", 1), "scheme": "http"}
        await Bodies(note, limit=10, large={})(scope, receive, send)
        return said

    part: dict[str, Any] = {"type": "http.request", "body": b"12345", "more_body": True}
    assert asyncio.run(ask(part, {"type": "http.disconnect"})) == []
    assert reached == []
    refused = asyncio.run(ask(part, part, part))
    assert (refused[0]["status"], reached) == (413, [])
    whole = asyncio.run(ask(part, part | {"more_body": False}))
    assert whole[-1]["body"] == b"10 a http"


def test_who_leaves_in_the_middle_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    """A connection that breaks while a route reads the body leaves no complaint in the log."""

    async def ask() -> list[Message]:
        said: list[Message] = []

        async def send(message: Message) -> None:
            said.append(message)

        async def gone() -> Message:
            return {"type": "http.disconnect"}

        async def reads(scope: Scope, receive: Receive, send: Send) -> None:
            await Request(scope, receive).body()

        scope = {"type": "http", "method": "POST", "path": "/v1/articles", "headers": [], "state": {}}
        await Around(Bodies(reads, limit=10, large={"/v1/articles": 99}), Metrics(lambda: None))(scope, gone, send)
        return said

    assert asyncio.run(ask()) == []
    assert [one for one in caplog.records if one.levelname == "ERROR"] == []


def test_a_proxy_is_believed_only_when_named() -> None:
    """Where somebody comes from is what the connection says, unless the proxy was set."""
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    for proxies, said in (((), "0 127.0.0.1 http"), (("127.0.0.0/8",), "0 203.0.113.9 https")):
        with serving(echo, *proxies) as port:
            assert httpx.get(f"http://127.0.0.1:{port}/", headers=forged, trust_env=False, timeout=120).text == said
