"""One part of a generation: rows that were written together and never change, numbered from 0."""

from collections.abc import Sized
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.encoding.segment import KINDS
from embeddings.index.columns import damaged, open_column
from embeddings.index.dense import DenseIndex
from embeddings.index.manifest import PartMark
from embeddings.index.pack import Pack
from embeddings.index.sparse import SparseIndex
from embeddings.index.store import ArticleStore

#: Of every part these files are read whole and compared whenever a generation is opened, however large they are: FAISS
#: believes the numbers in its file, a flipped bit makes a number infinite, and the columns say which article a row is
#: of.
ALWAYS = ("dense.faiss", "columns")


class Part:
    """The files of a part, opened; IndexUnusableError where they do not belong together."""

    def __init__(self, folder: Path, mark: PartMark, dim: int) -> None:
        passages, articles = mark.passages, mark.articles
        self.folder = folder
        self.dense = DenseIndex.load(folder / "dense.faiss")
        self.sparse = {kind: SparseIndex.load(folder / "sparse" / kind) for kind in KINDS}
        columns = Pack(folder / "columns")
        self.passage_article = columns.array("passage_article", "<i4", (passages,))
        self.passage_span = columns.array("passage_span", "<i4", (passages, 2))
        self.passage_key = columns.array("passage_key", "<u8", (passages, 2))
        lengths = columns.array("passage_tokens", "<i4", (passages,))
        self._token_starts = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
        self._tokens = open_column(folder / "tokens", "<u2", (int(self._token_starts[-1]),))
        self.article_day = columns.array("article_day", "<i4", (articles,))
        self.article_source = columns.array("article_source", "<i4", (articles,))
        self.headings = columns.strings("headings")
        self.sources = list(columns.strings("sources"))
        self.articles = ArticleStore.open(folder / "articles.sqlite")
        by_passage: list[Sized] = [self.dense, self.headings, *self.sparse.values()]
        if any(len(one) != passages for one in by_passage) or len(self.articles) != articles:
            self.articles.close()
            raise damaged(folder)
        #: Those that the dense index holds.
        self.vectors = self.dense.vectors
        if self.vectors.shape != (passages, dim):
            self.articles.close()
            raise damaged(folder)

    def tokens(self, rows: NDArray[np.int64]) -> list[NDArray[np.uint16]]:
        """Token numbers of passages for soft matching; none where the part was written without."""
        spans = zip(self._token_starts[rows].tolist(), self._token_starts[rows + 1].tolist(), strict=True)
        return [self._tokens[start:end] for start, end in spans]
