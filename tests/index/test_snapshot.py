"""What an opened generation holds, worked out by hand, and what is refused."""

import hashlib
import json
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from embeddings.errors import IndexUnusableError
from embeddings.index.build import rebuild
from embeddings.index.generations import current_generation
from embeddings.index.scoring import bm25
from embeddings.index.snapshot import Snapshot
from embeddings.schema import Article, Passage
from tests.index.conftest import ARTICLES, Write
from tests.toys import ToyEncoder, ToySegmenter


def test_columns_worked_out_by_hand(index_dir: Path) -> None:
    """Three short articles are three passages; each column says of them what the articles say."""
    with Snapshot.open(index_dir, ToyEncoder(), ToySegmenter()) as snapshot:
        assert snapshot.passage_article.tolist() == [0, 1, 2]
        assert snapshot.passage_span.tolist() == [[0, 23], [0, 20], [0, 17]]
        assert list(snapshot.headings) == ["", "", ""]
        assert snapshot.article_day.tolist() == [date(2024, 3, 5).toordinal(), 0, date(2024, 3, 5).toordinal()]
        assert snapshot.sources == ["春报", "花讯"]
        assert snapshot.article_source.tolist() == [0, -1, 1]
        assert snapshot.fold.tolist() == [0, 1, 2]
        # "春风 小镇" and "春风 吹过…": 春 and 风 twice each, so (2, 0, 0, 0, 2, 0, 0, 0) / √8 in half precision
        half = np.float16(np.sqrt(0.5))
        assert snapshot.vectors[0].tolist() == [half, 0, 0, 0, half, 0, 0, 0]


def test_articles_and_passages(index_dir: Path) -> None:
    """An article comes back whole, by row and by id; a passage knows its article, and an article its passages."""
    spring = Article(
        "spring",
        "春风 小镇",
        "春风 吹过 小镇 的 石桥。茶农 上山 采茶。",
        "2024-03-05T08:30",
        "春报",
        "https://example.org/1",
        ("甲", "乙"),
    )
    with Snapshot.open(index_dir) as snapshot:
        assert snapshot.article(0) == snapshot.find("spring") == spring
        assert snapshot.row_of("flower") == 2
        assert snapshot.find("none") is None
        assert snapshot.passage(0) == Passage("spring", 0, 23)
        assert [snapshot.passages_of(row) for row in (0, 2)] == [range(0, 1), range(2, 3)]


def test_both_indexes_answer(index_dir: Path) -> None:
    """Terms of title and text find the passage, a vector finds its nearest."""
    with Snapshot.open(index_dir) as snapshot:
        for term, row in (("采茶", 0), ("山路", 1), ("开张", 2)):
            assert np.flatnonzero(bm25([(snapshot.sparse["words"], {term: 1.0})])).tolist() == [row]
        assert np.flatnonzero(bm25([(snapshot.sparse["bigrams"], {"石桥": 1.0})])).tolist() == [0]
        assert np.flatnonzero(bm25([(snapshot.sparse["chars"], {"山": 1.0})])).tolist() == [0, 1]
        rows, scores = snapshot.dense.search(ToyEncoder().encode_questions(["月下雪"]), 2)
        assert rows[0, 0] == 1
        # The passage with its title has 雪 twice and 月 twice, as the question in equal parts.
        assert scores[0, 0] == pytest.approx(1.0, abs=1e-3)


def test_the_manifest_describes_the_index(index_dir: Path) -> None:
    """Who made it, from what, how much, and a mark of every file but itself."""
    with Snapshot.open(index_dir) as snapshot:
        manifest = snapshot.manifest
        files = {p.relative_to(snapshot.folder).as_posix() for p in snapshot.folder.rglob("*") if p.is_file()}
        assert files - set(manifest.files) == {"manifest.json"}
        assert (manifest.generation, manifest.encoder_id, manifest.encoder_digest) == ("g000001", "toy", "toy-1")
        assert (manifest.segmenter, manifest.dim, manifest.dense, manifest.recall) == ("toy-terms-1", 8, "flat", 1.0)
        assert (manifest.articles, manifest.passages, manifest.folded) == (3, 3, 0)
        snapshot.verify()


def test_another_maker_is_refused(index_dir: Path) -> None:
    """Another model, another version of the model, another segmenter: one sentence each, with what to run."""
    other = ToyEncoder()
    other.id = "other"
    with pytest.raises(IndexUnusableError, match=r"另一个模型（toy）.*wenxun rebuild"):
        Snapshot.open(index_dir, other, ToySegmenter())
    with pytest.raises(IndexUnusableError, match=r"另一个版本的同名模型.*wenxun rebuild"):
        Snapshot.open(index_dir, ToyEncoder("toy-2"), ToySegmenter())
    with pytest.raises(IndexUnusableError, match=r"分词.*wenxun rebuild"):
        Snapshot.open(index_dir, ToyEncoder(), ToySegmenter("toy-terms-2"))


def test_every_file_missing_cut_or_longer_is_refused_at_opening(index_dir: Path) -> None:
    """Whatever file of a generation is gone or of another length, it is named and nothing is opened."""
    folder = index_dir / str(current_generation(index_dir))
    for path in [p for p in folder.rglob("*") if p.is_file()]:
        content = path.read_bytes()
        for wrong in (None, content[:-1], content + b"\0"):
            if wrong == content:
                continue
            path.unlink() if wrong is None else path.write_bytes(wrong)
            with pytest.raises(IndexUnusableError, match=f"{path.name} 缺失或已损坏，请运行 wenxun rebuild"):
                Snapshot.open(index_dir)
        path.write_bytes(content)
    Snapshot.open(index_dir).close()


def test_every_flipped_byte_is_found_by_verify(index_dir: Path) -> None:
    """A byte changed in the middle of any file is refused at once or by `verify`."""
    folder = index_dir / str(current_generation(index_dir))
    for path in [p for p in folder.rglob("*") if p.is_file() and p.stat().st_size]:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 0x10
        good = path.read_bytes()
        path.write_bytes(content)
        with pytest.raises(IndexUnusableError, match="wenxun rebuild"), Snapshot.open(index_dir) as snapshot:
            snapshot.verify()
        path.write_bytes(good)


def test_another_format_is_refused(index_dir: Path) -> None:
    """An index of another format version says which, and what to run."""
    path = index_dir / str(current_generation(index_dir)) / "manifest.json"
    path.write_text(json.dumps({"format": 99}), encoding="utf-8")
    with pytest.raises(IndexUnusableError, match=r"manifest\.json 缺失或已损坏"):
        Snapshot.open(index_dir)  # not the manifest that CURRENT vouches for
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    (index_dir / "CURRENT").write_text(f"g000001 {sha256}\n", encoding="ascii")
    with pytest.raises(IndexUnusableError, match=r"格式版本是 99.*wenxun rebuild"):
        Snapshot.open(index_dir)


def test_readers_keep_what_they_opened(index_dir: Path, write_articles: Write) -> None:
    """Three rebuilds later the first generation is gone from disk, and a reader of it still reads it whole."""
    with Snapshot.open(index_dir) as snapshot:
        for count in range(1, 4):
            rebuild([write_articles(ARTICLES[:count])], index_dir, ToyEncoder(), ToySegmenter())
        assert not snapshot.folder.exists()
        assert [article.id for article in snapshot.articles] == ["spring", "snow", "flower"]
        assert bm25([(snapshot.sparse["words"], {"开张": 1.0})]).argmax() == 2
        assert snapshot.dense.search(ToyEncoder().encode_questions(["花市"]), 1)[0].tolist() == [[2]]


def test_a_generation_can_be_moved(index_dir: Path, tmp_path: Path) -> None:
    """An index is its files: copied to another folder it opens there."""
    shutil.copytree(index_dir, tmp_path / "有 空格#?%")
    with Snapshot.open(tmp_path / "有 空格#?%") as snapshot:
        assert snapshot.find("snow") is not None
