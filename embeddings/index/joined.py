"""Several parts read as one: row r of a part that begins at row s is row s + r of the whole."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from embeddings.index.columns import starts_of
from embeddings.index.dense import DenseIndex
from embeddings.index.scoring import Sum
from embeddings.index.sparse import SparseIndex, idf, tells

T = TypeVar("T")


class JoinedDense:
    """Nearest vectors of all parts, without the rows `gone`; what each part finds is merged by score."""

    def __init__(self, parts: Sequence[DenseIndex], gone: NDArray[np.integer]) -> None:
        self._parts = parts
        self._starts = starts_of([len(part) for part in parts])
        self._gone = np.zeros(len(self), bool)
        self._gone[gone] = True

    def __len__(self) -> int:
        return self._starts[-1]

    @property
    def kind(self) -> str:
        """Name how each part finds its rows."""
        return "+".join(part.kind for part in self._parts)

    def search(self, queries: NDArray[np.floating], k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Find the k best rows of each query and their inner products, shapes (q, k); row -1 where there are fewer."""
        starting = zip(self._parts, pairwise(self._starts), strict=True)
        found = [self._of_part(part, slice(*edges), queries, k) for part, edges in starting]
        rows = np.concatenate([of_part for of_part, _ in found], axis=1)
        scores = np.concatenate([of_part for _, of_part in found], axis=1)
        best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
        return np.take_along_axis(rows, best, 1), np.take_along_axis(scores, best, 1)

    def _of_part(
        self, part: DenseIndex, span: slice, queries: NDArray[np.floating], k: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        gone = self._gone[span]
        spare = int(np.count_nonzero(gone))
        more = min(spare, k)
        while True:
            rows, scores = part.search(queries, k + more)
            if not spare:
                return np.where(rows < 0, -1, rows + span.start), scores
            lost = (rows >= 0) & gone[rows]
            # Rows that are gone stand where others would have: as many more are asked for as it takes.
            if more == spare or np.all(np.count_nonzero(lost, axis=1) <= more):
                break
            more = min(spare, 4 * more)
        rows = np.where((rows < 0) | lost, -1, rows + span.start)
        return rows, np.where(rows < 0, np.float32(-np.inf), scores)


class JoinedSparse:
    """BM25 over the rows of all parts: a term is as rare as it is in all of them together, less the rows `gone`."""

    def __init__(self, parts: Sequence[SparseIndex], gone: NDArray[np.integer]) -> None:
        self._parts = parts
        self._starts = starts_of([len(part) for part in parts])
        self.gone = gone
        marked = np.zeros(len(self), bool)
        marked[gone] = True
        self.spans = [slice(*edges) for edges in pairwise(self._starts)]
        self._marks = [marked[span] if marked[span].any() else None for span in self.spans]

    def __len__(self) -> int:
        return self._starts[-1]

    def frequency(self, term: str) -> int:
        """Count the rows that hold a term."""
        ((_, frequency),) = self._find_all([term])
        return frequency

    def idf(self, term: str) -> float:
        """Tell how rare a term is; an unknown term has df 0."""
        return idf(len(self) - len(self.gone), self.frequency(term))

    def collect(self, weights: Mapping[str, float], sums: Sequence[Sum], every: bool = False) -> None:
        """Add weight times BM25 of the terms to the sum of each part; unknown ones add nothing.

        Terms that stand in too many rows are passed over, but for `every`.
        """
        rows = len(self) - len(self.gone)
        of_part: list[list[tuple[int, float]]] = [[] for _ in self._parts]
        for (numbers, frequency), weight in zip(self._find_all(list(weights)), weights.values(), strict=True):
            if every or tells(frequency, rows):
                for terms, number in zip(of_part, numbers, strict=True):
                    if number is not None:
                        terms.append((number, weight * idf(rows, frequency)))
        for part, terms, its_sum in zip(self._parts, of_part, sums, strict=True):
            part.add(terms, its_sum)

    def _find_all(self, terms: Sequence[str]) -> Iterator[tuple[list[int | None], int]]:
        """Give the number of each term in each part, and the count of rows that hold it and are not gone."""
        for found in zip(*(part.find_all(terms) for part in self._parts), strict=True):
            numbers = [one and one[0] for one in found]
            frequency = sum(one[1] for one in found if one)
            for part, marks, number in zip(self._parts, self._marks, numbers, strict=True):
                if number is not None and marks is not None:
                    frequency -= part.count(number, marks)
            yield numbers, frequency


class Chained(Sequence[T]):
    """Sequences one after the other, as one."""

    def __init__(self, parts: Sequence[Sequence[T]]) -> None:
        self._parts = parts
        self._starts = starts_of([len(part) for part in parts])

    @overload
    def __getitem__(self, row: int) -> T: ...
    @overload
    def __getitem__(self, row: slice) -> list[T]: ...
    def __getitem__(self, row: int | slice) -> T | list[T]:
        if isinstance(row, slice):
            return [self[i] for i in range(*row.indices(len(self)))]
        if not -len(self) <= row < len(self):
            raise IndexError(row)
        row = int(row) % len(self)
        part = bisect_right(self._starts, row) - 1
        return self._parts[part][row - self._starts[part]]

    def __iter__(self) -> Iterator[T]:
        for part in self._parts:
            yield from part

    def __len__(self) -> int:
        return self._starts[-1]
