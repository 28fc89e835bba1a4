"""Vectors that need not be computed again."""

from pathlib import Path

import numpy as np

from embeddings.index.reuse import KnownVectors, keys_of, known_vectors, nothing_known
from tests.toys import ToyEncoder

TEXTS = ["春", "夏", "秋"]


def test_known_and_unknown() -> None:
    """Those that are known come with their vectors, in the order asked for."""
    known = KnownVectors(keys_of(TEXTS), np.array([[1, 0], [2, 0], [3, 0]], np.float16))
    is_known, vectors = known.find(keys_of(["秋", "冬", "春", "秋"]))
    assert is_known.tolist() == [True, False, True, True]
    assert vectors.tolist() == [[3, 0], [1, 0], [3, 0]]


def test_half_a_key_is_not_enough() -> None:
    """Both halves of the hash must be equal."""
    keys = keys_of(TEXTS)
    half = keys.copy()
    half[:, 1] ^= np.uint64(1)
    known = KnownVectors(keys, np.ones((3, 2), np.float16))
    assert known.find(half)[0].tolist() == [False] * 3


def test_nothing_known() -> None:
    """Without vectors nothing is found, and nothing is also asked for without error."""
    known = nothing_known(ToyEncoder())
    is_known, vectors = known.find(keys_of(TEXTS))
    assert is_known.tolist() == [False] * 3
    assert vectors.shape == (0, 8)
    assert known.find(keys_of([]))[0].shape == (0,)


def test_without_an_index_nothing_is_known(tmp_path: Path) -> None:
    """The first build finds nothing and does not fail."""
    assert not known_vectors(tmp_path, ToyEncoder()).find(keys_of(TEXTS))[0].any()


def test_the_live_generation_is_known(index_dir: Path) -> None:
    """A text of the index is known to the encoder that made it, and to no other."""
    key = keys_of(["花 市\n花 市 开张 人来人往 很 热闹。"])
    is_known, vectors = known_vectors(index_dir, ToyEncoder()).find(key)
    assert is_known.tolist() == [True]
    assert vectors.tolist() == [[0, 0, 0, 0, 0, 1, 0, 0]]
    assert known_vectors(index_dir, ToyEncoder("toy-2")).find(key)[0].tolist() == [False]
