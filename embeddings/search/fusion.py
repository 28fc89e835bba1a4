"""One score for each candidate passage from what the indexes say of it. Pure arrays: no text, no index.

Lexical scores are divided by the best one of the question, which puts them on the scale of cosines (0 to 1), so that
one weight holds for short and long questions alike.
"""

import math

import numpy as np
from numpy.typing import NDArray

from embeddings.encoding.late_interaction import Matches

#: Weights beside the lexical score of the cosine, and of soft matching in the whole passage and its best stretch.
DENSE_WEIGHT = 1.25
WHOLE_WEIGHT = 3.0
STRETCH_WEIGHT = 3.0
#: The score of a passage that says every word of the question, within one stretch, better than any other.
HIGHEST = 1.0 + DENSE_WEIGHT + WHOLE_WEIGHT + STRETCH_WEIGHT


def scaled(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scale BM25 scores, in place, so that the best of them is 1.

    >>> scaled(np.float32([4, 0, 2])).tolist()
    [1.0, 0.0, 0.5]
    """
    best = scores.max(initial=0.0)
    return np.divide(scores, best, out=scores) if best > 0 else scores


def fused(lexical_scores: NDArray[np.float32], cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scaled lexical scores and cosines of the same passages as one score."""
    total: NDArray[np.float32] = lexical_scores + np.float32(DENSE_WEIGHT) * cosines
    return total


def matched(scores: NDArray[np.float32], matches: Matches) -> NDArray[np.float32]:
    """Add soft matching to the fused scores of the same passages."""
    soft = np.float32(WHOLE_WEIGHT) * matches.whole + np.float32(STRETCH_WEIGHT) * matches.stretch
    total: NDArray[np.float32] = scores + soft
    return total


def top(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Rows of the k best positive scores, best first, the lower row first among equals.

    >>> top(np.float32([0.5, 0.0, 2.0, 0.5]), 3).tolist()
    [2, 0, 3]
    """
    rows = _hopeful(scores, k)
    if len(rows) > k:
        rows = rows[scores[rows] >= np.partition(scores[rows], len(rows) - k)[len(rows) - k]]
    return rows[np.lexsort((rows, -scores[rows]))][:k]


def _hopeful(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Find rows with positive scores among which the k best are.

    Rows are divided among columns: the best k columns' best scores are a floor under the k best, which no other column
    reaches. With a column for each of sqrt(rows * k) rows as little is sorted as is looked through again.
    """
    columns = 1 << round(math.log2(math.sqrt(len(scores) * k) + 1))
    whole = len(scores) // columns * columns
    if whole > columns >= k:
        best = scores[:whole].reshape(-1, columns).max(axis=0)
        floor = np.partition(best, columns - k)[columns - k]
        if floor > 0:
            reaching = np.arange(0, whole, columns)[:, None] + np.flatnonzero(best >= floor)
            rows: NDArray[np.int64] = np.concatenate([reaching.ravel(), np.arange(whole, len(scores))])
            return np.compress(scores[rows] >= floor, rows)
    return np.flatnonzero(scores > 0)
