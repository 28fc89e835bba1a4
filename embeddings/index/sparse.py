"""BM25 over rows: what a term adds to a row is computed when the index is built, a search only adds up."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import IndexUnusableError
from embeddings.index.columns import Strings, damaged
from embeddings.index.pack import Pack, PackWriter
from embeddings.index.postings import BLOCK, SCALE, Counted, New, Postings, PostingsBuilder
from embeddings.index.vocabulary import Vocabulary, find_all

#: A term in at least one row of this many is kept as a whole row of parts: no larger on disk (16 bits a row against
#: 48 a posting), and adding it is one pass over contiguous memory.
COMMON = 8

_COLUMNS = {"frequency": "<i4", "starts": "<i8", "rows": "<i4", "parts": "<u2", "common": "<i4", "table": "<u2"}


class WordIndex(Protocol):
    """BM25 over rows, whether they lie in one part or in several."""

    def __len__(self) -> int: ...

    def frequency(self, term: str) -> int:
        """Count the rows that hold a term."""

    def idf(self, term: str) -> float:
        """Tell how rare a term is; an unknown term has df 0."""

    def scores(self, weights: Mapping[str, float]) -> NDArray[np.float32]:
        """Add up weight times BM25 over the terms for every row, shape (rows,); unknown terms add 0."""


class SparseIndex:
    """Rows and scores of weighted terms: `idf * tf / (tf + k1 * (1 - b + b * length / mean length))`, Lucene's idf.

    Terms are found by a hash of 64 bits in a sorted column, so that opening reads nothing; the term's own bytes are
    compared before it counts as found.
    """

    def __init__(self, rows: int, mean: float, hashes: NDArray[np.uint64], terms: Strings, postings: Postings) -> None:
        self.rows = rows
        self.mean = mean
        self.terms = terms
        self._hashes = hashes
        self._postings = postings
        self._place = {int(term): place for place, term in enumerate(postings.common)}

    def __len__(self) -> int:
        return self.rows

    def find_all(self, terms: Sequence[str]) -> list[tuple[int, int] | None]:
        """Give the number of each term, for `add`, and the count of rows that hold it; None where none does."""
        numbers = find_all(terms, self._hashes, self.terms)
        return [None if number is None else (number, self._count(number)) for number in numbers]

    def _count(self, number: int) -> int:
        frequency = int(self._postings.frequency[number])
        if not 0 <= frequency <= self.rows:
            raise _harmed()
        return frequency

    def frequency(self, term: str) -> int:
        """Count the rows that hold a term."""
        return (self.find_all([term])[0] or (0, 0))[1]

    def idf(self, term: str) -> float:
        """Tell how rare a term is; an unknown term has df 0."""
        return idf(self.rows, self.frequency(term))

    def scores(self, weights: Mapping[str, float]) -> NDArray[np.float32]:
        """Add up weight times BM25 over the terms for every row, shape (rows,); unknown terms add 0."""
        total = np.zeros(self.rows, np.float32)
        product = np.empty(self.rows, np.float32)
        for found, weight in zip(self.find_all(list(weights)), weights.values(), strict=True):
            if found:
                self.add(found[0], weight * idf(self.rows, found[1]), total, product)
        return total

    def count(self, number: int, among: NDArray[np.bool_]) -> int:
        """Count the rows that hold a term among those marked, (rows,)."""
        place = self._place.get(number)
        if place is not None:
            return int(np.count_nonzero(self._postings.table[place][among]))
        start, end = self._postings.starts[number : number + 2].tolist()
        try:
            return int(np.count_nonzero(among[self._postings.rows[start:end]]))
        except IndexError:  # a row number outside the index
            raise _harmed() from None

    def add(self, number: int, weight: float, total: NDArray[np.float32], product: NDArray[np.float32]) -> None:
        """Add a term's part of BM25, times `weight`, to the rows of `total`; `product` is written over."""
        _, starts, rows, parts, _, table = self._postings
        step = np.float32(weight / SCALE)
        place = self._place.get(number)
        try:
            if place is None:
                span = slice(int(starts[number]), int(starts[number + 1]))
                np.add.at(total, rows[span], parts[span] * step)
            else:
                total += np.multiply(table[place], step, out=product, casting="unsafe")
        except (IndexError, ValueError):  # a row number outside the index
            raise _harmed() from None

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
        pack.add("mean", np.array([self.mean]), "<f8")

    @classmethod
    def load(cls, path: Path) -> "SparseIndex":
        """Map what `save` wrote."""
        pack = Pack(path)
        rows = int(pack.array("documents", "<i8", (1,))[0])
        columns = {name: pack.array(name, dtype) for name, dtype in _COLUMNS.items() if name != "table"}
        postings = Postings(**columns, table=pack.array("table", _COLUMNS["table"], (-1, rows)))
        mean = float(pack.array("mean", "<f8", (1,))[0])
        hashes, terms = pack.array("hashes", "<u8"), pack.strings("terms")
        if not (
            len(hashes) == len(terms) == len(postings.frequency) == len(postings.starts) - 1
            and len(postings.common) == len(postings.table)
            and len(postings.rows) == len(postings.parts) == int(postings.starts[-1])
        ):
            raise damaged(path)
        return cls(rows, mean, hashes, terms, postings)


def idf(rows: int, frequency: int) -> float:
    """Tell how rare a term is that stands in `frequency` of so many rows: `ln(1 + (n - df + .5) / (df + .5))`."""
    return math.log1p((rows - frequency + 0.5) / (frequency + 0.5))


def _harmed() -> IndexUnusableError:
    return IndexUnusableError("词项索引已损坏，请运行 wenxun rebuild 重建索引。")


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
        return self._build(k1, b, None, lambda name, dtype, shape: np.zeros(shape, dtype))

    def build_into(self, path: Path, k1: float = 1.2, b: float = 0.75, mean: float | None = None) -> None:
        """Finish on disk: the file that `SparseIndex.save` writes, its large columns filled in place.

        With `mean` lengths are measured against it, and not against the mean of these rows: so that the scores are on
        the scale of another index's.
        """
        with PackWriter(path) as pack:
            index = self._build(k1, b, mean, pack.reserve)
            for name in ("frequency", "starts", "common"):
                pack.add(name, getattr(index._postings, name), _COLUMNS[name])
            index._save_terms(pack)

    def _build(self, k1: float, b: float, mean: float | None, new: New) -> SparseIndex:
        hashes, terms, appeared = self._postings.vocabulary.by_hash()
        rows = len(self._postings)
        mean = self._postings.mean if mean is None else mean
        postings = self._postings.finish(appeared, k1, b, max(rows // COMMON, 1) + 1, new, mean)
        return SparseIndex(rows, mean, hashes, terms, postings)
