"""How well each of a list of passages matches a question by words alone: what a search knows before any model."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from embeddings.encoding.segment import KINDS, Segmenter
from embeddings.index.scoring import bm25
from embeddings.index.sparse import SparseBuilder
from embeddings.search.question import content
from embeddings.search.retriever import KIND_WEIGHTS


class WordScores:
    """BM25 over words, bigrams and characters, weighted as the retriever weighs them."""

    def __init__(self, texts: Sequence[str], segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        builders = {kind: SparseBuilder() for kind in KINDS}
        for text in texts:
            for kind, terms in zip(KINDS, segmenter.terms(text), strict=True):
                builders[kind].add(terms)
        self._indexes = {kind: builder.build() for kind, builder in builders.items()}

    def __call__(self, question: str) -> NDArray[np.float32]:
        """Score every passage, (n,)."""
        of_kinds = zip(KINDS, self._segmenter.terms(content(question)), strict=True)
        return bm25((self._indexes[kind], dict.fromkeys(terms, KIND_WEIGHTS[kind])) for kind, terms in of_kinds)
