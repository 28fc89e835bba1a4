"""What a language model writes, over HTTP: in the JSON reply, and sentence by sentence as events."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from bot.api import create_app
from bot.llm.completions import Completions
from bot.llm.writing import Writer
from bot.service import Service
from embeddings.encoding.segment import Segmenter
from tests.bot.api.conftest import Served
from tests.openai_server import Act, OpenAiServer
from tests.toys import ToyEncoder

QUESTION = {"question": "白鹭岭隧道全长多少公里？"}
LONG = "白鹭岭隧道全长7.4公里[1]。"


@pytest.fixture
def models() -> list[OpenAiServer]:
    """Keep the scripted models that `written` started."""
    return []


@pytest.fixture
def written(
    serve: Callable[[FastAPI], Served],
    index_dir: Path,
    segmenter: Segmenter,
    models: list[OpenAiServer],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[..., httpx.Client]]:
    """Serve the small index with a model that plays a script."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    opened: list[Any] = []

    def make(*script: str | Act, seconds: float = 20.0) -> httpx.Client:
        server = OpenAiServer(script).__enter__()
        models.append(server)
        service = Service(
            index_dir, ToyEncoder(), segmenter, writer=Writer(Completions(server.url, "scripted"), seconds)
        )
        client = serve(create_app(service)).client(timeout=300)
        opened.extend((client, service, server))
        return client

    yield make
    for one in opened:
        one.__exit__(None, None, None) if isinstance(one, OpenAiServer) else one.close()


def test_the_json_reply_holds_both(written: Callable[..., httpx.Client]) -> None:
    """The articles' words in `answer`, what was written and what it cites beside it."""
    told = written(LONG, "隧道十分壮观。").post("/v1/ask", json=QUESTION).json()
    assert (told["written"], told["citations"]) == (LONG, [1])
    assert "7.4公里" in told["answer"]


def test_a_sentence_is_sent_while_the_model_still_writes(
    written: Callable[..., httpx.Client], models: list[OpenAiServer]
) -> None:
    """The articles' words and the first checked sentence do not wait for a model that stalls behind it."""
    client = written(LONG, "隧道", Act.STALL, seconds=300)
    names = []
    with client.stream("POST", "/v1/ask", json=QUESTION, headers={"Accept": "text/event-stream"}) as response:
        for line in response.iter_lines():
            if line.startswith("event: "):
                names.append(line.removeprefix("event: "))
            if line == "event: sentence":
                models[0].release()
    assert [name for name in names if name != "suggestions"] == ["answer", "sentence", "written", "end"]
