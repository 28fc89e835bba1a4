"""The columns that are written of digests."""

from pathlib import Path

from embeddings.encoding.segment import Segmenter
from embeddings.index.columns import open_column
from embeddings.index.digest import Digester
from embeddings.index.pack import Pack
from embeddings.index.rows import RowWriter
from embeddings.schema import Article
from tests.toys import ToyEncoder, ToySegmenter


def test_digests_are_written_one_after_the_other(tmp_path: Path) -> None:
    """Rows count on from digest to digest; a source has one place however often it comes."""
    articles = [
        Article("a", "春", "花 市。", "2024-03-05", "春报"),
        Article("b", "", "雪 月。"),
        Article("c", "风", "春。", None, "春报"),
    ]
    digester = Digester(ToyEncoder(), ToySegmenter())
    with RowWriter(tmp_path, tmp_path / "spill") as rows:
        for part in (articles[:1], articles[1:]):
            rows.write(part, digester.digest(part))
        rows.finish(1.2, 0.75, {})
    assert (rows.articles, rows.passages, rows.embedded, rows.reused) == (3, 3, 3, 0)
    assert len(rows.hashes) == 3
    columns = Pack(tmp_path / "columns")
    assert columns.array("passage_article", "<i4").tolist() == [0, 1, 2]
    assert columns.array("passage_span", "<i4", (-1, 2)).tolist() == [[0, 4], [0, 4], [0, 2]]
    assert columns.array("article_day", "<i4").tolist() == [738950, 0, 0]
    assert columns.array("article_source", "<i4").tolist() == [0, -1, 0]
    assert list(columns.strings("sources")) == ["春报"]
    assert open_column(tmp_path / "vectors", "<f2", (-1, 8)).shape == (3, 8)


def test_lines_are_cut_apart() -> None:
    """Terms of a title and a text are the terms of both together: a title is cut once for all its passages."""
    segmenter = Segmenter()
    for title, text in (("中俄条约延期", "新华社北京电"), ("第3", ".5米"), ("C", "919 首飞"), ("", "完")):
        apart = [one + other for one, other in zip(segmenter.terms(title), segmenter.terms(text), strict=True)]
        assert list(segmenter.terms(f"{title}\n{text}")) == apart
