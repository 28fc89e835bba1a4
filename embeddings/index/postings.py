"""Building a BM25 index: documents in, one at a time; postings sorted by term out.

Memory stays bounded: postings are gathered in blocks, each block is sorted by term and set aside (on disk when a
folder is given), and the blocks are scattered into the finished columns one after the other.
"""

from array import array
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from embeddings.index.columns import open_column, save_column
from embeddings.index.vocabulary import Vocabulary

#: Terms gathered before they are counted and set aside.
BLOCK = 2_000_000
_ROW_BITS = 28
#: A part of a score, between 0 and 1, is stored in 8 bits, 0 for a term that is not there: what that loses, at most
#: 1 / 510 before the idf, changes no ranking that matters (Crane et al. 2013), and a look-up waits for memory.
SCALE = 255


#: Makes a column of zeros: name, type, shape.
New = Callable[[str, str, tuple[int, ...]], NDArray[Any]]


class Run(NamedTuple):
    """Postings of some documents by term, and of one term by row; `counts` says how many postings each term has."""

    terms: NDArray[np.uint32]
    counts: NDArray[np.int64]
    rows: NDArray[np.int32]
    repeats: NDArray[np.uint16]


class Counted(NamedTuple):
    """The postings of some documents, rows counted from 0, and how many terms each document has, repeats included."""

    run: Run
    lengths: NDArray[np.uint32]


class Postings(NamedTuple):
    """The finished columns, terms numbered by their given order.

    A term is either rare (its rows and parts lie at `starts[term]:starts[term + 1]`) or common (its parts are row
    `common.index(term)` of the matrix `table`, one column a document, and `counts` says in how many it stands).
    """

    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    parts: NDArray[np.uint8]
    common: NDArray[np.int32]
    counts: NDArray[np.int32]
    table: NDArray[np.uint8]


class PostingsBuilder:
    """Gathers the postings of documents, numbered 0, 1, ... in the order in which they are added."""

    def __init__(self, spill: Path | None = None, block: int = BLOCK) -> None:
        self.vocabulary = Vocabulary()
        self._spill = spill
        self._block = block
        self._runs: list[Run] = []
        self._lengths = array("I")
        self._terms, self._sizes = array("I"), array("I")

    def __len__(self) -> int:
        return len(self._lengths) + len(self._sizes)

    @property
    def mean(self) -> float:
        """Mean length of the documents, in terms; 1 where there are none."""
        self._set_aside()
        lengths = np.frombuffer(self._lengths, np.uint32)
        return (float(lengths.mean(dtype=np.float64)) if len(lengths) else 0.0) or 1.0

    def add(self, terms: Sequence[str]) -> None:
        """Add the next document, terms repeated as often as they occur."""
        self._terms.extend(map(self.vocabulary.number.__getitem__, terms))
        self._sizes.append(len(terms))
        if len(self._terms) >= self._block:
            self._set_aside()

    def add_counted(self, terms: Sequence[str], counted: Counted) -> None:
        """Add the next documents, whose terms are told by their places in `terms`."""
        self._set_aside()
        self._keep(self.vocabulary.numbers(terms), counted)

    def _set_aside(self) -> None:
        if self._sizes:
            rows = np.repeat(np.arange(len(self._sizes)), self._sizes)
            numbers, counted = count(np.frombuffer(self._terms, np.uint32).astype(np.uint64), rows, len(self._sizes))
            self._terms, self._sizes = array("I"), array("I")
            self._keep(numbers.astype(np.uint32), counted)

    def _keep(self, numbers: NDArray[np.uint32], counted: Counted) -> None:
        run, lengths = counted
        moved = run._replace(terms=numbers[run.terms], rows=run.rows + np.int32(len(self._lengths)))
        self._runs.append(moved if self._spill is None else _to_disk(moved, self._spill / f"run{len(self._runs)}"))
        self._lengths.frombytes(lengths.tobytes())

    def finish(
        self,
        order: NDArray[np.int64],
        k1: float,
        b: float,
        common_from: int,
        new: New,
        mean: float | None = None,
    ) -> Postings:
        """Lay out all postings, with term `order[i]` as number i; lengths are measured against `mean`, else their own.

        A term of at least `common_from` documents is kept as a row of the table. The columns `rows`, `parts` and
        `table` are made with `new`, in memory or on disk.
        """
        self._set_aside()
        number = np.empty(len(order), np.int64)
        number[order] = np.arange(len(order))
        frequency = np.zeros(len(order), np.int32)
        for run in self._runs:
            frequency[number[run.terms]] += run.counts.astype(np.int32)
        common = np.flatnonzero(frequency >= common_from).astype(np.int32)
        place = np.full(len(order), -1, np.int64)
        place[common] = np.arange(len(common))
        starts = np.concatenate([[0], np.cumsum(np.where(place >= 0, 0, frequency))]).astype(np.int64)
        total = int(starts[-1])
        rows, parts = new("rows", "<i4", (total,)), new("parts", "u1", (total,))
        table = new("table", "u1", (len(common), len(self)))
        lengths = np.frombuffer(self._lengths, np.uint32).astype(np.float32)
        mean = self.mean if mean is None else mean
        drag = (k1 * (1 - b + b * lengths / mean)).astype(np.float32)
        cursor = starts[:-1].copy()
        for run in self._runs:
            repeats = run.repeats.astype(np.float32)
            part = np.maximum(np.rint(repeats / (repeats + drag[run.rows]) * SCALE), 1).astype(np.uint8)
            terms = number[run.terms]
            begins = np.cumsum(run.counts) - run.counts
            rare = place[terms] < 0
            keep = np.repeat(rare, run.counts)
            target = (np.repeat(cursor[terms] - begins, run.counts) + np.arange(len(part)))[keep]
            rows[target] = run.rows[keep]
            parts[target] = part[keep]
            cursor[terms[rare]] += run.counts[rare]
            for at in np.flatnonzero(~rare):
                span = slice(int(begins[at]), int(begins[at] + run.counts[at]))
                table[place[terms[at]], run.rows[span]] = part[span]
        self._runs.clear()
        return Postings(starts, rows, parts, common, frequency[common], table)


def count(
    codes: NDArray[np.uint64], rows: NDArray[np.integer[Any]], documents: int
) -> tuple[NDArray[np.uint64], Counted]:
    """Count the terms of documents, given as codes of 36 bits and the row of each: the different codes, ascending, and
    the postings, whose terms are told by their places among them.
    """
    keys = codes << np.uint64(_ROW_BITS) | rows.astype(np.uint64)
    keys.sort()
    edges = np.flatnonzero(np.diff(keys, prepend=~keys[:1]))
    repeats = np.diff(edges, append=len(keys))
    keys = keys[edges]
    codes = keys >> np.uint64(_ROW_BITS)
    firsts = np.flatnonzero(np.diff(codes, prepend=~codes[:1]))
    run = Run(
        terms=np.arange(len(firsts), dtype=np.uint32),
        counts=np.diff(firsts, append=len(keys)),
        rows=(keys & np.uint64((1 << _ROW_BITS) - 1)).astype(np.int32),
        repeats=np.minimum(repeats, 0xFFFF).astype(np.uint16),
    )
    return codes[firsts], Counted(run, np.bincount(rows, minlength=documents).astype(np.uint32))


def _to_disk(run: Run, path: Path) -> Run:
    def moved(name: str) -> NDArray[Any]:
        column: NDArray[Any] = getattr(run, name)
        file = path.with_suffix(f".{name}")
        save_column(file, column)
        return open_column(file, column.dtype.str)

    return Run(*map(moved, Run._fields))
