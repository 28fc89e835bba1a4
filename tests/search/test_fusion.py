"""Scores put together, on arrays small enough to add up by hand."""

import numpy as np
import pytest

from embeddings.search.fusion import DENSE_WEIGHT, fused, scaled, top


def test_the_best_lexical_score_is_one() -> None:
    """The others keep their distance from it."""
    scores = np.float32([6, 0, 3])
    assert scaled(scores) is scores
    assert scores.tolist() == [1, 0, 0.5]


def test_nothing_matched_is_all_zero() -> None:
    """No word of the question is known: no division by nothing."""
    assert scaled(np.zeros(2, np.float32)).tolist() == [0, 0]
    assert scaled(np.float32([])).tolist() == []


def test_cosines_are_weighed_and_added() -> None:
    """A cosine below zero takes away."""
    scores = fused(np.float32([1, 0]), np.float32([0.5, -0.5]))
    assert scores == pytest.approx([1 + 0.5 * DENSE_WEIGHT, -0.5 * DENSE_WEIGHT])


@pytest.mark.parametrize(
    ("scores", "k", "rows"),
    [
        ([0.5, 0, 2, 0.5], 2, [2, 0]),
        ([0.5, 0, 2, 0.5], 3, [2, 0, 3]),
        ([0.5, 0, 2, 0.5], 4, [2, 0, 3]),
        ([0.5, 0, 2, 0.5], 99, [2, 0, 3]),
        ([1, 1, 1, 1], 2, [0, 1]),
        ([-1, 0, -2], 2, []),
        ([3], 1, [0]),
        ([], 5, []),
    ],
)
def test_best_rows_first_and_ties_by_row(scores: list[float], k: int, rows: list[int]) -> None:
    """Only positive scores count; among equals the lower row is first, however many are asked for."""
    assert top(np.float32(scores), k).tolist() == rows


def test_top_agrees_with_sorting_everything() -> None:
    """On many scores with many ties, for every k."""
    scores = np.random.default_rng(42).integers(0, 20, 200).astype(np.float32)
    order = sorted((row for row in range(200) if scores[row] > 0), key=lambda row: (-scores[row], row))
    for k in (1, 7, 60, 199, 200, 201):
        assert top(scores, k).tolist() == order[:k]


def test_top_of_many_rows_is_that_of_a_full_sort() -> None:
    """The shortcut for large indexes leaves no row out, nor the order of equals to chance."""
    scores = np.random.default_rng(3).integers(0, 50, 20_000).astype(np.float32)
    wanted = np.lexsort((np.arange(20_000), -scores))[:300]
    assert top(scores, 300).tolist() == wanted.tolist()
    few = np.where(np.arange(20_000) % 977 == 5, scores + 1, np.float32(0)).astype(np.float32)
    assert sorted(top(few, 300).tolist()) == list(range(5, 20_000, 977))
