"""Terms and their numbers."""

from hashlib import blake2b

import numpy as np

from embeddings.index.vocabulary import Vocabulary, find_all, hashes_of

TERMS = ["条约", "a", "", "习近平", "\ud800"]


def test_terms_are_numbered_as_they_appear() -> None:
    """A term keeps the number of its first appearance."""
    vocabulary = Vocabulary()
    assert [vocabulary.number[term] for term in ("乙", "甲", "乙", "丙")] == [0, 1, 0, 2]


def test_a_hash_is_of_the_bytes() -> None:
    """A term's hash is that of its UTF-8 bytes, little-endian, whatever machine computes it."""
    digest = blake2b("条约".encode(), digest_size=8).digest()
    assert hashes_of(["条约"]).tolist() == [int.from_bytes(digest, "little")]
    assert hashes_of([]).shape == (0,)


def test_finished_vocabulary() -> None:
    """Hashes are sorted, and each still knows the number that its term had."""
    vocabulary = Vocabulary()
    for term in TERMS:
        vocabulary.number[term]
    hashes, appeared = vocabulary.by_hash()
    assert np.all(hashes[:-1] < hashes[1:])
    assert hashes.tolist() == hashes_of([TERMS[number] for number in appeared]).tolist()
    places, known = find_all([*TERMS, "没有"], hashes)
    assert known.tolist() == [True] * 5 + [False]
    assert appeared[places[:-1]].tolist() == [0, 1, 2, 3, 4]


def test_a_term_that_appears_later_is_not_missed() -> None:
    """Sorting takes in what has come since it was done before."""
    vocabulary = Vocabulary()
    vocabulary.number["甲"]
    assert find_all(["甲", "乙"], vocabulary.by_hash().hashes)[1].tolist() == [True, False]
    vocabulary.number["乙"]
    assert find_all(["乙"], vocabulary.by_hash().hashes)[1].tolist() == [True]


def test_empty_vocabulary() -> None:
    """Nothing is found in nothing."""
    assert find_all(["甲"], Vocabulary().by_hash().hashes)[1].tolist() == [False]
