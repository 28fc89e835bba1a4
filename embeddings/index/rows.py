"""The columns, vectors and terms of a generation, written as articles are digested."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.articles.fingerprints import Hashes
from embeddings.encoding.segment import KINDS
from embeddings.index.columns import Strings
from embeddings.index.digest import Digest
from embeddings.index.pack import PackWriter
from embeddings.index.sparse import SparseBuilder
from embeddings.schema import Article

#: The columns beside the vectors, with their type and, where a row is more than one number, its width.
COLUMNS: dict[str, tuple[str, tuple[int, ...]]] = {
    "passage_article": ("<i4", ()),
    "passage_span": ("<i4", (2,)),
    "passage_key": ("<u8", (2,)),
    "passage_tokens": ("<i4", ()),
    "article_day": ("<i4", ()),
    "article_source": ("<i4", ()),
}


class RowWriter:
    """Writes the columns of passages and articles as digests of articles come, and gathers their terms."""

    def __init__(self, folder: Path, spill: Path) -> None:
        self.articles = self.passages = self.embedded = self.reused = 0
        #: What each article says, for folding reprints.
        self.hashes: list[Hashes] = []
        self._folder = folder
        self._vectors = (folder / "vectors").open("wb")
        self._tokens = (folder / "tokens").open("wb")
        self._columns: dict[str, list[NDArray[Any]]] = {name: [] for name in COLUMNS}
        self._builders = {kind: SparseBuilder(_made(spill / kind)) for kind in KINDS}
        self._headings: list[str] = []
        self._sources: dict[str, int] = {}

    def write(self, articles: Sequence[Article], digest: Digest) -> None:
        """Write the next articles and what was digested of them."""
        digest.vectors.astype("<f2").tofile(self._vectors)
        digest.tokens.astype("<u2").tofile(self._tokens)
        for kind, terms in digest.terms.items():
            self._builders[kind].add_counted(terms.spelled, terms.counted)
        self._keep("passage_article", digest.article_of + self.articles)
        self._keep("passage_span", [(passage.start, passage.end) for passage in digest.passages])
        self._keep("passage_key", digest.keys)
        self._keep("passage_tokens", digest.token_counts)
        self._keep("article_day", [article.day.toordinal() if article.day else 0 for article in articles])
        self._keep("article_source", [self._source(article.source) for article in articles])
        self._headings.extend(passage.heading for passage in digest.passages)
        self.hashes.extend(digest.hashes)
        self.articles += len(articles)
        self.passages += len(digest.passages)
        self.embedded += digest.embedded
        self.reused += len(digest.passages) - digest.embedded

    def finish(self, k1: float, b: float, means: Mapping[str, float]) -> None:
        """Write the columns and the sparse indexes; `means` are lengths to measure with where not their own mean."""
        self._vectors.close()
        self._tokens.close()
        with PackWriter(self._folder / "columns") as pack:
            for name, (dtype, width) in COLUMNS.items():
                pack.add(name, np.concatenate([np.zeros((0, *width), dtype), *self._columns.pop(name)]), dtype)
            pack.add_strings("headings", Strings.of(self._headings))
            pack.add_strings("sources", Strings.of(self._sources))
        (self._folder / "sparse").mkdir()
        for kind in list(self._builders):
            # One after the other, each let go of before the next: their peaks must not add up.
            self._builders.pop(kind).build_into(self._folder / "sparse" / kind, k1, b, means.get(kind))

    def _source(self, name: str | None) -> int:
        return self._sources.setdefault(name, len(self._sources)) if name else -1

    def _keep(self, name: str, values: Sequence[object] | NDArray[Any]) -> None:
        dtype, width = COLUMNS[name]
        self._columns[name].append(np.asarray(values, dtype).reshape(-1, *width))

    def __enter__(self) -> "RowWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._vectors.close()
        self._tokens.close()


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder
