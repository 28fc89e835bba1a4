"""The answer and what it has to beat."""

import numpy as np
import pytest

from embeddings.encoding.late_interaction import BLOCK
from embeddings.encoding.training.contest import Contest, draw, padded
from embeddings.encoding.training.negatives import Mined
from embeddings.encoding.training.tokens import Tokens


def _tokens(*texts: list[int]) -> Tokens:
    return Tokens(np.concatenate(texts).astype(np.uint16), np.cumsum([0, *map(len, texts)]))


_CONTEST = Contest(
    questions=_tokens([1], [2]),
    passages=_tokens([10], [11, 11], [12], [13]),
    answers=np.array([3, 0]),
    mined=Mined(np.int32([[0, 1, 2], [3, 2, 1]]), np.float32([[0.9, 0.8, 0.7], [1, 0.5, 0.2]]), np.float32([1, 0.6])),
)


def test_the_answer_stands_first() -> None:
    """Question 0 is answered by row 3, question 1 by row 0; the wrong ones follow in the order of their places."""
    picked, places = np.array([1, 0]), np.array([[2, 0], [1, 1]])
    assert [text.tolist() for text in _CONTEST.listed(picked, places)] == [
        [10],
        [11, 11],
        [13],
        [13],
        [11, 11],
        [11, 11],
    ]
    expected = np.array([[0.6, 0.2, 1], [1, 0.8, 0.8]])
    assert _CONTEST.by_words(picked, places) == pytest.approx(expected, abs=1e-6)
    assert _CONTEST.depth == 3


def test_near_places_are_drawn_most_and_each_once_while_there_are_enough() -> None:
    """Of 48 places 12 different ones, the first ten more often than all the others together; of 3 every one is used."""
    rng = np.random.default_rng(0)
    draws = [draw(12, 48, 5.0, rng) for _ in range(200)]
    assert all(len(places) == 12 and places.min() >= 0 and places.max() < 48 for places in draws)
    joined = np.concatenate(draws)
    assert (joined < 10).mean() > 0.5
    few = draw(12, 3, 5.0, rng)
    assert len(few) == 12
    assert set(few.tolist()) <= {0, 1, 2}


def test_rows_are_padded_to_whole_blocks() -> None:
    """Up to a block one block, one more is two; texts of nothing are one block of nothing."""
    one, two, none = (padded([np.ones(length, np.uint16)]) for length in (BLOCK, BLOCK + 1, 0))
    assert one.shape == none.shape == (1, BLOCK)
    assert two.tolist() == [[1] * (BLOCK + 1) + [0] * (BLOCK - 1)]
    assert not none.any()
