"""A corpus made larger: what was given comes first, as it was, and no copy is taken for a reprint."""

import json
from pathlib import Path

import pytest

from embeddings.articles.chunking import chunk
from embeddings.articles.reader import read
from embeddings.articles.reprints import groups
from embeddings.errors import ArticleError
from embeddings.evaluation.bench_corpus import write_corpus
from embeddings.evaluation.bench_repeated import write_repeated
from embeddings.schema import Article


def load(path: Path) -> list[Article]:
    """Read a file without a skipped line."""
    return list(read([path], lambda skip: pytest.fail(skip.reason)))


def test_articles_are_repeated_with_other_words(tmp_path: Path) -> None:
    """Of 10 articles 35 are made: 10 as they are, the others under new ids with other words of the same articles."""
    write_corpus(tmp_path / "made.jsonl", 30)
    given = load(tmp_path / "made.jsonl")
    assert len(given) == 10
    asked = write_repeated([tmp_path / "made.jsonl"], tmp_path / "more.jsonl", 100)
    made = load(tmp_path / "more.jsonl")
    assert made[:10] == given
    assert [(one.question, one.article_id) for one in asked] == [(article.title, article.id) for article in given]
    counts = [len(chunk(article)) for article in made]
    assert sum(counts) >= 100 > sum(counts[:-1])
    assert [article.id for article in made[10:22]] == [f"{article.id}~1" for article in given] + [
        f"{article.id}~2" for article in given[:2]
    ]
    assert groups(made) == list(range(len(made)))
    known = set("".join(article.body for article in given))
    assert all(set(article.body) <= known for article in made)
    assert [article.published for article in made[10:20]] == [article.published for article in given]


def test_the_same_every_time(tmp_path: Path) -> None:
    """The same articles and size give the same bytes."""
    write_corpus(tmp_path / "made.jsonl", 30)
    for name in ("a", "b"):
        write_repeated([tmp_path / "made.jsonl"], tmp_path / name, 60)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_fewer_than_there_are(tmp_path: Path) -> None:
    """Where the articles are enough, they are cut off."""
    write_corpus(tmp_path / "made.jsonl", 30)
    write_repeated([tmp_path / "made.jsonl"], tmp_path / "few.jsonl", 6)
    lines = (tmp_path / "few.jsonl").read_text("utf-8").splitlines()
    given = load(tmp_path / "made.jsonl")
    assert [json.loads(line)["id"] for line in lines] == [article.id for article in given[: len(lines)]]
    assert len(lines) in (2, 3)


def test_nothing_to_repeat(tmp_path: Path) -> None:
    """A path that is not there is told."""
    with pytest.raises(ArticleError, match="none"):
        write_repeated([tmp_path / "none"], tmp_path / "out.jsonl", 10)
