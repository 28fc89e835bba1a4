"""Who comes too often, and when too many come at once."""

import asyncio
import json
from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from bot.api import create_app
from bot.api_limits import Crowd, Limits
from bot.keys import Keys
from bot.service import Service
from tests.bot.api.conftest import ADMIN, Served

ASK = "/v1/ask?q=%E9%9A%A7%E9%81%93"


def statuses(app: FastAPI, *requests: tuple[str, dict[str, str]]) -> list[int]:
    """Send requests, each from an address with headers, one after the other."""

    async def send() -> list[int]:
        answered = []
        for address, headers in requests:
            transport = httpx.ASGITransport(app, client=(address, 5000))
            async with httpx.AsyncClient(transport=transport, base_url="http://wenxun") as client:
                answered.append((await client.get(ASK, headers=headers)).status_code)
        return answered

    return asyncio.run(send())


def test_an_address_may_come_so_often(service: Service) -> None:
    """The third of one address is refused, not that of another; one customer's IPv6 addresses are one."""
    app = create_app(service, limits=Limits(per_address=2))
    assert statuses(app, *[("192.0.2.7", {})] * 3, ("192.0.2.8", {})) == [200, 200, 429, 200]
    ours = [(f"2001:db8::{last}", {}) for last in (1, 2, 3)]
    assert statuses(app, *ours, ("2001:db8:0:1::1", {})) == [200, 200, 429, 200]


def test_a_key_counts_by_itself(service: Service) -> None:
    """One key has one allowance wherever it is used from; the admin's is not counted; a wrong key is no key."""
    app = create_app(service, limits=Limits(per_key=2, per_address=1), api_keys=["one", "two"], admin_key=ADMIN)
    used = [(f"192.0.2.{last}", {"X-API-Key": "one"}) for last in (1, 2, 3)]
    assert statuses(app, *used, ("192.0.2.1", {"X-API-Key": "two"})) == [200, 200, 429, 200]
    assert statuses(app, *[("192.0.2.9", {"Authorization": f"Bearer {ADMIN}"})] * 5) == [200] * 5
    guesses = [("192.0.2.5", {"X-API-Key": f"guess {number}"}) for number in range(3)]
    assert statuses(app, *guesses) == [401, 429, 429]


def test_who_asks_from_this_machine_is_not_counted_unless_a_proxy_brings_it(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    """Behind a proxy that is not named everybody counts as one, told once; nobody can choose an address."""
    app = create_app(service, limits=Limits(per_address=2))
    assert statuses(app, *[("127.0.0.1", {})] * 4, *[("::1", {})] * 4) == [200] * 8
    forwarded = [("127.0.0.1", {"X-Forwarded-For": f"192.0.2.{last}"}) for last in (1, 2, 3, 4)]
    assert statuses(app, *forwarded) == [200, 200, 429, 429]
    assert statuses(app, ("192.0.2.1", {"X-Forwarded-For": "127.0.0.1"})) == [200]
    assert [one.getMessage() for one in caplog.records if "TRUSTED_PROXIES" in one.getMessage()] == [
        "requests come through a proxy that is not in WENXUN_TRUSTED_PROXIES: all of them count as one address"
    ]


def test_the_refusal_says_when_to_come_again(serve: Callable[[FastAPI], Served], service: Service) -> None:
    """A problem document with Retry-After; health, metrics and the page are never counted; the API tells of it."""
    app = create_app(service, limits=Limits(per_key=1), api_keys=["one"])
    with serve(app).client(headers={"X-API-Key": "one"}) as client:
        assert client.get(ASK).status_code == 200
        refused = client.get(ASK, headers={"X-Request-ID": "r-9"})
        assert (refused.status_code, refused.headers["Content-Type"]) == (429, "application/problem+json")
        assert refused.json() == {
            "type": "urn:wenxun:problem:too-often",
            "title": "Too Many Requests",
            "status": 429,
            "detail": f"来得太密了，请 {refused.headers['Retry-After']} 秒以后再试。",
            "instance": "/v1/ask",
            "request_id": "r-9",
        }
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
        assert refused.headers["X-Content-Type-Options"] == "nosniff"
        for path in ("/", "/web/app.js", "/healthz", "/readyz", "/metrics", "/openapi.json"):
            assert {client.get(path).status_code for _ in range(3)} == {200}
        described = client.get("/openapi.json").json()["paths"]
    for path, operations in described.items():
        for operation in operations.values():
            assert path[:4] != "/v1/" or {"429", "503"} <= operation["responses"].keys()


def crowd(most: int, asking: int, *, fail: bool = False) -> tuple[list[int], list[int]]:
    """Let many ask at once while nobody is answered; then answer, and let as many ask again."""

    async def run() -> tuple[list[int], list[int]]:
        go_on = asyncio.Event()

        async def slow(scope: Scope, receive: Receive, send: Send) -> None:
            await go_on.wait()
            if fail:
                raise RuntimeError
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"{}"})

        app = Crowd(slow, Limits(queue=most))
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://wenxun") as client:
            first = [asyncio.create_task(client.get(ASK)) for _ in range(asking)]
            while sum(task.done() for task in first) < asking - most:
                await asyncio.sleep(0)
            refused = [task.result() for task in first if task.done()]
            assert [one.headers["Retry-After"] for one in refused] == ["2"] * len(refused)
            kinds = {json.loads(one.content)["type"] for one in refused}
            assert kinds == ({"urn:wenxun:problem:too-many-waiting"} if refused else set())
            go_on.set()
            done = await asyncio.gather(*first)
            again = await asyncio.gather(*(client.get(ASK) for _ in range(most)))
        return sorted(one.status_code for one in done), sorted(one.status_code for one in again)

    return asyncio.run(run())


def test_more_than_may_wait_are_told_at_once() -> None:
    """Of a hundred at once ten get in and ninety are told to come again; the ten are answered, and ten more then."""
    assert crowd(10, 100) == ([200] * 10 + [503] * 90, [200] * 10)
    assert crowd(10, 10) == ([200] * 10, [200] * 10)


def test_a_failure_gives_its_place_back() -> None:
    """Who fails inside does not take a place for ever."""
    assert crowd(3, 5, fail=True) == ([500] * 3 + [503] * 2, [500] * 3)


def test_limits_are_off_unless_set(service: Service) -> None:
    """The application itself limits nobody; the settings do."""
    assert statuses(create_app(service), *[("192.0.2.7", {})] * 30) == [200] * 30
    assert Keys().holder("x") is None
