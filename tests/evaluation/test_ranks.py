"""Telling two classes apart."""

import pytest

from embeddings.evaluation.ranks import auroc


def test_auroc_counts_pairs_in_order() -> None:
    """Three of four pairs in order and one equal."""
    assert auroc([2.0, 3.0], [1.0, 2.0]) == pytest.approx(0.875)
