"""A question read directly is answered, and refused, as the framework would."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from bot.api import create_app
from bot.service import Service
from tests.bot.api.conftest import Served

PLAIN = "application/json"
#: Nothing but the plain type is read directly.
BY_FRAMEWORK = "application/json; charset=utf-8"


def told(client: httpx.Client, content: bytes, kind: str, **headers: str) -> tuple[int, dict[str, Any]]:
    """Give what comes back for a body, less what is never the same twice."""
    response = client.post("/v1/ask", content=content, headers={"Content-Type": kind, **headers})
    fields = response.json()
    return response.status_code, {name: fields[name] for name in fields.keys() - {"took_ms", "request_id"}}


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ('{"question": "白鹭岭隧道全长多少公里？"}', 200),
        ('{"question": "白鹭岭隧道", "k": "2", "since": "2024-09-01", "until": null, "source": "东江晚报"}', 200),
        ('{"question": "白鹭岭隧道", "k": 0}', 422),
        ('{"question": "白鹭岭隧道", "since": 5}', 422),
        ('{"question": "白鹭岭隧道", "since": "2024-09-02", "until": "2024-09-01"}', 422),
        ('{"question": "白鹭岭隧道", "more": 1}', 422),
        ('{"question": "\\ud800"}', 422),
        ('{"question": " "}', 422),
        ("[]", 422),
        ("", 422),
        ('{"question"', 400),
        ("[" * 20_000, 400),
    ],
)
def test_what_is_read_directly_is_read_alike(client: httpx.Client, content: str, status: int) -> None:
    """The same answer, or the same sentence on what is wrong, in both ways."""
    directly, by_framework = (told(client, content.encode(), kind) for kind in (PLAIN, BY_FRAMEWORK))
    assert directly == by_framework
    assert directly[0] == status


def test_bytes_that_are_no_text_are_refused_alike(client: httpx.Client) -> None:
    """A body in another encoding is no JSON."""
    content = '{"question": "白鹭岭隧道"}'.encode("gb18030")
    assert told(client, content, PLAIN) == told(client, content, BY_FRAMEWORK)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer two"}, 401),
        ({"Authorization": "Bearer one"}, 200),
        ({"Authorization": "bearer one"}, 200),
        ({"X-API-Key": "one"}, 200),
        ({"Authorization": "Basic two", "X-API-Key": "one"}, 200),
        ({"Authorization": "Bearer", "X-API-Key": "one"}, 200),
    ],
)
def test_a_key_is_asked_for_in_both_ways(
    serve: Callable[[FastAPI], Served], service: Service, headers: dict[str, str], status: int
) -> None:
    """Whoever may ask in one way may in the other."""
    with serve(create_app(service, api_keys=["one"])).client() as client:
        content = '{"question": "白鹭岭隧道"}'.encode()
        directly, by_framework = (told(client, content, kind, **headers) for kind in (PLAIN, BY_FRAMEWORK))
        assert directly == by_framework
        assert directly[0] == status
