"""Reading into lists, for every test of the room."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

from embeddings.articles import Note, Skip, read
from embeddings.schema import Article


class Gathered(NamedTuple):
    """All that one reading gave and told."""

    articles: list[Article]
    skips: list[Skip]
    notes: list[Note]


@pytest.fixture
def gather() -> Callable[[Iterable[Path]], Gathered]:
    """Read paths to the end."""

    def run(paths: Iterable[Path]) -> Gathered:
        skips: list[Skip] = []
        notes: list[Note] = []
        articles = list(read(paths, skips.append, notes.append))
        return Gathered(articles, skips, notes)

    return run


@pytest.fixture
def load(tmp_path: Path, gather: Callable[[Iterable[Path]], Gathered]) -> Callable[[str, str | bytes], Gathered]:
    """Write one file and read it."""

    def run(name: str, content: str | bytes) -> Gathered:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return gather([path])

    return run
