"""BM25 over rows: what a term adds to a row is computed when the index is built, a search only adds up."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.index.columns import damaged
from embeddings.index.pack import Pack, PackWriter
from embeddings.index.postings import BLOCK, SCALE, Counted, New, Postings, PostingsBuilder
from embeddings.index.scoring import Sum, harmed
from embeddings.index.vocabulary import find_all

#: A term in at least one row of this many is kept as a whole row of parts: hardly larger on disk (8 bits a row
#: against 40 a posting), and adding it is one pass over contiguous memory.
COMMON = 8

#: A term in more than this share of the rows tells nothing of any, and is passed over where there are MANY rows: on 47
#: thousand passages 472 questions are answered as well without (MRR .867, with them .864).
OFTEN, MANY = 1 / 3, 10_000

_NONE = np.empty(0, np.int64)
_COLUMNS = {"starts": "<i8", "rows": "<i4", "parts": "u1", "common": "<i4", "counts": "<i4", "table": "u1"}


class SparseIndex:
    """Rows and scores of weighted terms: `idf * tf / (tf + k1 * (1 - b + b * length / mean length))`, Lucene's idf.

    Terms are found by a hash of 64 bits in a sorted column, so that opening reads nothing. That two of a million terms
    share one happens to one index in 37 million; then the passages of both are found for either.
    """

    def __init__(self, rows: int, mean: float, hashes: NDArray[np.uint64], postings: Postings) -> None:
        self.rows = rows
        self.mean = mean
        self._hashes = hashes
        self._postings = postings
        self._place = {int(term): place for place, term in enumerate(postings.common)}

    def __len__(self) -> int:
        return self.rows

    @property
    def spans(self) -> Sequence[slice]:
        """The rows of each part: here all."""
        return [slice(0, self.rows)]

    @property
    def gone(self) -> NDArray[np.integer]:
        """The rows that are not to be found: here none."""
        return _NONE

    def find_all(self, terms: Sequence[str]) -> list[tuple[int, int] | None]:
        """Give the number of each term, for `add`, and the count of rows that hold it; None where none does."""
        places, known = find_all(terms, self._hashes)
        counts = (self._postings.starts.take(places + 1, mode="clip") - self._postings.starts.take(places)).tolist()
        found = zip(places.tolist(), counts, known.tolist(), strict=True)
        return [(number, self._count(number, count)) if is_known else None for number, count, is_known in found]

    def _count(self, number: int, listed: int) -> int:
        place = self._place.get(number)
        frequency = listed if place is None else int(self._postings.counts[place])
        if not 0 <= frequency <= self.rows:
            raise harmed()
        return frequency

    def frequency(self, term: str) -> int:
        """Count the rows that hold a term."""
        return (self.find_all([term])[0] or (0, 0))[1]

    def idf(self, term: str) -> float:
        """Tell how rare a term is; an unknown term has df 0."""
        return idf(self.rows, self.frequency(term))

    def collect(self, weights: Mapping[str, float], sums: Sequence[Sum], every: bool = False) -> None:
        """Add weight times BM25 of the terms to the sum; unknown ones add nothing.

        Terms that stand in too many rows are passed over, but for `every`.
        """
        found = zip(self.find_all(list(weights)), weights.values(), strict=True)
        terms = [
            (term[0], weight * idf(self.rows, term[1]))
            for term, weight in found
            if term and (every or tells(term[1], self.rows))
        ]
        self.add(terms, sums[0])

    def count(self, number: int, among: NDArray[np.bool_]) -> int:
        """Count the rows that hold a term among those marked, (rows,)."""
        place = self._place.get(number)
        if place is not None:
            return int(np.count_nonzero(self._postings.table[place][among]))
        start, end = self._postings.starts[number : number + 2].tolist()
        try:
            return int(np.count_nonzero(among[self._postings.rows[start:end]]))
        except IndexError:  # a row number outside the index
            raise harmed() from None

    def add(self, terms: Sequence[tuple[int, float]], to: Sum) -> None:
        """Add the parts of BM25 of different terms, given by number and weight, to a sum."""
        starts, rows, parts = self._postings.starts, self._postings.rows, self._postings.parts
        numbers = np.array([number for number, _ in terms], np.intp)
        spans = zip(starts[numbers].tolist(), starts[numbers + 1].tolist(), strict=True)
        for (number, weight), (start, end) in zip(terms, spans, strict=True):
            place = self._place.get(number)
            if place is None:
                to.add(rows[start:end], parts[start:end], weight / SCALE)
            else:
                to.add_whole(self._postings.table[place], weight / SCALE)

    @property
    def hashes(self) -> NDArray[np.uint64]:
        """The hashes of the terms, sorted; a term's number is its place among them."""
        return self._hashes

    def entries(self, first: int, after: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
        """List what the terms add to the rows from `first` until before `after`: rows, term numbers, BM25 scores.

        Terms that are passed over in a search are left out.
        """
        starts, rows, parts, common, counts, table = self._postings
        held = np.flatnonzero((rows >= first) & (rows < after))
        telling = np.flatnonzero([tells(count, self.rows) for count in counts.tolist()])
        places, columns = np.nonzero(table[telling, first:after])
        places = telling[places]
        frequency = np.diff(starts)
        frequency[common] = counts
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
        hashes = pack.array("hashes", "<u8")
        if not (
            len(hashes) == len(postings.starts) - 1
            and len(postings.common) == len(postings.counts) == len(postings.table)
            and len(postings.rows) == len(postings.parts) == int(postings.starts[-1])
        ):
            raise damaged(path)
        return cls(rows, mean, hashes, postings)


def idf(rows: int, frequency: int) -> float:
    """Tell how rare a term is that stands in `frequency` of so many rows: `ln(1 + (n - df + .5) / (df + .5))`."""
    return math.log1p((rows - frequency + 0.5) / (frequency + 0.5))


def tells(frequency: int, rows: int) -> bool:
    """Tell whether a term in `frequency` of so many rows counts in a search."""
    return rows < MANY or frequency <= OFTEN * rows


class SparseBuilder:
    """Builds a SparseIndex from documents added one by one; `spill` is a folder for what outgrows memory."""

    def __init__(self, spill: Path | None = None, block: int = BLOCK) -> None:
        self._postings = PostingsBuilder(spill, block)

    def add(self, terms: Sequence[str]) -> None:
        """Add the next row, terms repeated as often as they occur."""
        self._postings.add(terms)

    def add_counted(self, terms: Sequence[str], counted: Counted) -> None:
        """Add the next rows, whose terms are told by their places in `terms`."""
        self._postings.add_counted(terms, counted)

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
            for name in ("starts", "common", "counts"):
                pack.add(name, getattr(index._postings, name), _COLUMNS[name])
            index._save_terms(pack)

    def _build(self, k1: float, b: float, mean: float | None, new: New) -> SparseIndex:
        hashes, appeared = self._postings.vocabulary.by_hash()
        rows = len(self._postings)
        mean = self._postings.mean if mean is None else mean
        postings = self._postings.finish(appeared, k1, b, max(rows // COMMON, 1) + 1, new, mean)
        return SparseIndex(rows, mean, hashes, postings)
