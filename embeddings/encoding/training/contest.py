"""Questions with the passage that answers each and the wrong ones it has to beat."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.encoding.late_interaction import BLOCK
from embeddings.encoding.training.negatives import Mined
from embeddings.encoding.training.tokens import UNKNOWN, Text, Tokens


@dataclass(frozen=True, slots=True)
class Contest:
    """Questions, all passages, the row of the passage that answers each question, and the wrong ones."""

    questions: Tokens
    passages: Tokens
    answers: NDArray[np.int64]
    mined: Mined

    @property
    def depth(self) -> int:
        """How many wrong passages there are to a question."""
        return int(self.mined.rows.shape[1])

    def listed(self, picked: NDArray[np.int64], places: NDArray[np.int64]) -> list[Text]:
        """For each question picked (q,), the passage that answers and the wrong ones at `places` (q, n), joined."""
        wrong = self.mined.rows[picked[:, None], places]
        rows = np.concatenate([self.answers[picked, None], wrong], axis=1)
        return [self.passages[row] for row in rows.ravel().tolist()]

    def by_words(self, picked: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.float32]:
        """Scores by words of the same passages (q, 1 + n), those that answer first."""
        wrong = self.mined.scores[picked[:, None], places]
        return np.concatenate([self.mined.own[picked, None], wrong], axis=1)


def draw(count: int, depth: int, reach: float, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw places of wrong passages among `depth`, the first `reach` most often, each once while there are enough."""
    near = np.minimum(rng.exponential(reach, 2 * count).astype(np.int64), depth - 1)
    places = rng.permutation(np.unique(near))[:count]
    return np.concatenate([places, rng.integers(depth, size=count - len(places))])


def padded(texts: Sequence[Text], longest: int | None = None) -> NDArray[np.int64]:
    """Texts as rows of one array, cut at `longest`, with 0 after their ends; the width is a multiple of BLOCK.

    >>> padded([np.uint16([7, 8, 9]), np.uint16([5])], longest=2)[:, :3].tolist()
    [[7, 8, 0], [5, 0, 0]]
    """
    width = max(map(len, texts)) if longest is None else min(longest, max(map(len, texts)))
    rows = np.full((len(texts), max(1, -(-width // BLOCK)) * BLOCK), UNKNOWN, np.int64)
    for row, text in zip(rows, texts, strict=True):
        row[: min(len(text), width)] = text[:width]
    return rows


def reciprocal_ranks(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    """One over the rank of the first column in each row; an equal counts as before it.

    >>> reciprocal_ranks(np.float32([[3, 1, 2], [1, 1, 0], [0, 2, 1]])).round(3).tolist()
    [1.0, 0.5, 0.333]
    """
    ranks: NDArray[np.float64] = 1 / (1 + (scores[:, 1:] >= scores[:, :1]).sum(axis=1))
    return ranks
