"""One score for each candidate passage from what the indexes say of it. Pure arrays: no text, no index.

Lexical scores are divided by the best one of the question, which puts them on the scale of cosines (0 to 1), so that
one weight holds for short and long questions alike.
"""

import numpy as np
from numpy.typing import NDArray

from embeddings.encoding.late_interaction import Matches

#: Weights beside the lexical score of the cosine, and of soft matching in the whole passage and its best stretch.
DENSE_WEIGHT = 1.25
WHOLE_WEIGHT = 3.0
STRETCH_WEIGHT = 3.0
#: Rows are looked through in so many stretches for a first floor under the best of them.
_STRETCHES = 4096
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
    floor = _floor(scores, k)
    rows = np.flatnonzero((scores >= floor) & (scores > 0) if floor > 0 else scores > 0)
    if len(rows) > k:
        rows = rows[scores[rows] >= np.partition(scores[rows], len(rows) - k)[len(rows) - k]]
    return rows[np.lexsort((rows, -scores[rows]))][:k]


def _floor(scores: NDArray[np.float32], k: int) -> float:
    """Find a score that at least k rows reach, from the best rows of as many stretches: far cheaper than to sort."""
    width = len(scores) // _STRETCHES
    if k > _STRETCHES or width < 2:
        return 0.0
    best = scores[: width * _STRETCHES].reshape(width, _STRETCHES).max(axis=0)
    return float(np.partition(best, _STRETCHES - k)[_STRETCHES - k])
