"""Assistants reach the service through MCP, by the official client."""

from collections.abc import Callable
from typing import Any

import anyio
import httpx
import pytest
from fastapi import FastAPI

from bot.api import create_app
from bot.service import Service
from tests.bot.api.conftest import Served

mcp = pytest.importorskip("mcp")


def call(served: Served, tool: str, arguments: dict[str, Any]) -> Any:
    """Call one tool over HTTP."""

    async def talk() -> Any:
        async with mcp.Client(f"{served.url}/mcp") as client:
            return await client.call_tool(tool, arguments)

    return anyio.run(talk)


def test_the_tools_say_what_they_take_and_give(served: Served) -> None:
    """Three tools, each with typed arguments, a described result and no side effect."""

    async def talk() -> Any:
        async with mcp.Client(f"{served.url}/mcp") as client:
            return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in anyio.run(talk)}
    assert set(tools) == {"search_news", "get_article", "list_sources"}
    arguments = tools["search_news"].input_schema
    assert arguments["required"] == ["question"]
    assert set(arguments["properties"]) == {"question", "k", "since", "until", "source", "conversation_id"}
    assert "abstained" in tools["search_news"].output_schema["properties"]
    assert all(tool.annotations.read_only_hint for tool in tools.values())


def test_a_search_gives_the_answer_with_its_source(served: Served) -> None:
    """The result is structured: the words, the outlet, the day."""
    told = call(served, "search_news", {"question": "白鹭岭隧道全长多少公里？", "k": 1}).structured_content
    assert told["answer"] == "白鹭岭隧道5月2日全线贯通，全长7.4公里。"
    assert [(one["source"], one["published"]) for one in told["results"]] == [("山城日报", "2024-05-02T18:30")]


def test_the_walls_hold_for_assistants_too(served: Served) -> None:
    """Days and outlet limit what comes back."""
    arguments = {"question": "白鹭岭隧道", "since": "2024-09-01", "source": "东江晚报"}
    told = call(served, "search_news", arguments).structured_content
    assert [one["article_id"] for one in told["results"]] == ["tunnel-traffic"]


def test_articles_and_outlets_are_read(served: Served) -> None:
    """An article comes whole; outlets come with their number of articles."""
    assert call(served, "get_article", {"article_id": "tunnel-traffic"}).structured_content["title"] == (
        "白鹭岭隧道通车首日"
    )
    assert call(served, "list_sources", {}).structured_content == {
        "sources": [{"source": "东江晚报", "articles": 2}, {"source": "山城日报", "articles": 2}]
    }


@pytest.mark.parametrize(
    ("tool", "arguments", "sentence"),
    [
        ("get_article", {"article_id": "nothing"}, "没有这篇报道"),
        ("search_news", {"question": "隧道", "since": "2024-13-01"}, "日期请写成 2024-05-02"),
        ("search_news", {"question": "隧道", "since": "2024-06-01", "until": "2024-05-01"}, "请对调"),
    ],
)
def test_a_wrong_call_is_told_in_a_sentence(
    served: Served, tool: str, arguments: dict[str, Any], sentence: str
) -> None:
    """The assistant reads what to do; the call counts as failed."""
    result = call(served, tool, arguments)
    assert result.is_error
    assert sentence in result.content[0].text


def test_a_foreign_host_or_no_key_stays_outside(serve: Callable[[FastAPI], Served], service: Service) -> None:
    """A page that makes its name point here is turned away, and so is who has no key."""
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    accept = {"Accept": "application/json, text/event-stream"}
    served = serve(create_app(service, api_keys=["first"]))
    with served.client(headers=accept) as client:
        assert client.post("/mcp", json=ping).json()["type"] == "urn:wenxun:problem:key-needed"
        client.headers["X-API-Key"] = "first"
        rebound: httpx.Response = client.post("/mcp", json=ping, headers={"Host": "evil.example"})
        assert rebound.status_code == 421
