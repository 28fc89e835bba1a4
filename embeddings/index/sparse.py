"""BM25 over rows: what a term adds to a row is computed when the index is built, a search only adds up."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import IndexUnusableError
from embeddings.index.columns import Strings, damaged
from embeddings.index.pack import Pack, PackWriter
from embeddings.index.postings import BLOCK, SCALE, Counted, New, Postings, PostingsBuilder
from embeddings.index.vocabulary import Vocabulary, find, find_all

#: A term in at least one row of this many is kept as a whole row of parts: no larger on disk (16 bits a row against
#: 48 a posting), and adding it is one pass over contiguous memory.
COMMON = 8

_COLUMNS = {"frequency": "<i4", "starts": "<i8", "rows": "<i4", "parts": "<u2", "common": "<i4", "table": "<u2"}


class SparseIndex:
    """Rows and scores of weighted terms: `idf * tf / (tf + k1 * (1 - b + b * length / mean length))`, Lucene's idf.

    Terms are found by a hash of 64 bits in a sorted column, so that opening reads nothing; the term's own bytes are
    compared before it counts as found.
    """

    def __init__(self, rows: int, hashes: NDArray[np.uint64], terms: Strings, postings: Postings) -> None:
        self.rows = rows
        self.terms = terms
        self._hashes = hashes
        self._postings = postings
        self._place = {int(term): place for place, term in enumerate(postings.common)}

    def __len__(self) -> int:
        return self.rows

    def frequency(self, term: str) -> int:
        """Count the rows that hold a term."""
        number = find(term, self._hashes, self.terms)
        return 0 if number is None else int(self._postings.frequency[number])

    def idf(self, term: str) -> float:
        """Tell how rare a term is: `ln(1 + (n - df + .5) / (df + .5))`; an unknown term has df 0."""
        return self._idf(self.frequency(term))

    def scores(self, weights: Mapping[str, float]) -> NDArray[np.float32]:
        """Add up weight times BM25 over the terms for every row, shape (rows,); unknown terms add 0."""
        total = np.zeros(self.rows, np.float32)
        product = np.empty(self.rows, np.float32)
        _, starts, rows, parts, _, table = self._postings
        try:
            numbers = find_all(list(weights), self._hashes, self.terms)
            for number, weight in zip(numbers, weights.values(), strict=True):
                if number is None:
                    continue
                step = np.float32(weight * self._idf(int(self._postings.frequency[number])) / SCALE)
                place = self._place.get(number)
                if place is None:
                    span = slice(int(starts[number]), int(starts[number + 1]))
                    np.add.at(total, rows[span], parts[span] * step)
                else:
                    total += np.multiply(table[place], step, out=product, casting="unsafe")
        except (IndexError, ValueError):  # a row number outside the index
            raise IndexUnusableError("词项索引已损坏，请运行 wenxun rebuild 重建索引。") from None
        return total

    @property
    def hashes(self) -> NDArray[np.uint64]:
        """The hashes of the terms, sorted; a term's number is its place among them."""
        return self._hashes

    def entries(self, first: int, after: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
        """List what the terms add to the rows from `first` until before `after`: rows, term numbers, BM25 scores."""
        frequency, starts, rows, parts, common, table = self._postings
        held = np.flatnonzero((rows >= first) & (rows < after))
        places, columns = np.nonzero(table[:, first:after])
        every_row = np.concatenate([rows[held].astype(np.int64), columns + first])
        every_term = np.concatenate([np.searchsorted(starts, held, "right") - 1, common[places].astype(np.int64)])
        every_part = np.concatenate([parts[held], table[places, columns + first]])
        of_term = frequency[every_term].astype(np.float64)
        idf = np.log1p((self.rows - of_term + 0.5) / (of_term + 0.5))
        return every_row, every_term, (every_part * idf / SCALE).astype(np.float32)

    def _idf(self, frequency: int) -> float:
        return math.log1p((self.rows - frequency + 0.5) / (frequency + 0.5))

    def save(self, path: Path) -> None:
        """Write one file."""
        with PackWriter(path) as pack:
            for name, dtype in _COLUMNS.items():
                pack.add(name, getattr(self._postings, name), dtype)
            self._save_terms(pack)

    def _save_terms(self, pack: PackWriter) -> None:
        pack.add("hashes", self._hashes, "<u8")
        pack.add_strings("terms", self.terms)
        pack.add("documents", np.array([self.rows]), "<i8")

    @classmethod
    def load(cls, path: Path) -> "SparseIndex":
        """Map what `save` wrote."""
        pack = Pack(path)
        rows = int(pack.array("documents", "<i8", (1,))[0])
        columns = {name: pack.array(name, dtype) for name, dtype in _COLUMNS.items() if name != "table"}
        postings = Postings(**columns, table=pack.array("table", _COLUMNS["table"], (-1, rows)))
        hashes, terms = pack.array("hashes", "<u8"), pack.strings("terms")
        if not (
            len(hashes) == len(terms) == len(postings.frequency) == len(postings.starts) - 1
            and len(postings.common) == len(postings.table)
            and len(postings.rows) == len(postings.parts) == int(postings.starts[-1])
        ):
            raise damaged(path)
        return cls(rows, hashes, terms, postings)


class SparseBuilder:
    """Builds a SparseIndex from documents added one by one; `spill` is a folder for what outgrows memory.

    Builders that see the same terms may share a vocabulary.
    """

    def __init__(self, spill: Path | None = None, block: int = BLOCK, vocabulary: Vocabulary | None = None) -> None:
        self._postings = PostingsBuilder(spill, block, vocabulary)

    def add(self, terms: Sequence[str]) -> None:
        """Add the next row, terms repeated as often as they occur."""
        self._postings.add(terms)

    def add_counted(self, numbers: NDArray[np.uint32], counted: Counted) -> None:
        """Add the next rows; `numbers` are those that the vocabulary has for the counted terms."""
        self._postings.add_counted(numbers, counted)

    def build(self, k1: float = 1.2, b: float = 0.75) -> SparseIndex:
        """Finish in memory."""
        return self._build(k1, b, lambda name, dtype, shape: np.zeros(shape, dtype))

    def build_into(self, path: Path, k1: float = 1.2, b: float = 0.75) -> None:
        """Finish on disk: the file that `SparseIndex.save` writes, its large columns filled in place."""
        with PackWriter(path) as pack:
            index = self._build(k1, b, pack.reserve)
            for name in ("frequency", "starts", "common"):
                pack.add(name, getattr(index._postings, name), _COLUMNS[name])
            index._save_terms(pack)

    def _build(self, k1: float, b: float, new: New) -> SparseIndex:
        hashes, terms, appeared = self._postings.vocabulary.by_hash()
        rows = len(self._postings)
        postings = self._postings.finish(appeared, k1, b, max(rows // COMMON, 1) + 1, new)
        return SparseIndex(rows, hashes, terms, postings)
