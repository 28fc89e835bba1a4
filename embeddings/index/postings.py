"""Building a BM25 index: documents in, one at a time; postings sorted by term out.

Memory stays bounded: postings are gathered in blocks, each block is sorted by term and set aside (on disk when a
folder is given), and the blocks are scattered into the finished columns one after the other.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from embeddings.index.columns import open_column, save_column
from embeddings.index.vocabulary import Vocabulary

#: Postings gathered before they are sorted and set aside: 16 MB while gathering, some 80 MB while sorting.
BLOCK = 2_000_000
#: A part of a score, between 0 and 1, is stored in 16 bits: an error of at most 2 ** -17, before the idf.
SCALE = 65535


#: Makes a column of zeros: name, type, shape.
New = Callable[[str, str, tuple[int, ...]], NDArray[Any]]


class Run(NamedTuple):
    """One block, sorted by term and then by row; `counts` says how many postings each term has in it."""

    terms: NDArray[np.uint32]
    counts: NDArray[np.int64]
    rows: NDArray[np.int32]
    repeats: NDArray[np.uint16]


class Postings(NamedTuple):
    """The finished columns, terms numbered by their given order.

    A term is either rare (its rows and parts lie at `starts[term]:starts[term + 1]`) or common (its parts are row
    `common.index(term)` of the matrix `table`, one column a document).
    """

    frequency: NDArray[np.int32]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    parts: NDArray[np.uint16]
    common: NDArray[np.int32]
    table: NDArray[np.uint16]


class PostingsBuilder:
    """Gathers the postings of documents, numbered 0, 1, ... in the order in which they are added."""

    def __init__(self, spill: Path | None = None, block: int = BLOCK, vocabulary: Vocabulary | None = None) -> None:
        self.vocabulary = Vocabulary() if vocabulary is None else vocabulary
        self._spill = spill
        self._block = block
        self._runs: list[Run] = []
        self._lengths = array("I")
        self._fresh()

    def _fresh(self) -> None:
        self._terms, self._repeats, self._sizes = array("I"), array("I"), array("I")
        self._first_row = len(self._lengths)

    def __len__(self) -> int:
        return len(self._lengths)

    def add(self, terms: Sequence[str]) -> None:
        """Add the next document, terms repeated as often as they occur."""
        counts = Counter(terms)
        self._terms.extend(map(self.vocabulary.number.__getitem__, counts))
        self._repeats.extend(counts.values())
        self._sizes.append(len(counts))
        self._lengths.append(len(terms))
        if len(self._terms) >= self._block:
            self._set_aside()

    def _set_aside(self) -> None:
        terms = np.frombuffer(self._terms, np.uint32)
        rows = self._first_row + np.repeat(np.arange(len(self._sizes), dtype=np.int32), self._sizes)
        repeats = np.minimum(np.frombuffer(self._repeats, np.uint32), 0xFFFF).astype(np.uint16)
        order = _by_term(terms)
        terms = terms[order]
        edges = np.flatnonzero(np.diff(terms, prepend=terms[0] ^ 1)) if len(terms) else np.zeros(0, np.int64)
        run = Run(terms[edges], np.diff(edges, append=len(terms)), rows[order].astype(np.int32), repeats[order])
        self._runs.append(run if self._spill is None else _to_disk(run, self._spill / f"run{len(self._runs)}"))
        self._fresh()

    def finish(
        self,
        order: NDArray[np.int64],
        k1: float,
        b: float,
        common_from: int,
        new: New,
    ) -> Postings:
        """Lay out all postings, with term `order[i]` as number i.

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
        rows, parts = new("rows", "<i4", (total,)), new("parts", "<u2", (total,))
        table = new("table", "<u2", (len(common), len(self)))
        lengths = np.frombuffer(self._lengths, np.uint32).astype(np.float32)
        mean = (float(lengths.mean(dtype=np.float64)) if len(lengths) else 0.0) or 1.0
        drag = (k1 * (1 - b + b * lengths / mean)).astype(np.float32)
        cursor = starts[:-1].copy()
        for run in self._runs:
            repeats = run.repeats.astype(np.float32)
            part = np.rint(repeats / (repeats + drag[run.rows]) * SCALE).astype(np.uint16)
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
        return Postings(frequency, starts, rows, parts, common, table)


def _by_term(terms: NDArray[np.uint32]) -> NDArray[np.int64]:
    # numpy sorts 16-bit numbers by radix, many times faster than wider ones; two stable passes sort 32 bits.
    low = np.argsort((terms & 0xFFFF).astype(np.uint16), kind="stable")
    if not len(terms) or int(terms.max()) <= 0xFFFF:
        return low
    high = (terms >> 16).astype(np.uint16)[low]
    return low[np.argsort(high, kind="stable")]


def _to_disk(run: Run, path: Path) -> Run:
    def moved(name: str) -> NDArray[Any]:
        column: NDArray[Any] = getattr(run, name)
        file = path.with_suffix(f".{name}")
        save_column(file, column)
        return open_column(file, column.dtype.str)

    return Run(*map(moved, Run._fields))
