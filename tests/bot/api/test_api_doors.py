"""Keys, headers, health and the rebuild."""

import logging
import threading
from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI

from bot.api import create_app
from bot.rebuilding import Rebuilding
from bot.service import Service
from tests.bot.api.conftest import ADMIN, Served
from tests.waiting import until

KEY_NEEDED = "这里要凭密钥提问，请带上请求头 Authorization: Bearer 密钥。"
ADMIN_NEEDED = "这里要凭管理密钥，请带上请求头 Authorization: Bearer 管理密钥。"


def bearer(key: str) -> dict[str, str]:
    """Put a key into a header."""
    return {"Authorization": f"Bearer {key}"}


def test_with_keys_set_only_their_holders_may_ask(serve: Callable[[FastAPI], Served], service: Service) -> None:
    """Either header carries a key; the admin key counts, too; health and the page stay open."""
    app = create_app(service, api_keys=["first", "second"], admin_key=ADMIN)
    with serve(app).client() as client:
        for headers in ({}, bearer("wrong"), {"X-API-Key": "firs"}, {"Authorization": "Basic first"}):
            response = client.get("/v1/ask", params={"q": "隧道"}, headers=headers)
            assert (response.status_code, response.json()["detail"]) == (401, KEY_NEEDED)
            assert response.headers["WWW-Authenticate"] == "Bearer"
        for headers in (bearer("first"), {"X-API-Key": "second"}, bearer(ADMIN)):
            assert client.get("/v1/ask", params={"q": "隧道"}, headers=headers).status_code == 200
        for path in ("/v1/articles/library", "/v1/examples", "/v1/sources", "/v1/models", "/v1/timeline?q=隧道"):
            assert client.get(path).status_code == 401
        for path in ("/", "/healthz", "/readyz", "/metrics"):
            assert client.get(path).status_code == 200
        assert client.post("/v1/rebuild", headers=bearer("first")).status_code == 401


def test_the_admin_key_rebuilds_in_the_background(client: httpx.Client, served: Served) -> None:
    """202 at once, then done with the counts; nobody without the key sees or starts it."""
    for method in ("GET", "POST"):
        response = client.request(method, "/v1/rebuild", headers=bearer("wrong"))
        assert (response.status_code, response.json()["detail"]) == (401, ADMIN_NEEDED)
    begun = client.post("/v1/rebuild", params={"full": "true"}, headers=bearer(ADMIN))
    assert begun.status_code == 202
    assert (begun.json()["state"], begun.json()["full"]) == ("running", True)
    told = client.get("/v1/rebuild", headers=bearer(ADMIN)).json()
    while told["state"] == "running":
        told = client.get("/v1/rebuild", headers=bearer(ADMIN)).json()
    assert (told["state"], told["error"]) == ("done", None)
    assert told["report"]["articles"] == 5
    assert 'wenxun_rebuilds_total{outcome="done"} ' in client.get("/metrics").text


def test_without_an_admin_key_nobody_rebuilds(serve: Callable[[FastAPI], Served], service: Service) -> None:
    """No key set is 403 for everybody; a server that cannot rebuild says where to."""
    with serve(create_app(service)).client() as client:
        response = client.post("/v1/rebuild", headers={"X-API-Key": ""})
        assert response.status_code == 403
        assert "WENXUN_ADMIN_KEY" in response.json()["detail"]
    with serve(create_app(service, admin_key=ADMIN)).client() as client:
        response = client.get("/v1/rebuild", headers=bearer(ADMIN))
        assert (response.status_code, response.json()["type"]) == (404, "urn:wenxun:problem:no-rebuild")


def test_a_second_rebuild_waits_for_the_first(serve: Callable[[FastAPI], Served], service: Service) -> None:
    """While one runs, another is 409."""
    release = threading.Event()
    rebuilding = Rebuilding(lambda full: {"waited": release.wait(60)})
    with serve(create_app(service, admin_key=ADMIN, rebuilding=rebuilding)).client(headers=bearer(ADMIN)) as client:
        assert client.post("/v1/rebuild").status_code == 202
        again = client.post("/v1/rebuild")
        assert (again.status_code, again.json()["type"]) == (409, "urn:wenxun:problem:busy")
        release.set()
        assert rebuilding.wait(60).report == {"waited": True}


def test_every_reply_is_named_and_safe(client: httpx.Client) -> None:
    """A sound request id is taken over, another is replaced; the policy lets in nothing from elsewhere."""
    response = client.get("/healthz", headers={"X-Request-ID": "desk-7.a"})
    assert response.headers["X-Request-ID"] == "desk-7.a"
    replaced = client.get("/healthz", headers={"X-Request-ID": "two words"}).headers["X-Request-ID"]
    assert len(replaced) == 32
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in client.get("/healthz", headers={"Origin": "https://a.example"}).headers


def test_other_origins_are_let_in_only_when_named(serve: Callable[[FastAPI], Served], service: Service) -> None:
    """CORS answers the origins that were set and no other."""
    with serve(create_app(service, cors_origins=["https://desk.example"])).client() as client:
        named = client.get("/healthz", headers={"Origin": "https://desk.example"})
        assert named.headers["Access-Control-Allow-Origin"] == "https://desk.example"
        other = client.get("/healthz", headers={"Origin": "https://a.example"})
        assert "Access-Control-Allow-Origin" not in other.headers


def test_ready_names_the_index(client: httpx.Client, service: Service) -> None:
    """/readyz tells which generation is loaded."""
    told = client.get("/readyz").json()
    assert told["status"] == "ready"
    assert told["index"]["generation"] == service.info().generation


def test_questions_are_counted_and_never_named(serve: Callable[[FastAPI], Served], service: Service) -> None:
    """Answers, also kept ones, refusals, requests and seconds are counted; no label holds what was asked."""
    with serve(create_app(service)).client() as client:
        first, again = (client.get("/v1/ask", params={"q": "白鹭岭隧道全长多少公里？"}).json() for _ in range(2))
        client.get("/v1/ask", params={"q": "白鹭岭隧道全长多少公里？", "until": "2001-01-01"})
        client.get("/白鹭岭")
        text = client.get("/metrics").text
    assert {**again, "took_ms": 0} == {**first, "took_ms": 0}
    for line in (
        'wenxun_questions_total{outcome="answered"} 2.0',
        'wenxun_questions_total{outcome="abstained"} 1.0',
        "wenxun_ask_seconds_count 3.0",
        'wenxun_http_requests_total{method="GET",route="/v1/ask",status="200"} 3.0',
        'wenxun_http_requests_total{method="GET",route="other",status="404"} 1.0',
        "wenxun_index_articles 5.0",
    ):
        assert line in text
    assert "白鹭岭" not in text


def test_the_log_tells_of_requests_without_their_questions(
    client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    """A log line names route, status and request id, and neither question nor path."""
    with caplog.at_level("INFO", logger="wenxun.http"):
        client.get("/v1/ask", params={"q": "白鹭岭隧道"}, headers={"X-Request-ID": "r-2"})

        def found() -> list[logging.LogRecord]:
            return [one for one in caplog.records if getattr(one, "request_id", None) == "r-2"]

        until(lambda: bool(found()))  # the line is written when the answer has gone out
    (record,) = found()
    assert record.getMessage().startswith("GET /v1/ask 200 ")
    assert "白鹭岭" not in record.getMessage()


def test_questions_are_logged_only_where_a_setting_says_so(
    serve: Callable[[FastAPI], Served], service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    """Then each one is told, whole or streamed, under the id of its request."""
    for wanted in (False, True):
        caplog.clear()
        with serve(create_app(service, log_questions=wanted)).client() as client, caplog.at_level("INFO"):
            for accept in ("application/json", "text/event-stream"):
                client.get("/v1/ask", params={"q": "白鹭岭隧道"}, headers={"Accept": accept})
        told = [getattr(record, "question", None) for record in caplog.records if record.name == "wenxun.questions"]
        assert told == (["白鹭岭隧道"] * 2 if wanted else [])
        assert ("白鹭岭" in caplog.text) == wanted
