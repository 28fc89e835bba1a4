"""Publishing to milvus-lite, a file and a server: names, the switch, what is cleared away, what goes wrong before."""

from pathlib import Path
from typing import Any

import pytest

from embeddings.errors import IndexUnusableError
from embeddings.index.build import rebuild
from embeddings.index.milvus import MilvusOrigin
from embeddings.index.milvus_client import Milvus, MilvusPlace
from embeddings.index.milvus_generations import LAYOUT, live, names
from embeddings.index.milvus_publish import publish
from embeddings.index.snapshot import Snapshot
from tests.index.conftest import ARTICLES, Write
from tests.milvus import needs_milvus
from tests.toys import ToyEncoder, ToySegmenter

needs_milvus()


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


def test_what_does_not_hold_never_goes_live(index_dir: Path, milvus_place: MilvusPlace, milvus: Milvus) -> None:
    """A row that was lost is found out before the switch, and the unfinished generation is removed."""
    published(index_dir, milvus)
    forgetful = Forgetful(milvus_place)
    with pytest.raises(IndexUnusableError, match="没有通过校验，原来的索引没有动"):
        published(index_dir, forgetful)
    forgetful.close()
    assert (live(milvus), names(milvus)) == ("g000001", ["g000001"])
