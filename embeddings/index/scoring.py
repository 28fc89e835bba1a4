"""BM25 of all rows for a question: the parts of all its terms, of all kinds, are collected and then added up at once.

What numpy does to the postings of thirty terms one by one costs more than the adding itself.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import IndexUnusableError

#: Whole rows of parts are added up in stretches of so many, to stay in the cache of a core.
_STRETCH = 1 << 15
#: Postings are added up in heaps of about so many, for the same reason.
_HEAP = 1 << 15


class WordIndex(Protocol):
    """BM25 over rows, whether they lie in one part or in several."""

    def __len__(self) -> int: ...

    @property
    def spans(self) -> Sequence[slice]:
        """The rows of each part."""

    @property
    def gone(self) -> NDArray[np.integer]:
        """The rows that are not to be found."""

    def frequency(self, term: str) -> int:
        """Count the rows that hold a term."""

    def idf(self, term: str) -> float:
        """Tell how rare a term is; an unknown term has df 0."""

    def collect(self, weights: Mapping[str, float], sums: Sequence["Sum"], every: bool = False) -> None:
        """Add weight times BM25 of the terms to the sum of each part; unknown ones add nothing.

        Terms that stand in too many rows are passed over, but for `every`.
        """


class Sum:
    """What terms add to the rows of one part: to some of them, or to all."""

    def __init__(self) -> None:
        self._rows: list[NDArray[np.int32]] = []
        self._parts: list[NDArray[np.uint8]] = []
        self._steps: list[float] = []
        self._whole: list[NDArray[np.uint8]] = []
        self._whole_steps: list[float] = []

    def add(self, rows: NDArray[np.int32], parts: NDArray[np.uint8], step: float) -> None:
        """Take `step` times the parts to be added to these rows, each (p,)."""
        self._rows.append(rows)
        self._parts.append(parts)
        self._steps.append(step)

    def add_whole(self, parts: NDArray[np.uint8], step: float) -> None:
        """Take `step` times the parts to be added to all rows, (rows,)."""
        self._whole.append(parts)
        self._whole_steps.append(step)

    def add_to(self, total: NDArray[np.float32]) -> None:
        """Add all that was taken to `total`, (rows,)."""
        if self._whole:
            steps = np.array(self._whole_steps, np.float32)
            parts = np.empty((len(steps), min(_STRETCH, len(total))), np.float32)
            for first in range(0, len(total), _STRETCH):
                stretch = total[first : first + _STRETCH]
                for into, row in zip(parts, self._whole, strict=True):
                    into[: len(stretch)] = row[first : first + _STRETCH]
                stretch += steps @ parts[:, : len(stretch)]
        for some in self._heaps():
            rows = np.concatenate(self._rows[some], dtype=np.intp)
            added = np.concatenate(self._parts[some], dtype=np.float32)
            added *= np.repeat(np.array(self._steps[some], np.float32), [len(part) for part in self._parts[some]])
            try:
                np.add.at(total, rows, added)
            except (IndexError, ValueError):  # a row number outside the index
                raise harmed() from None

    def _heaps(self) -> Iterator[slice]:
        """Divide the terms so that about as many postings are added at once as stay in the cache of a core."""
        first, held = 0, 0
        for place, rows in enumerate(self._rows):
            held += len(rows)
            if held >= _HEAP or place == len(self._rows) - 1:
                yield slice(first, place + 1)
                first, held = place + 1, 0


def bm25(wanted: Iterable[tuple[WordIndex, Mapping[str, float]]], every: bool = False) -> NDArray[np.float32]:
    """Add up weight times BM25 over the terms of indexes of the same rows, (rows,); rows that are gone get 0.

    Terms that stand in too many rows are passed over, but for `every`.
    """
    indexes = list(wanted)
    first = indexes[0][0]
    sums = [Sum() for _ in first.spans]
    for index, weights in indexes:
        index.collect(weights, sums, every)
    total = np.zeros(len(first), np.float32)
    for span, of_part in zip(first.spans, sums, strict=True):
        of_part.add_to(total[span])
    total[first.gone] = 0
    return total


def harmed() -> IndexUnusableError:
    """Tell that what an index holds cannot be."""
    return IndexUnusableError("词项索引已损坏，请运行 wenxun rebuild 重建索引。")
