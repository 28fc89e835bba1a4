"""Terms as dimensions: the inner product with a question is BM25, and no two terms share a dimension."""

from pathlib import Path

import numpy as np
import pytest

from embeddings.encoding.segment import KINDS, Terms
from embeddings.index.milvus_terms import FILLER, TermNumbers, numbers_of, vectors_of
from embeddings.index.scoring import bm25
from embeddings.index.snapshot import Snapshot
from tests.toys import ToyEncoder, ToySegmenter

_WEIGHTS = dict(zip(KINDS, (0.5, 0.25, 1.0), strict=True))


@pytest.mark.parametrize("question", ["春风 石桥", "花 市 花", "雪 山路 小镇", "没有 这些"])
def test_the_inner_product_is_bm25(question: str, index_dir: Path) -> None:
    """Of each passage, over the three kinds of terms with their weights."""
    terms = ToySegmenter().terms(question)
    with Snapshot.open(index_dir, ToyEncoder(), ToySegmenter()) as snapshot:
        numbers = numbers_of(snapshot)
        asked = numbers.asked(terms, _WEIGHTS)
        found = [
            sum(asked.get(int(number), 0.0) * value for number, value in zip(*vector, strict=True))
            for vector in vectors_of(snapshot, numbers)
        ]
        of_kinds = zip(KINDS, terms, strict=True)
        expected = bm25((snapshot.sparse[kind], dict.fromkeys(given, _WEIGHTS[kind])) for kind, given in of_kinds)
    assert found == pytest.approx(expected.tolist(), abs=1e-5)


def test_dimensions_are_sorted_and_each_stands_once(index_dir: Path) -> None:
    """As servers want them; none is the one that stands in every passage."""
    with Snapshot.open(index_dir) as snapshot:
        for dimensions, values in vectors_of(snapshot, numbers_of(snapshot)):
            assert np.all(np.diff(dimensions.astype(np.int64)) > 0)
            assert (dimensions.max() < FILLER, values.min() > 0) == (True, True)


def test_terms_of_one_number_are_told_apart() -> None:
    """Two hashes that scatter to one number: the second is moved, and a question finds it where it was moved to."""
    # The upper half of the product is the number; hashes that differ by less than it takes to change that half meet.
    hashes = np.array([1 << 20, (1 << 20) + 1, 5 << 40], np.uint64)
    numbers = TermNumbers.of({"words": hashes, "bigrams": hashes[:0], "chars": hashes[:0]})
    given = numbers.of_kind("words", hashes)
    assert len(set(given.tolist())) == 3 or not numbers.moved
    again = TermNumbers(numbers.moved).of_kind("words", hashes)
    assert given.tolist() == again.tolist()


def test_many_terms_get_as_many_numbers() -> None:
    """300,000 terms of three kinds: some ten meet by chance, and no two share a number in the end."""
    rng = np.random.default_rng(7)
    hashes = {kind: np.unique(rng.integers(0, 2**64, 100_000, np.uint64)) for kind in KINDS}
    numbers = TermNumbers.of(hashes)
    given = np.concatenate([numbers.of_kind(kind, hashes[kind]) for kind in KINDS])
    assert len(np.unique(given)) == len(given)
    assert 0 < len(numbers.moved) < 60
    assert int(given.max()) < FILLER


def test_no_terms_have_no_dimensions() -> None:
    """Servers refuse a vector of nothing, so nobody must be given one unawares."""
    assert TermNumbers({}).asked(Terms([], [], []), _WEIGHTS) == {}
