"""How well static vectors alone find the article of a question, without words, dates or ranking."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from embeddings.encoding.training.tokens import Tokens, tokenise
from embeddings.evaluation.plain import stories_of, texts_of
from embeddings.index.snapshot import Snapshot
from embeddings.text import simplified

_BATCH = 4096


class DenseAlone:
    """Passages of an index and questions on it, ready to be ranked by any table of token vectors."""

    def __init__(self, snapshot: Snapshot, rows: Sequence[Mapping[str, Any]], tokenizer: Tokenizer) -> None:
        self._passages = tokenise(texts_of(snapshot), tokenizer)
        self._questions = tokenise((simplified(str(row["question"])) for row in rows), tokenizer)
        self._story = snapshot.fold[snapshot.passage_article]
        self._gold = [sorted(stories_of(snapshot, row)) for row in rows]

    def ranks(self, vectors: NDArray[np.float32]) -> list[int | None]:
        """Rank the best gold article of each question by cosine, reprints as one; None beyond ten."""
        passages, questions = means(self._passages, vectors), means(self._questions, vectors)
        ranks: list[int | None] = []
        for question, gold in zip(questions, self._gold, strict=True):
            best = np.full(int(self._story.max()) + 1, -np.inf, np.float32)
            np.maximum.at(best, self._story, passages @ question)
            rank = 1 + int((best > best[gold].max(initial=-np.inf)).sum())
            ranks.append(rank if gold and rank <= 10 else None)
        return ranks


def means(texts: Tokens, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sum the vectors of each text's tokens and scale to unit length, (n, dim); zero without tokens."""
    found = np.zeros((len(texts), vectors.shape[1]), np.float32)
    for begin in range(0, len(texts), _BATCH):
        offsets = texts.offsets[begin : begin + _BATCH + 1]
        filled = np.flatnonzero(np.diff(offsets))
        if len(filled):
            part = vectors[texts.flat[offsets[0] : offsets[-1]]]
            found[begin + filled] = np.add.reduceat(part, offsets[filled] - offsets[0])
    found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), np.float32(1e-9))
    return found
