"""Hard wrong answers: near by words, and never of the story that answers."""

from dataclasses import replace

import numpy as np
import pytest
from tokenizers import Tokenizer

from embeddings.encoding.training.negatives import Pool, gather, kin, mine
from embeddings.encoding.training.sources import Question, Sources
from embeddings.errors import ModelError

_TELLING = "工人在山里挖了三年，开车穿山只要五分钟。"


def test_pool_takes_the_first_passages_and_all_that_are_asked_about(sources: Sources) -> None:
    """Of the articles the first three passages, then the forty of the questions, each with its story."""
    pool = gather(sources, 3)
    assert pool.first == 3
    assert pool.stories == [article.id for article in sources.articles[:3]] + list(sources.passages)
    assert pool.texts[3:] == list(sources.passages.values())


def test_kin_are_the_same_article_and_whoever_shares_a_telling_sentence(tokenizer: Tokenizer) -> None:
    """Passage p (row 4) is kin to a's row 1, which has its sentence, and so to row 0, a's other passage.

    The short sentence that b shares with it tells nothing.
    """
    pool = Pool(
        texts=["果园丰收。", f"水库蓄水。{_TELLING}", "图书馆。", "码头。", f"图书馆。{_TELLING}", "隧道。"],
        stories=["a", "a", "b", "q", "p", "q"],
        first=4,
    )
    assert [rows.tolist() for rows in kin(pool, tokenizer)] == [[0, 1, 4], [3, 5]]


def test_best_wrong_passages_first(sources: Sources) -> None:
    """Scores 4, 1, 3, 2 and the answer's 2: without rows 0 and 4 the order is 2, 3, 1, divided by the best, 4."""
    pool = Pool(["a", "b", "c", "d", "p"], ["s", "b", "c", "d", "s"], first=4)
    found = np.float32([4, 1, 3, 2, 2])
    one = replace(sources, questions=[Question("s", "问")], scorer=lambda texts: lambda question: found.copy())
    mined = mine(one, pool, [np.array([0, 4])], np.array([0]), depth=10)
    assert mined.rows.tolist() == [[2, 3, 1]]
    assert mined.scores.tolist() == [[0.75, 0.5, 0.25]]
    assert mined.own.tolist() == [0.5]


def test_equal_scores_keep_the_order_of_rows(sources: Sources) -> None:
    """A question that shares no word with anything gets zeros, never a division by nothing."""
    pool = Pool(["a", "b", "c", "p"], ["a", "b", "c", "p"], first=3)
    one = replace(
        sources, questions=[Question("p", "问")], scorer=lambda texts: lambda question: np.zeros(4, np.float32)
    )
    mined = mine(one, pool, [np.array([3])], np.array([0]), depth=3)
    assert mined.rows.tolist() == [[0, 1, 2]]
    assert mined.scores.tolist() == [[0, 0, 0]]


def test_no_wrong_passage_at_all_is_told(sources: Sources) -> None:
    """When the story that answers is all there is, the error says what to give."""
    pool = Pool(["p"], ["p"], first=0)
    with pytest.raises(ModelError, match="请用 --articles 给出更多文章"):
        mine(replace(sources, questions=[Question("p", "问")]), pool, [np.array([0])], np.array([0]), depth=3)
