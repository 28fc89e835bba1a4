"""Scores by words over a list of passages, against BM25 written out."""

import math

import numpy as np
import pytest

from embeddings.search.retriever import KIND_WEIGHTS
from embeddings.search.word_scores import WordScores
from tests.toys import ToySegmenter

# In the toy's terms: words of two, two and three characters; one bigram, one bigram, two bigrams.
_TEXTS = ["春风", "春雨", "秋月夜"]


def _bm25(n: int, holding: int, length: float, mean: float) -> float:
    """One term that occurs once: Lucene's idf times the share that length leaves, k1 1.2 and b 0.75."""
    return math.log(1 + (n - holding + 0.5) / (holding + 0.5)) / (1 + 1.2 * (0.25 + 0.75 * length / mean))


def test_kinds_of_terms_are_weighted_and_added() -> None:
    """Asked 春风: the word and the bigram are in passage 0 alone, 春 in two passages, 风 in one.

    Mean lengths: 1 word, 4/3 bigrams, 7/3 characters.
    """
    words, bigrams, characters = KIND_WEIGHTS["words"], KIND_WEIGHTS["bigrams"], KIND_WEIGHTS["chars"]
    spring, wind = _bm25(3, 2, 2, 7 / 3), _bm25(3, 1, 2, 7 / 3)
    first = words * _bm25(3, 1, 1, 1) + bigrams * _bm25(3, 1, 1, 4 / 3) + characters * (spring + wind)
    found = WordScores(_TEXTS, ToySegmenter())("春风")
    assert found == pytest.approx([first, characters * spring, 0], rel=1e-3)
    assert found.dtype == np.float32


def test_words_that_only_ask_count_for_nothing() -> None:
    """哪里 is left out, though 里 stands in a passage."""
    scores = WordScores(["哪里 春风", "秋月"], ToySegmenter())
    assert scores("秋月 在哪里")[0] == 0
    assert scores("秋月 在哪里")[1] > 0
