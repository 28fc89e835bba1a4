"""The bench measures what it says, on a corpus that is the same everywhere."""

import json
import os
import time
from itertools import islice
from pathlib import Path

import pytest

from embeddings.articles.chunking import chunk
from embeddings.articles.reader import read
from embeddings.evaluation.bench_corpus import PASSAGES, made_articles, write_corpus
from embeddings.evaluation.bench_process import resident, watched
from embeddings.evaluation.bench_query import REST, SEARCH, Clock, Spread


def test_a_made_corpus_is_as_large_as_asked_and_always_the_same(tmp_path: Path) -> None:
    """About so many passages, no two articles alike, each question about its own article."""
    asked = write_corpus(tmp_path / "made.jsonl", 600)
    articles = list(read([tmp_path / "made.jsonl"], lambda skip: pytest.fail(skip.reason)))
    assert len(articles) == len(asked) == round(600 / PASSAGES)
    assert abs(sum(len(chunk(article)) for article in articles) - 600) <= 30
    assert len({article.body for article in articles}) == len(articles)
    assert [one.article_id for one in asked] == [article.id for article in articles]
    assert all(one.question[:3] == article.title[:3] for one, article in zip(asked, articles, strict=True))
    assert list(islice(made_articles(9), 5)) == list(made_articles(5))


def test_work_is_done_elsewhere_and_its_memory_seen() -> None:
    """The value comes back, so does an error; 64 MB held for a while are noticed."""
    done = watched(_hold, 64, 0.5)
    assert done.value != os.getpid()
    assert done.seconds >= 0.5
    if Path("/proc/self/status").exists():
        assert done.peak is not None
        assert done.peak >= 64 << 20
        assert resident(os.getpid()) > 0
    with pytest.raises(ValueError, match="invalid literal"):
        watched(int, "x")


def _hold(megabytes: int, seconds: float) -> int:
    held = bytearray(os.urandom(1 << 20) * megabytes)
    time.sleep(seconds)
    return os.getpid() if held else 0


def test_the_clock_tells_stages_and_the_rest() -> None:
    """What is not in a stage is the rest; the next question begins at nothing."""
    clock = Clock()
    sleeper = clock.on(_Sleeper(), nap="sleep")
    assert (len(sleeper), sleeper.nap(), sleeper.awake()) == (3, "slept", "awake")
    clock.question(5.0)
    clock.question(1.0)
    first, second = clock.questions
    assert first["sleep"] >= sleeper.took > 0
    assert first[SEARCH] == pytest.approx(first["sleep"] + first[REST])
    assert second == {SEARCH: 1.0, REST: 1.0}


class _Sleeper:
    def __len__(self) -> int:
        return 3

    def nap(self) -> str:
        began = time.perf_counter()
        sum(range(10_000))
        self.took = time.perf_counter() - began
        return "slept"

    def awake(self) -> str:
        return "awake"


def test_a_spread_is_in_milliseconds() -> None:
    """Of 1 to 101 ms the middle is 51."""
    spread = Spread.of(number / 1000 for number in range(1, 102))
    assert (spread.p50, spread.p95, spread.p99) == pytest.approx((51, 96, 100))


def test_figures_are_plain_json() -> None:
    """They go into a file for others to read."""
    assert json.loads(json.dumps(Spread.of([0.001]).p50)) == pytest.approx(1.0)
