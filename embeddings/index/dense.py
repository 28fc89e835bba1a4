"""Nearest vectors by inner product, with FAISS: exact while there are few rows; above, a rough pass and an exact one.

The rough pass reads every row as a product code of two bits a dimension (Jégou et al. 2011), 64 bytes for 256
dimensions, with the sums in registers (André et al. 2017); the exact one reads only the best of it. On 227 thousand
passages that finds all of the ten best in .8 ms. With codes half as long four times as many rows must be read exactly,
which takes longer; inverted lists had to look into half of all rows.
"""

import os
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from embeddings.index.columns import damaged

#: From this many rows on a search reads most of them roughly only.
CODES_FROM = 20_000
#: Recall@10 against exact search that the number of rows read exactly is chosen for.
TARGET = 0.996
#: Rows read exactly: at least so many, and so many times what is wanted: twice what it takes that the first ten hits of
#: all 547 questions are those of exact search.
_LEAST, _TIMES = 512, 8
#: The file keeps the number of rows in this unit, in a place where FAISS takes numbers from 1 to 1000 only.
_UNIT, _MOST_UNITS = 16, 512
#: Dimensions that share one code of 4 bits, and vectors that the codes are learned from, at most.
_TOGETHER, _SAMPLE = 2, 20_000
_BATCH = 16_384


class DenseIndex:
    """Rows by inner product; vectors are held in half precision, which is also what a generation stores."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def kind(self) -> str:
        """Name how rows are found: "flat", or "codes" with the bytes of a row's code and the rows read exactly."""
        if isinstance(self._index, faiss.IndexRefine):
            return f"codes{self._rough.code_size}/{self._deep}"
        return "flat"

    @property
    def vectors(self) -> NDArray[np.float16]:
        """The vectors of all rows, (n, dim), where the index has them; not to be written to."""
        return np.asarray(_Lent(self._index))

    @property
    def _deep(self) -> int:
        """How many rows are read exactly."""
        return int(self._index.k_factor) * _UNIT  # type: ignore[attr-defined]

    @property
    def _rough(self) -> Any:
        return faiss.downcast_index(self._index.base_index)  # type: ignore[attr-defined]

    @classmethod
    def build(cls, vectors: NDArray[np.floating], probes: NDArray[np.floating] | None = None) -> "DenseIndex":
        """Index vectors of shape (n, dim).

        Above CODES_FROM rows, `probes` (question-like vectors; else some of the rows themselves) decide how many rows a
        search reads exactly: the fewest that reach TARGET.
        """
        rows, width = vectors.shape
        _use_all_cores()
        flat = faiss.IndexScalarQuantizer(width, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        flat.is_trained = True  # half precision has nothing to learn
        if rows < CODES_FROM:
            return cls(_fill(flat, vectors))
        pieces = width // _TOGETHER if width % _TOGETHER == 0 else width
        rough = faiss.IndexPQFastScan(width, pieces, 4, faiss.METRIC_INNER_PRODUCT)
        sample = np.sort(np.random.default_rng(0).permutation(rows)[:_SAMPLE])
        rough.train(np.asarray(vectors[sample], np.float32))
        index = faiss.IndexRefine(rough, flat)
        built = cls(_fill(index, vectors))
        asked = vectors[sample[:256]] if probes is None else probes
        exact = _exact(vectors, asked, 10)
        index.k_factor = _LEAST // _UNIT
        while built._recall(asked, exact) < TARGET and built._deep < rows and index.k_factor < _MOST_UNITS:
            index.k_factor *= 2
        return built

    def search(self, queries: NDArray[np.floating], k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Find the k best rows of each query and their inner products, shapes (q, k); row -1 where there are fewer."""
        # One question on two threads waits longer for the second thread than it would work alone.
        faiss.omp_set_num_threads(1)
        return self._search(queries, k)

    def _search(self, queries: NDArray[np.floating], k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        many = min(k, len(self))
        rows = np.full((len(queries), k), -1, np.int64)
        scores = np.full((len(queries), k), -np.inf, np.float32)
        if many > 0 and len(queries):
            found = self._index.search(np.ascontiguousarray(queries, np.float32), many, params=self._depth(many))
            scores[:, :many], rows[:, :many] = found
        return rows, scores

    def _depth(self, wanted: int) -> faiss.SearchParameters | None:
        """Say how many times the wanted rows are read exactly."""
        if not isinstance(self._index, faiss.IndexRefine):
            return None
        deep = min(max(self._deep, _TIMES * wanted), len(self))
        depth = faiss.IndexRefineSearchParameters()
        depth.k_factor = deep / wanted
        return depth

    def recall(self, vectors: NDArray[np.floating], sample: NDArray[np.floating]) -> float:
        """Measure which part of the exact 10 best rows of `sample` is found; `vectors` are those of the index."""
        return self._recall(sample, _exact(vectors, sample, 10))

    def _recall(self, sample: NDArray[np.floating], exact: NDArray[np.float32]) -> float:
        if not exact.size:
            return 1.0
        _use_all_cores()
        _, scores = self._search(sample, exact.shape[1])
        # A row is one of the best if its score is: equal vectors may take each other's place.
        return float(np.mean(scores >= exact[:, -1:] - 1e-5))

    def save(self, path: Path) -> None:
        """Write one file."""
        try:
            faiss.write_index(self._index, str(path))
        except RuntimeError as error:  # how FAISS tells that the system refused
            raise OSError(f"{path.name}: {error}") from None

    @classmethod
    def load(cls, path: Path) -> "DenseIndex":
        """Map what `save` wrote; vectors are read when a search comes to them."""
        try:
            return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC | faiss.IO_FLAG_READ_ONLY))
        except RuntimeError:
            raise damaged(path) from None


class _Lent:
    """Vectors of an index as numpy takes them, which keep the index from being let go of."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index
        flat: Any = index
        if isinstance(index, faiss.IndexRefine):
            flat = faiss.downcast_index(index.refine_index)
        shape = (flat.codes.size() // (2 * flat.d), flat.d)
        place = int(flat.codes.data()) if flat.codes.size() else 0
        self.__array_interface__ = {"version": 3, "typestr": "<f2", "shape": shape, "data": (place, True)}


def _fill(index: faiss.Index, vectors: NDArray[np.floating]) -> faiss.Index:
    for start in range(0, len(vectors), _BATCH):
        index.add(np.ascontiguousarray(vectors[start : start + _BATCH], np.float32))
    return index


def _exact(vectors: NDArray[np.floating], queries: NDArray[np.floating], k: int) -> NDArray[np.float32]:
    """Find the k best inner products of each query, the best first, block by block."""
    best = faiss.ResultHeap(len(queries), min(k, len(vectors)), keep_max=True)
    asked = np.ascontiguousarray(queries, np.float32)
    for start in range(0, len(vectors), _BATCH):
        block = vectors[start : start + _BATCH].astype(np.float16).astype(np.float32)
        scores, rows = faiss.knn(asked, block, min(k, len(block)), faiss.METRIC_INNER_PRODUCT)
        best.add_result(scores, rows + start)
    best.finalize()
    return np.asarray(best.D)


def _use_all_cores() -> None:
    faiss.omp_set_num_threads(os.cpu_count() or 1)
