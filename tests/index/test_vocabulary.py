"""Terms and their numbers."""

import numpy as np

from embeddings.index.columns import Strings
from embeddings.index.vocabulary import Vocabulary, find

TERMS = ["条约", "a", "", "习近平", "\ud800"]


def test_terms_are_numbered_as_they_appear() -> None:
    """A term keeps the number of its first appearance."""
    vocabulary = Vocabulary()
    assert [vocabulary.number[term] for term in ("乙", "甲", "乙", "丙")] == [0, 1, 0, 2]


def test_finished_vocabulary() -> None:
    """Hashes are sorted, terms go with them, and each still knows the number it had."""
    vocabulary = Vocabulary()
    for term in TERMS:
        vocabulary.number[term]
    hashes, terms, appeared = vocabulary.by_hash()
    assert np.all(hashes[:-1] < hashes[1:])
    assert list(terms) == [TERMS[number] for number in appeared]
    for term in TERMS:
        place = find(term, hashes, terms)
        assert place is not None
        assert terms[place] == term
    assert find("没有", hashes, terms) is None


def test_a_term_that_appears_later_is_not_missed() -> None:
    """Sorting is done again when the vocabulary has grown, and not when it has not."""
    vocabulary = Vocabulary()
    vocabulary.number["甲"]
    first = vocabulary.by_hash()
    assert vocabulary.by_hash() is first
    vocabulary.number["乙"]
    assert find("乙", *vocabulary.by_hash()[:2]) is not None


def test_another_term_of_the_same_hash_is_not_found() -> None:
    """Where a hash is that of another term, the bytes tell them apart."""
    vocabulary = Vocabulary()
    vocabulary.number["甲"]
    assert find("甲", vocabulary.by_hash().hashes, Strings.of(["乙"])) is None


def test_empty_vocabulary() -> None:
    """Nothing is found in nothing."""
    hashes, terms, _ = Vocabulary().by_hash()
    assert find("甲", hashes, terms) is None
