"""BM25: what the numbers are, against a slow reference and worked out by hand."""

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings.errors import IndexUnusableError
from embeddings.index import scoring
from embeddings.index.scoring import bm25
from embeddings.index.sparse import SparseBuilder, SparseIndex

#: What 8 bits lose of a part, see postings.SCALE; times idf and weight it bounds every difference.
LOST = 1 / 510


def naive(
    documents: list[list[str]], weights: dict[str, float], k1: float = 1.2, b: float = 0.75
) -> NDArray[np.float64]:
    """Lucene's BM25, one document and one term after the other."""
    counts = [Counter(document) for document in documents]
    mean = sum(map(len, documents)) / len(documents)
    scores = np.zeros(len(documents))
    for term, weight in weights.items():
        df = sum(term in count for count in counts)
        idf = math.log(1 + (len(documents) - df + 0.5) / (df + 0.5))
        for row, count in enumerate(counts):
            tf = count[term]
            scores[row] += weight * idf * tf / (tf + k1 * (1 - b + b * len(documents[row]) / mean))
    return scores


def build(documents: list[list[str]], block: int = 1000, spill: Path | None = None) -> SparseIndex:
    """Index documents given as lists of terms."""
    builder = SparseBuilder(spill, block)
    for document in documents:
        builder.add(document)
    return builder.build()


def corpus(seed: int) -> list[list[str]]:
    """Make 400 documents of 0 to 60 terms; a few terms are in most of them, most terms in a few."""
    rng = np.random.default_rng(seed)
    return [[f"t{i}" for i in rng.zipf(1.3, rng.integers(0, 60)) if i < 5000] for _ in range(400)]


def test_one_score_by_hand() -> None:
    """Two cats and a dog in the first of four documents score what the formula says."""
    index = build([["猫", "猫", "狗"], ["狗"], ["鸟"], []])
    # idf = ln(1 + (4 - 1 + .5) / (1 + .5)) = ln(10 / 3); mean length 5 / 4
    # part = 2 / (2 + 1.2 * (.25 + .75 * 3 / 1.25)) = 2 / 4.46
    expected = math.log(10 / 3) * 2 / 4.46
    np.testing.assert_allclose(bm25([(index, {"猫": 1.0})]), [expected, 0, 0, 0], atol=LOST * 1.3)
    np.testing.assert_allclose(bm25([(index, {"猫": 0.5})]), [expected / 2, 0, 0, 0], atol=LOST * 1.3)


def test_frequency_and_idf() -> None:
    """A term's document frequency and idf can be asked for; an unknown term is the rarest."""
    index = build([["猫", "猫", "狗"], ["狗"], ["鸟"], []])
    assert [index.frequency(t) for t in ("猫", "狗", "鱼")] == [1, 2, 0]
    assert index.idf("狗") == pytest.approx(math.log(2))  # 1 + 2.5 / 2.5
    assert index.idf("鱼") == pytest.approx(math.log(10))  # 1 + 4.5 / .5


@pytest.mark.parametrize("block", [7, 500, 1_000_000])
@pytest.mark.parametrize("on_disk", [False, True])
@pytest.mark.parametrize(("heap", "stretch"), [(1, 1), (50, 64), (1 << 15, 1 << 15)])
def test_equals_the_naive_reference(
    block: int, on_disk: bool, heap: int, stretch: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Common and rare terms, one block or hundreds, in memory or on disk, much or little added at once: the same."""
    monkeypatch.setattr(scoring, "_HEAP", heap)
    monkeypatch.setattr(scoring, "_STRETCH", stretch)
    documents = corpus(1)
    index = build(documents, block, tmp_path if on_disk else None)
    rng = np.random.default_rng(2)
    for _ in range(20):
        weights = {f"t{i}": float(rng.uniform(0.1, 2)) for i in rng.integers(1, 60, 12)}
        expected = naive(documents, weights)
        bound = LOST * sum(w * index.idf(t) for t, w in weights.items()) + 1e-6
        np.testing.assert_allclose(bm25([(index, weights)]), expected, rtol=0, atol=bound)
    assert bm25([(index, {"t1": 1.0})]).argmax() == naive(documents, {"t1": 1.0}).argmax()


def test_common_and_rare_terms_are_both_there() -> None:
    """The corpus of these tests has terms on each side of the border between the two layouts."""
    documents = corpus(1)
    index = build(documents)
    frequencies = [index.frequency(term) for term in {term for document in documents for term in document}]
    assert max(frequencies) > 400 // 8
    assert min(frequencies) == 1


def test_unknown_terms_and_no_terms_score_nothing() -> None:
    """A question that shares no term with any document scores 0 everywhere."""
    index = build([["猫"], ["狗"]])
    assert bm25([(index, {"鱼": 1.0, "": 2.0})]).tolist() == [0, 0]
    assert bm25([(index, {})]).tolist() == [0, 0]
    assert bm25([(index, {})]).dtype == np.float32


def test_a_term_in_too_many_rows_tells_nothing() -> None:
    """Of ten thousand rows a term may stand in a third; beyond it is passed over, but for who wants every term."""
    index = build([["甲"] * (row < 3333) + ["乙"] * (row < 3334) + ["丙"] for row in range(10_000)])
    by_term = {term: bm25([(index, {term: 1.0})]) for term in "甲乙丙"}
    assert {term: np.count_nonzero(scores) for term, scores in by_term.items()} == {"甲": 3333, "乙": 0, "丙": 0}
    assert np.array_equal(bm25([(index, dict.fromkeys("甲乙丙", 1.0))]), by_term["甲"])
    # idf = ln(1 + (10000 - 3334 + .5) / (3334 + .5)), part = 1 / (1 + 1.2 * (.25 + .75 * 3 / 1.6667))
    expected = math.log(1 + 6666.5 / 3334.5) / (1 + 1.2 * (0.25 + 0.75 * 3 / 1.6667))
    assert bm25([(index, {"乙": 1.0})], every=True)[0] == pytest.approx(expected, abs=LOST * 2)
    few = build([["丙"]] * 9_999)
    assert np.count_nonzero(bm25([(few, {"丙": 1.0})])) == 9_999


def test_kinds_of_terms_are_added_up() -> None:
    """Several indexes of the same rows give one score a row: the sum of what each gives."""
    words, chars = build([["猫", "狗"], ["狗"], ["鸟"]]), build([["犬"], ["猫", "犬"], []])
    asked = [(words, {"猫": 0.5, "狗": 1.0}), (chars, {"犬": 2.0, "狗": 1.0})]
    assert bm25(asked) == pytest.approx(bm25(asked[:1]) + bm25(asked[1:]))


def test_what_is_there_is_found_however_little_it_says() -> None:
    """Once among ten thousand terms, where one is usual: less than the least that is told apart, yet not nothing."""
    assert bm25([(build([["猫"] + ["狗"] * 10_000, *[["鸟"]] * 9_000]), {"猫": 1.0})])[0] > 0


def test_equal_documents_tie() -> None:
    """Equal documents score exactly the same."""
    scores = bm25([(build([["猫", "狗"], ["鸟"], ["猫", "狗"]]), {"猫": 1.0, "狗": 0.3})])
    assert scores[0] == scores[2] > scores[1] == 0


@pytest.mark.parametrize("documents", [[], [[]], [[], []]])
def test_nothing_to_index(documents: list[list[str]], tmp_path: Path) -> None:
    """No document, or only empty ones: an index of that many rows that finds nothing, also after a round trip."""
    index = build(documents)
    index.save(tmp_path / "s")
    for one in (index, SparseIndex.load(tmp_path / "s")):
        assert len(one) == len(documents)
        assert bm25([(one, {"猫": 1.0})]).tolist() == [0.0] * len(documents)


def test_a_term_repeated_very_often() -> None:
    """Counts beyond 16 bits saturate instead of wrapping round."""
    often, once = bm25([(build([["猫"] * 70_000, ["猫"] * 70_000, ["狗"]]), {"猫": 1.0})])[[0, 2]]
    assert often == pytest.approx(math.log(1 + 1.5 / 2.5), rel=1e-3)
    assert once == 0


def test_terms_of_any_characters(tmp_path: Path) -> None:
    """Terms are told apart to the byte, and survive the disk: wide, empty, half a surrogate pair."""
    terms = ["C919", "c919", "𠮷野", "", "\ud842", "〇"]
    build([[term] for term in terms]).save(tmp_path / "s")
    index = SparseIndex.load(tmp_path / "s")
    assert len(index.hashes) == len(terms)
    for row, term in enumerate(terms):
        assert np.flatnonzero(bm25([(index, {term: 1.0})])).tolist() == [row]


@pytest.mark.parametrize("in_place", [False, True])
def test_round_trip(in_place: bool, tmp_path: Path) -> None:
    """What is opened from disk scores to the last bit as what was built, saved after or written in place."""
    documents = corpus(3)
    built = build(documents)
    if in_place:
        builder = SparseBuilder(block=300)
        for document in documents:
            builder.add(document)
        builder.build_into(tmp_path / "words")
    else:
        built.save(tmp_path / "words")
    weights = {f"t{i}": 1.0 / i for i in range(1, 50)}
    assert np.array_equal(bm25([(SparseIndex.load(tmp_path / "words"), weights)]), bm25([(built, weights)]))


def test_a_cut_or_missing_file_is_refused(tmp_path: Path) -> None:
    """A file that is gone, empty or cut short is named, with what to run."""
    build(corpus(1)).save(tmp_path / "words")
    content = (tmp_path / "words").read_bytes()
    for length in (len(content) - 1, len(content) // 2, 1, 0):
        (tmp_path / "words").write_bytes(content[:length])
        with pytest.raises(IndexUnusableError, match="words 缺失或已损坏，请运行 wenxun rebuild"):
            SparseIndex.load(tmp_path / "words")
    (tmp_path / "words").unlink()
    with pytest.raises(IndexUnusableError, match="words 缺失或已损坏，请运行 wenxun rebuild"):
        SparseIndex.load(tmp_path / "words")


def test_flipped_bytes_never_crash(tmp_path: Path) -> None:
    """Any byte of the file changed: refused, or a score for every row; never a crash, never foreign memory."""
    build(corpus(4)[:30]).save(tmp_path / "words")
    content = (tmp_path / "words").read_bytes()
    for at in range(0, len(content), max(1, len(content) // 500)):
        (tmp_path / "words").write_bytes(content[:at] + bytes([content[at] ^ 0xA5]) + content[at + 1 :])
        try:
            scores = bm25([(SparseIndex.load(tmp_path / "words"), {f"t{i}": 1.0 for i in range(1, 200)})])
        except IndexUnusableError:
            continue
        assert scores.shape == (30,)
