"""Publishing to a real milvus-lite: names, the switch, what is cleared away, and what goes wrong before it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from embeddings.errors import EngineUnreachableError, IndexUnusableError
from embeddings.index.build import rebuild
from embeddings.index.milvus import MilvusOrigin
from embeddings.index.milvus_client import Milvus, MilvusPlace
from embeddings.index.milvus_generations import LAYOUT, live, names
from embeddings.index.milvus_publish import CLEARING, PROVING, PUBLISHING, WAITING, publish
from embeddings.index.snapshot import Snapshot
from tests.index.conftest import ARTICLES, Write
from tests.milvus import needs_milvus
from tests.toys import ToyEncoder, ToySegmenter

needs_milvus()

ROOT = Path(__file__).parents[2]


@pytest.fixture
def place(tmp_path: Path) -> MilvusPlace:
    """Name a file that is not there yet."""
    return MilvusPlace(str(tmp_path / "news.db"))


@pytest.fixture
def milvus(place: MilvusPlace) -> Iterator[Milvus]:
    """Open it when it is first needed."""
    opened = Milvus(place)
    yield opened
    opened.close()


def published(index_dir: Path, milvus: Milvus) -> str:
    """Publish the live generation of a folder."""
    with Snapshot.open(index_dir) as snapshot:
        return publish(snapshot, milvus, grace=0)


def origin(milvus: Milvus) -> MilvusOrigin:
    """Ask a Milvus as the toys do."""
    return MilvusOrigin(milvus, ToyEncoder(), ToySegmenter())


def test_one_generation_after_the_other(index_dir: Path, milvus: Milvus) -> None:
    """Each gets the next name and becomes live; the one before it goes."""
    assert (live(milvus), names(milvus)) == (None, [])
    assert published(index_dir, milvus) == "g000001"
    assert (live(milvus), names(milvus)) == ("g000001", ["g000001"])
    assert published(index_dir, milvus) == "g000002"
    assert (live(milvus), names(milvus)) == ("g000002", ["g000002"])
    assert origin(milvus).current() == "g000002"


def test_articles_come_back_whole(tmp_path: Path, write_articles: Write, milvus: Milvus) -> None:
    """Every field, a body longer than any text field, and passages with their headings."""
    long = {"id": "long\"'\\", "title": "长 文", "body": "春风 吹过 小镇。\n" * 9000, "authors": ["甲"]}
    rebuild([write_articles([*ARTICLES, long])], tmp_path / "index", ToyEncoder(), ToySegmenter())
    published(tmp_path / "index", milvus)
    engine = origin(milvus).open()
    with Snapshot.open(tmp_path / "index") as snapshot:
        assert len(snapshot.article(3).body) > 65_535
        rows = list(range(snapshot.manifest.passages))
        articles, passages = engine.read(range(4), rows)
        assert articles == list(snapshot.articles)
        assert passages == [snapshot.passage(row) for row in rows]
        assert [engine.find(article.id) for article in articles] == articles
        assert engine.find("nobody") is None


def test_what_is_not_there_is_told(milvus: Milvus, index_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No generation yet; one that was made by another segmenter, or whose rows were written otherwise."""
    assert origin(milvus).current() is None
    with pytest.raises(IndexUnusableError, match="还没有索引，请先运行 wenxun rebuild"):
        origin(milvus).open()
    published(index_dir, milvus)
    with pytest.raises(IndexUnusableError, match="分词"):
        MilvusOrigin(milvus, ToyEncoder(), ToySegmenter("other")).open()
    monkeypatch.setattr("embeddings.index.milvus.LAYOUT", LAYOUT + 1)
    with pytest.raises(IndexUnusableError, match="另一个版本的程序"):
        origin(milvus).open()


class Forgetful(Milvus):
    """Loses the last row of whatever it is given: a server that is not as good as its word."""

    def call(self, method: str, *arguments: Any, **options: Any) -> Any:
        """Forget."""
        if method == "upsert":
            return super().call(method, arguments[0], arguments[1][:-1] or arguments[1], **options)
        return super().call(method, *arguments, **options)


def test_what_does_not_hold_never_goes_live(index_dir: Path, place: MilvusPlace, milvus: Milvus) -> None:
    """A row that was lost is found out before the switch, and the unfinished generation is removed."""
    published(index_dir, milvus)
    forgetful = Forgetful(place)
    with pytest.raises(IndexUnusableError, match="没有通过校验，原来的索引没有动"):
        published(index_dir, forgetful)
    forgetful.close()
    assert (live(milvus), names(milvus)) == ("g000001", ["g000001"])


@pytest.mark.parametrize("stage", [PUBLISHING, WAITING, PROVING, CLEARING])
def test_killed_at_any_stage(stage: str, index_dir: Path, place: MilvusPlace) -> None:
    """After kill -9 the old generation answers, or the new one once switched; the next publisher cleans up."""

    def publisher(*stage: str) -> int:
        command = [sys.executable, "-W", "ignore", "-m", "tests.index.dying_publisher", str(index_dir), place.uri]
        return subprocess.run([*command, *stage], cwd=ROOT, env=os.environ, check=False).returncode

    assert publisher() == 0
    assert publisher(stage) == -signal.SIGKILL
    milvus = Milvus(place)
    engine = origin(milvus).open()
    assert engine.about.generation == ("g000002" if stage == CLEARING else "g000001")
    assert engine.find("spring") is not None
    assert published(index_dir, milvus) == "g000003"
    assert (live(milvus), names(milvus)) == ("g000003", ["g000003"])
    milvus.close()


def test_nobody_there(tmp_path: Path) -> None:
    """One sentence that says where was looked, without the password, and what to check."""
    nobody = origin(Milvus(MilvusPlace("http://root:geheim@127.0.0.1:1/news", "token")))
    assert nobody.current() is None
    with pytest.raises(EngineUnreachableError, match=r"连不上 Milvus.*请检查它是否在运行") as told:
        nobody.open()
    assert "127.0.0.1:1/news" in str(told.value)
    assert "geheim" not in str(told.value)
    missing = Milvus(MilvusPlace(str(tmp_path / "no" / "news.db")))
    with pytest.raises(EngineUnreachableError, match="打不开 Milvus 文件"):
        live(missing)


def test_a_token_is_never_shown() -> None:
    """Not in the place's own words either."""
    assert "geheim" not in repr(MilvusPlace("http://127.0.0.1:1", "geheim"))
