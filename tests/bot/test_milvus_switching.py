"""Bots over Milvus that are asked all the time, through rebuilds and while their server is gone."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands.opening import Parts
from bot.commands.publishing import published
from embeddings.errors import EngineUnreachableError
from embeddings.index.build import rebuild
from embeddings.index.milvus_client import Milvus, MilvusPlace
from tests.commands import Run, processes
from tests.endurance import editions
from tests.endurance.switching import Asking
from tests.milvus import LiteServer, needs_milvus
from tests.waiting import until

needs_milvus()

_ARTICLES = 48


class Newsroom:
    """A Milvus, two bots over it that are asked all the time, and a builder that is another process where it can be."""

    def __init__(self, parts: Parts, place: MilvusPlace, folder: Path, run: Run) -> None:
        self._folder, self._run, self._place = folder, run, place
        milvus = Milvus(place)
        # A file is open in one process only; over a server each bot has a connection of its own.
        self._parts = replace(parts, milvus=milvus, index_dir=folder / "index")
        self._editions: dict[str, int] = {}
        self.build(1)
        self.bots = [replace(self._parts, milvus=milvus if place.is_file else Milvus(place)).service() for _ in "ab"]
        self.asking = [Asking(bot, _ARTICLES) for bot in self.bots]
        for asking in self.asking:
            asking.start()

    def build(self, edition: int) -> None:
        """Build an edition, and publish it as the commands do."""
        parts, articles = self._parts, editions.write(self._folder, edition, _ARTICLES)
        if self._place.is_file:
            built = rebuild([articles], parts.index_dir, parts.encoder, parts.segmenter, matcher=parts.matcher)
            name = published(parts, built).generation
        else:
            settings = {"ENGINE_URI": self._place.uri, "INDEX_DIR": str(parts.index_dir)}
            program = "import sys; from bot.cli import main; main(sys.argv[1:])"
            builder = self._run(sys.executable, "-c", program, "rebuild", articles, "--json", settings=settings)
            out, told = builder.communicate()
            assert builder.returncode == 0, told
            name = json.loads(out)["generation"]
        self._editions[name] = edition

    def answered(self, more: int) -> None:
        """Wait until every bot has answered so many more questions."""
        wanted = [asking.seen.answers + more for asking in self.asking]
        until(lambda: all(one.seen.answers >= count for one, count in zip(self.asking, wanted, strict=True)))

    def until_seen(self, count: int) -> None:
        """Wait until so many generations have answered at every bot."""
        until(lambda: all(asking.seen.generations >= count for asking in self.asking))

    def end(self) -> tuple[list[str], list[str]]:
        """Stop asking, and tell what went wrong, and which answers were mixed."""
        for asking in self.asking:
            asking.end()
        for bot in self.bots:
            bot.close()
        errors = [error for asking in self.asking for error in asking.errors]
        return errors, [mixed for asking in self.asking for mixed in asking.seen.mixed(self._editions)]


Opened = Callable[[MilvusPlace], Newsroom]


@pytest.fixture
def opened(newsroom_parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    """Give a way to ask two bots over a Milvus."""
    monkeypatch.setattr("bot.service._LOOK_EVERY", 0.01)
    with ExitStack() as stack:
        run = stack.enter_context(processes(tmp_path))

        def start(place: MilvusPlace) -> Newsroom:
            asked = Newsroom(newsroom_parts, place, tmp_path, run)
            stack.callback(asked.end)
            return asked

        yield start


def test_a_switch_under_load_loses_and_mixes_nothing(opened: Opened, milvus_place: MilvusPlace) -> None:
    """While both are asked, two editions more go live and those before them go: no error, each answer from one."""
    asked = opened(milvus_place)
    asked.answered(1)
    for edition in (2, 3):
        asked.build(edition)
        asked.until_seen(edition)
    asked.answered(8)
    assert [bot.info().generation for bot in asked.bots] == ["g000003", "g000003"]
    assert asked.end() == ([], [])


def test_a_server_that_goes_and_comes_back(opened: Opened, tmp_path: Path) -> None:
    """Meanwhile each question gets one clear sentence; then the same bots answer again, without being started anew."""
    server = LiteServer(tmp_path / "data")
    server.start()
    asked = opened(MilvusPlace(server.uri))
    asked.answered(1)
    server.kill()
    until(lambda: all(asking.errors for asking in asked.asking))
    server.start()
    asked.answered(8)
    errors, mixed = asked.end()
    server.kill()
    sentence = f"连不上 Milvus（{server.uri}），请检查它是否在运行、WENXUN_ENGINE_URI 是否写对。"
    assert set(errors) == {repr(EngineUnreachableError(sentence))}
    assert mixed == []
