"""Shares of a question, added up by hand."""

import math

import numpy as np
import pytest

from bot.clauses import Clause
from bot.question_terms import QuestionTerms
from bot.question_type import read_ask
from bot.shares import FAMILIES, SHARES, Layout, Weights, read_shares


def _terms(question: str) -> QuestionTerms:
    return QuestionTerms(question, read_ask(question))


def test_layout_of_two_passages() -> None:
    """A passage opens a sentence even where its number is that of the clause before."""
    layout = Layout([[Clause(0, 0, 7), Clause(0, 7, 9), Clause(1, 9, 12)], [Clause(0, 0, 4)], [Clause(0, 0, 4)]])
    assert layout.bounds.tolist() == [0, 3, 4, 5]
    assert layout.owner.tolist() == [0, 0, 0, 1, 2]
    assert layout.opens.tolist() == [True, False, True, True, True]


def test_all_terms_together_are_the_whole() -> None:
    """What stands in a stretch with all terms is 1 of each family, of each passage."""
    terms = _terms("船队哪天回港")
    sentences = np.eye(len(terms.said), dtype=bool)
    titled = np.array([[True] * 3 + [False] * 3, [False] * 6])
    weights = Weights(terms, sentences, np.array([0, 2, 6]), titled)
    assert weights.shares(np.ones((2, 6), dtype=bool), np.array([0, 1])) == pytest.approx(np.ones((2, len(FAMILIES))))


def test_subject_counts_low_and_sentences_reach_to_their_neighbours() -> None:
    """Of 灯 in the first sentence and 船 in the second, which the title has, by hand."""
    # Both stand in one sentence of two, so both are equally rare; 船 counts 0.2 in the S families.
    terms = _terms("灯，船")
    assert terms.said == ("灯", "船")
    layout = Layout([[Clause(0, 0, 6), Clause(0, 6, 12), Clause(1, 12, 18)]])
    stands = np.array([[True, False], [False, False], [False, True]])
    shares, _ = read_shares(terms, stands, np.array([[False, True]]), layout)
    column = {name: shares[:, place].tolist() for place, name in enumerate(SHARES)}
    assert column["clause C"] == pytest.approx([0.5, 0, 0.5])
    assert column["clause CS"] == pytest.approx([1 / 1.2, 0, 0.2 / 1.2])
    assert column["around C"] == pytest.approx([0.5, 0.5, 0.5])
    assert column["sentence C"] == pytest.approx([0.5, 0.5, 0.5])
    assert column["before C"] == pytest.approx([0, 0, 0.5])
    assert column["clause P"] == column["after P"] == [0, 0, 0]


def test_rarity_is_counted_within_the_passage() -> None:
    """A term in both sentences of one passage and in one of two of another weighs differently."""
    terms = _terms("灯，船")
    sentences = np.array([[True, True], [True, False], [True, False], [False, True]])
    weights = Weights(terms, sentences, np.array([0, 2, 4]), np.zeros((2, 2), dtype=bool))
    common, rare = math.log(3 / 2.5), math.log(3 / 1.5)
    shares = weights.shares(np.array([[True, False], [True, False]]), np.array([0, 1]))
    assert shares[:, 0] == pytest.approx([common / (common + rare), 0.5])
