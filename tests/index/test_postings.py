"""The layout of postings, worked out by hand."""

import numpy as np
from numpy.typing import NDArray

from embeddings.index.postings import SCALE, PostingsBuilder


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
    np.testing.assert_allclose(found.parts / SCALE, [1 / 2, 1 / 2, 2 / 3], atol=1e-5)
    assert found.common.tolist() == [2]
    np.testing.assert_allclose(found.table / SCALE, [[1 / 2, 1 / 2, 1 / 2, 0]], atol=1e-5)


def test_terms_beyond_sixteen_bits() -> None:
    """More terms than 65,536, each in two documents far apart, come out in the order of their numbers."""
    terms = [str(i) for i in range(70_000)]
    builder = PostingsBuilder()
    builder.add(terms)
    builder.add(terms[::-1])
    found = builder.finish(np.arange(70_000), 1.2, 0.75, 3, zeros)
    assert found.starts.tolist() == list(range(0, 140_001, 2))
    assert found.rows.reshape(-1, 2).tolist() == [[0, 1]] * 70_000
