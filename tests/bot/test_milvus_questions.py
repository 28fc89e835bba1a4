"""Hundreds of questions over real articles: Milvus finds and answers what the files of this machine do."""

import json
import lzma
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.commands.opening import Parts
from bot.schema import Answer, Query
from embeddings.index.build import rebuild
from embeddings.index.milvus_client import Milvus, MilvusPlace
from embeddings.index.milvus_publish import publish
from embeddings.index.snapshot import Snapshot
from tests.milvus import needs_milvus
from tests.trials import trials

needs_milvus()

_TODAY = date(2026, 11, 22)
#: The first articles of the corpus. From 20,000 passages on the files are searched by codes, which find nearly all.
_ARTICLES = trials(300, 3000)
#: How far two scores of one article may lie apart, or those of two articles that may take each other's place.
_TIE = 1e-4


@pytest.fixture
def parts(newsroom_parts: Parts, shared_data: Path, tmp_path: Path) -> Parts:
    """Index the first articles of the corpus."""
    with lzma.open(shared_data / "news" / "xwlb-20k.jsonl.xz", "rt", encoding="utf-8") as lines:
        some = [next(lines) for _ in range(_ARTICLES)]
    (tmp_path / "articles.jsonl").write_text("".join(some), encoding="utf-8")
    opened = replace(newsroom_parts, index_dir=tmp_path / "index")
    rebuild([tmp_path / "articles.jsonl"], opened.index_dir, opened.encoder, opened.segmenter, matcher=opened.matcher)
    return opened


def apart(found: Answer, expected: Answer) -> float:
    """Tell how far the scores of the same articles lie apart; one that only one of them has counts as its last."""
    ours, others = ({hit.article.id: hit.score for hit in answer.hits} for answer in (found, expected))
    last = min([*ours.values(), *others.values()], default=0.0)
    return max((abs(ours.get(name, last) - others.get(name, last)) for name in ours | others), default=0.0)


def told(answer: Answer) -> tuple[Any, ...]:
    """Tell what was found, in order, and what is said."""
    return [(hit.article.id, hit.passage) for hit in answer.hits], answer.text, answer.span, answer.abstained


def test_every_question_finds_the_same(
    parts: Parts, milvus_place: MilvusPlace, shared_data: Path, tally: Callable[[str], None]
) -> None:
    """The first ten articles with their scores, ties apart, and the answer."""
    milvus = Milvus(milvus_place)
    with Snapshot.open(parts.index_dir) as snapshot:
        publish(snapshot, milvus, grace=0)
        passages = snapshot.manifest.passages
    here, there = parts.service(), replace(parts, milvus=milvus).service()
    lines = (shared_data / "eval" / "news-questions.jsonl").read_text(encoding="utf-8").splitlines()
    # Over a server the same requests go another way: fewer will do.
    lines = lines[:: 1 if milvus_place.is_file else trials(8, 1)]
    ties = 0
    for line in lines:
        query = Query(json.loads(line)["question"], k=10, today=_TODAY)
        expected, found = here.ask(query), there.ask(query)
        assert len(found.hits) == len(expected.hits)
        assert apart(found, expected) < _TIE, query.question
        ties += told(found) != told(expected)
    assert ties < len(lines) / 100
    here.close()
    there.close()
    way = "file" if milvus_place.is_file else "server"
    tally(
        f"{len(lines)} questions over {passages:,} passages in milvus-lite, {way}: as from the files, {ties} ties apart"
    )
