"""Nearest vectors by inner product, with FAISS: exact while there are few rows, inverted lists above."""

import os
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from embeddings.index.columns import damaged

#: From this many rows on a search looks into some of the lists only.
LISTS_FROM = 50_000
#: Recall@10 against exact search that the number of lists looked into is chosen for. It is measured on titles, which
#: lie nearer to passages than questions do: .996 on titles was .98 on real questions, .985 was .967.
TARGET = 0.996
#: Vectors given to the training of one list's centre, at most.
_PER_LIST = 64
_BATCH = 16_384


class DenseIndex:
    """Rows by inner product; vectors are held in half precision, which is also what a generation stores."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def kind(self) -> str:
        """Name how rows are found: "flat", or "ivf" with the numbers of lists and of lists looked into."""
        if isinstance(self._index, faiss.IndexIVF):
            return f"ivf{self._index.nlist}/{self._index.nprobe}"
        return "flat"

    @classmethod
    def build(cls, vectors: NDArray[np.floating], probes: NDArray[np.floating] | None = None) -> "DenseIndex":
        """Index vectors of shape (n, dim).

        Above LISTS_FROM rows, `probes` (question-like vectors; else some of the rows themselves) decide how many
        lists a search looks into: the fewest that reach TARGET.
        """
        rows, width = vectors.shape
        half = faiss.ScalarQuantizer.QT_fp16
        _use_all_cores()
        if rows < LISTS_FROM:
            flat = faiss.IndexScalarQuantizer(width, half, faiss.METRIC_INNER_PRODUCT)
            flat.is_trained = True  # half precision has nothing to learn
            return cls(_fill(flat, vectors))
        lists = 1 << round(np.log2(4 * np.sqrt(rows)))
        centres = faiss.IndexFlatIP(width)
        index = faiss.IndexIVFScalarQuantizer(centres, width, lists, half, faiss.METRIC_INNER_PRODUCT, False)
        index.cp.spherical = True
        index.cp.niter = 10
        sample = np.random.default_rng(0).permutation(rows)[: lists * _PER_LIST]
        index.train(np.asarray(vectors[np.sort(sample)], np.float32))
        built = cls(_fill(index, vectors))
        asked = vectors[np.sort(sample[:256])] if probes is None else probes
        exact = _exact(vectors, asked, 10)
        index.nprobe = 8
        while built._recall(asked, exact) < TARGET and index.nprobe < lists:
            index.nprobe *= 2
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
            found = self._index.search(np.ascontiguousarray(queries, np.float32), many)
            scores[:, :many], rows[:, :many] = found
        return rows, scores

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
