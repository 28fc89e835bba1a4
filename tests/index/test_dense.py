"""FAISS against numpy: the same rows, the same inner products."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings.errors import IndexUnusableError
from embeddings.index import dense
from embeddings.index.dense import DenseIndex


def unit_vectors(rows: int, seed: int, width: int = 32) -> NDArray[np.float32]:
    """Make random unit rows around 40 centres, rounded to half precision as an index holds them."""
    rng = np.random.default_rng(seed)
    centres = np.random.default_rng(99).standard_normal((40, width))
    vectors = centres[rng.integers(0, 40, rows)] + 0.7 * rng.standard_normal((rows, width))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float16).astype(np.float32)


def brute_force(vectors: NDArray[np.float32], queries: NDArray[np.float32], k: int) -> tuple[NDArray[np.int64], ...]:
    """Sort all inner products."""
    products = queries @ vectors.T
    rows = np.argsort(-products, axis=1, kind="stable")[:, :k]
    return rows, np.take_along_axis(products, rows, axis=1)


def test_equals_brute_force() -> None:
    """Below the border the search is exact: rows equal, products to 1e-5."""
    vectors, queries = unit_vectors(3000, 1), unit_vectors(25, 2)
    index = DenseIndex.build(vectors)
    rows, scores = index.search(queries, 10)
    expected_rows, expected_scores = brute_force(vectors, queries, 10)
    assert index.kind == "flat"
    np.testing.assert_array_equal(rows, expected_rows)
    np.testing.assert_allclose(scores, expected_scores, atol=1e-5)
    assert index.recall(vectors, queries) == 1.0


def test_three_vectors_by_hand() -> None:
    """The inner products of three 2-d vectors with (.6, .8) are .6, .8 and 0.5."""
    index = DenseIndex.build(np.array([[1, 0], [0, 1], [-0.5, 1]], np.float32))
    rows, scores = index.search(np.array([[0.6, 0.8]], np.float32), 3)
    assert rows.tolist() == [[1, 0, 2]]
    np.testing.assert_allclose(scores, [[0.8, 0.6, 0.5]], atol=1e-6)


def test_codes_reach_the_recall_they_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the border some rows are read exactly, as many as the target needs; `recall` is what numpy counts."""
    monkeypatch.setattr(dense, "CODES_FROM", 20_000)
    vectors, queries = unit_vectors(20_000, 3), unit_vectors(200, 4)
    index = DenseIndex.build(vectors, queries)
    rows, scores = index.search(queries, 10)
    expected, _ = brute_force(vectors, queries, 10)
    counted = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(rows, expected, strict=True)])
    assert index.kind.startswith("codes8/")
    assert index.recall(vectors, queries) == pytest.approx(counted)
    assert counted >= dense.TARGET
    np.testing.assert_allclose(scores, np.einsum("qd,qkd->qk", queries, vectors[rows]), atol=1e-5)


def test_equal_rows_count_as_found() -> None:
    """Of forty equal rows any ten are the best ten; of none, all are found."""
    vectors = np.repeat(np.eye(2, dtype=np.float32), 40, axis=0)
    index = DenseIndex.build(vectors)
    assert index.recall(vectors, vectors[:1]) == 1.0
    assert index.recall(vectors, vectors[:0]) == 1.0


def test_recall_counts_what_is_missed() -> None:
    """An index that lacks two of the ten best rows has recall .8."""
    vectors = np.array([[1 - i / 100, 0] for i in range(20)], np.float32)
    lacking = DenseIndex.build(np.delete(vectors, [3, 7], axis=0))
    assert lacking.recall(vectors, np.array([[1, 0]], np.float32)) == pytest.approx(0.8)


def test_more_wanted_than_there_is() -> None:
    """Where there are fewer rows than k the row is -1 and the score minus infinity."""
    rows, scores = DenseIndex.build(np.eye(2, dtype=np.float32)).search(np.eye(2, dtype=np.float32)[:1], 4)
    assert rows.tolist() == [[0, 1, -1, -1]]
    assert scores.tolist() == [[1.0, 0.0, -np.inf, -np.inf]]


def test_empty_index_and_no_query(tmp_path: Path) -> None:
    """An index without rows finds nothing, also after a round trip; no query, no result."""
    DenseIndex.build(np.zeros((0, 4), np.float32)).save(tmp_path / "d")
    index = DenseIndex.load(tmp_path / "d")
    assert len(index) == 0
    assert index.search(np.ones((1, 4), np.float32), 2)[0].tolist() == [[-1, -1]]
    assert index.recall(np.zeros((0, 4), np.float32), np.ones((1, 4), np.float32)) == 1.0
    assert DenseIndex.build(np.eye(4, dtype=np.float32)).search(np.zeros((0, 4), np.float32), 2)[0].shape == (0, 2)


def test_ties_and_zero_rows() -> None:
    """Equal vectors get equal products, a zero row 0, and a zero question 0 everywhere."""
    index = DenseIndex.build(np.array([[1, 0], [0, 0], [1, 0]], np.float32))
    rows, scores = index.search(np.array([[1, 0], [0, 0]], np.float32), 3)
    assert set(rows[0][:2]) == {0, 2}
    assert rows[0][2] == 1
    assert scores.tolist() == [[1, 1, 0], [0, 0, 0]]


@pytest.mark.parametrize("border", [10, 100_000])
def test_round_trip(border: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is opened from disk finds to the last bit what was built, flat or in codes, with its depth."""
    monkeypatch.setattr(dense, "CODES_FROM", border)
    vectors, queries = unit_vectors(5000, 5), unit_vectors(20, 6)
    built = DenseIndex.build(vectors, queries)
    built.save(tmp_path / "d")
    loaded = DenseIndex.load(tmp_path / "d")
    assert loaded.kind == built.kind
    assert len(loaded) == 5000
    for before, after in zip(built.search(queries, 10), loaded.search(queries, 10), strict=True):
        np.testing.assert_array_equal(before, after)


def test_a_target_out_of_reach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking deeper ends at a depth that can still be saved and opened."""
    monkeypatch.setattr(dense, "CODES_FROM", 10)
    monkeypatch.setattr(dense, "TARGET", 2.0)
    built = DenseIndex.build(unit_vectors(9000, 8))
    assert built.kind == "codes8/8192"
    built.save(tmp_path / "d")
    assert DenseIndex.load(tmp_path / "d").kind == built.kind


@pytest.mark.parametrize("keep", [None, 0, 3, 40])
def test_a_cut_or_missing_file_is_refused(keep: int | None, tmp_path: Path) -> None:
    """A file that is gone or cut short is named, with what to run."""
    DenseIndex.build(unit_vectors(100, 7)).save(tmp_path / "dense.faiss")
    if keep is None:
        (tmp_path / "dense.faiss").unlink()
    else:
        (tmp_path / "dense.faiss").write_bytes((tmp_path / "dense.faiss").read_bytes()[:keep])
    with pytest.raises(IndexUnusableError, match=r"dense\.faiss .*wenxun rebuild"):
        DenseIndex.load(tmp_path / "dense.faiss")
