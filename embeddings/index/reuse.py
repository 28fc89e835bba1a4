"""Vectors that need not be computed again: those of texts that the live generation holds."""

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.encoding.encoder import Encoder
from embeddings.errors import IndexUnusableError
from embeddings.index.columns import JoinedRows, encode
from embeddings.index.dense import DenseIndex
from embeddings.index.generations import read_current
from embeddings.index.manifest import Manifest
from embeddings.index.pack import Pack

Keys = NDArray[np.uint64]


class KnownVectors:
    """Vectors by the hash of the text that was encoded."""

    def __init__(self, keys: Keys, vectors: NDArray[np.float16] | JoinedRows) -> None:
        self._order = np.argsort(keys[:, 0], kind="stable")
        self._first = keys[self._order, 0]
        self._second = keys[self._order, 1]
        self._vectors = vectors

    def find(self, keys: Keys) -> tuple[NDArray[np.bool_], NDArray[np.float16]]:
        """Tell which of n keys are known, shape (n,), and give the vectors of those that are, in order."""
        if not len(self._first):
            return np.zeros(len(keys), bool), self._vectors[:0]
        at = np.minimum(np.searchsorted(self._first, keys[:, 0]), len(self._first) - 1)
        known = (self._first[at] == keys[:, 0]) & (self._second[at] == keys[:, 1])
        return known, self._vectors[self._order[at[known]]]


def keys_of(texts: Sequence[str]) -> Keys:
    """Hash texts to 128 bits each, shape (n, 2)."""
    digests = b"".join(blake2b(encode(text), digest_size=16).digest() for text in texts)
    return np.frombuffer(digests, "<u8").reshape(-1, 2)


def known_vectors(index_dir: Path, encoder: Encoder) -> KnownVectors:
    """Open the vectors of the live generation if the same encoder made them and they are unharmed; else none."""
    try:
        current = read_current(index_dir)
        folder = index_dir / current.name
        manifest = Manifest.read(folder, current.sha256)
        if (manifest.encoder_digest, manifest.dim) == (encoder.digest, encoder.dim):
            keys, indexes = [np.zeros((0, 2), np.uint64)], []
            for mark in manifest.parts:
                manifest.verify(folder, [f"{mark.folder}/dense.faiss", f"{mark.folder}/columns"])
                keys.append(Pack(folder / mark.folder / "columns").array("passage_key", "<u8", (mark.passages, 2)))
                indexes.append(DenseIndex.load(folder / mark.folder / "dense.faiss"))
            # Vectors of the width of the encoder's even where there is no part.
            nothing = np.zeros((0, encoder.dim), np.float16)
            return KnownVectors(np.concatenate(keys), JoinedRows([nothing, *(index.vectors for index in indexes)]))
    except IndexUnusableError:
        pass
    return nothing_known(encoder)


def nothing_known(encoder: Encoder) -> KnownVectors:
    """Hold no vector, so that all are computed."""
    return KnownVectors(np.zeros((0, 2), np.uint64), np.zeros((0, encoder.dim), np.float16))
