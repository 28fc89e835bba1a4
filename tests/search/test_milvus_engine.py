"""Milvus gives what the files of this machine give, in a file of this process and as a server on loopback."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from embeddings.encoding.encoder import Encoder
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.encoding.segment import Segmenter
from embeddings.index.build import rebuild
from embeddings.index.engine import Scope
from embeddings.index.milvus import MilvusEngine, MilvusOrigin
from embeddings.index.milvus_client import Milvus
from embeddings.index.milvus_publish import publish
from embeddings.index.snapshot import Snapshot
from embeddings.search.local import LocalEngine
from embeddings.search.retriever import Found, Retriever
from tests import newsroom
from tests.milvus import WAYS, lite, needs_milvus

needs_milvus()

_TODAY = date(2024, 9, 1)
_QUESTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("云川大桥全长多少公里？", {}),
    ("2023年6月云川大桥通车", {}),
    ("去年海棠港吞吐量增长多少？", {}),
    ("海棠晚报怎么报道云川大桥？", {}),
    ("2024年5月2日青岚通讯社关于油价的报道", {}),
    ("云川大桥最新消息", {}),
    ("云川大桥的来龙去脉", {}),
    ("最近有什么新闻？", {}),
    ("最近三天有什么新闻？", {}),
    ("2019年有什么新闻？", {}),
    ("海棠港吞吐量", {"since": date(2024, 1, 1)}),
    ("海棠港吞吐量", {"until": date(2023, 12, 31), "source": "海棠"}),
    ("海棠港吞吐量", {"source": "没有的报"}),
    ("路灯", {"since": date(2030, 1, 1)}),
    ("有什么新闻？", {"source": "海棠晚报"}),
    ("？！", {}),
    ("qwertyuiop", {}),
)


@pytest.fixture(scope="module")
def matched_snapshot(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, segmenter: Segmenter
) -> Iterator[Snapshot]:
    """Index the newsroom with everything that is shipped."""
    folder = tmp_path_factory.mktemp("milvus")
    rebuild([newsroom.write(folder)], folder / "index", encoder, segmenter, matcher=LateInteraction())
    with Snapshot.open(folder / "index") as opened:
        yield opened


@pytest.fixture(scope="module", params=WAYS)
def engine(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    matched_snapshot: Snapshot,
    encoder: Encoder,
    segmenter: Segmenter,
) -> Iterator[MilvusEngine]:
    """Open the same index in Milvus."""
    with lite(request.param, tmp_path_factory.mktemp(request.param)) as place:
        milvus = Milvus(place)
        publish(matched_snapshot, milvus, grace=0)
        origin = MilvusOrigin(milvus, encoder, segmenter, LateInteraction())
        opened = origin.open()
        yield opened
        opened.close()
        origin.close()


def told(found: Found) -> tuple[Any, ...]:
    """Tell all that a search says, but for the scores."""
    hits = [(hit.article, hit.passage, hit.also) for hit in found.hits]
    events = [(event.day, event.text) for event in found.events]
    return hits, events, found.outside, found.as_of, found.astray, found.wall, found.order


def test_every_search_is_the_same(
    engine: MilvusEngine, matched_snapshot: Snapshot, encoder: Encoder, segmenter: Segmenter
) -> None:
    """Windows, outlets, walls, the newest, the course of events, and questions without a known word."""
    matcher = LateInteraction()
    here = Retriever(matched_snapshot, encoder, segmenter, matcher)
    there = Retriever(engine, encoder, segmenter, matcher)
    for question, walls in _QUESTIONS:
        expected, found = (retriever.search(question, 10, _TODAY, **walls) for retriever in (here, there))
        assert told(found) == told(expected), question
        assert [hit.score for hit in found.hits] == pytest.approx([hit.score for hit in expected.hits], abs=1e-5)


def test_what_is_known_of_the_whole(engine: MilvusEngine, matched_snapshot: Snapshot) -> None:
    """Counts, outlets and the newest day, as the files have them."""
    local = LocalEngine(matched_snapshot)
    assert engine.about[2:] == local.about[2:]
    assert (list(engine.sources), engine.outlets()) == (list(local.sources), local.outlets())


@pytest.mark.parametrize(
    "scope",
    [
        Scope(),
        Scope(first=date(2024, 5, 1).toordinal()),
        Scope(date(2023, 6, 18).toordinal(), date(2023, 6, 19).toordinal()),
        Scope(last=date(1999, 1, 1).toordinal()),
        Scope(sources=frozenset({1})),
        Scope(sources=frozenset()),
    ],
)
def test_scopes_are_the_same(engine: MilvusEngine, matched_snapshot: Snapshot, scope: Scope) -> None:
    """Whether there is anything in it, the newest of it, and which reprints are in it."""
    local = LocalEngine(matched_snapshot)
    assert engine.holds(scope) == local.holds(scope)
    for count in (1, 5, 100):
        here, there = (one.latest(scope, count) for one in (local, engine))
        assert [column.tolist() for column in there] == [column.tolist() for column in here]
    heads = sorted(set(matched_snapshot.fold.tolist()))
    assert engine.members(heads, scope) == local.members(heads, scope)


def test_tokens_are_the_same(engine: MilvusEngine, matched_snapshot: Snapshot) -> None:
    """Of every passage, in the order asked for."""
    rows = list(range(matched_snapshot.manifest.passages))[::-1]
    local = LocalEngine(matched_snapshot)
    assert [one.tolist() for one in engine.tokens(rows)] == [one.tolist() for one in local.tokens(rows)]
