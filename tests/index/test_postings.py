"""The layout of postings, worked out by hand."""

import numpy as np
from numpy.typing import NDArray

from embeddings.index.postings import PostingsBuilder


def zeros(name: str, dtype: str, shape: tuple[int, ...]) -> NDArray[np.generic]:
    """Make columns in memory."""
    return np.zeros(shape, dtype)


def test_rare_and_common_terms() -> None:
    """Of three terms one is common; the others' rows stand together, in order of the numbers given."""
    builder = PostingsBuilder(block=2)
    for document in (["a", "b", "b"], ["a"], ["a", "c"], ["c"]):
        builder.add(document)
    # Terms appeared as a, b, c; number them c, b, a. With k1 = 1 and b = 0 a part is tf / (tf + 1).
    found = builder.finish(np.array([2, 1, 0]), 1.0, 0.0, 3, zeros)
    assert found.counts.tolist() == [3]
    assert found.starts.tolist() == [0, 2, 3, 3]
    assert found.rows.tolist() == [2, 3, 0]
    # Of 255 steps; a half lies between two, and goes to the even one.
    assert found.parts.tolist() == [128, 128, 170]
    assert found.common.tolist() == [2]
    assert found.table.tolist() == [[128, 128, 128, 0]]


def test_terms_beyond_sixteen_bits() -> None:
    """More terms than 65,536, each in two documents far apart, come out in the order of their numbers."""
    terms = [str(i) for i in range(70_000)]
    builder = PostingsBuilder()
    builder.add(terms)
    builder.add(terms[::-1])
    found = builder.finish(np.arange(70_000), 1.2, 0.75, 3, zeros)
    assert found.starts.tolist() == list(range(0, 140_001, 2))
    assert found.rows.reshape(-1, 2).tolist() == [[0, 1]] * 70_000
