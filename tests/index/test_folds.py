"""Groups of reprints on disk."""

from pathlib import Path

import numpy as np

from embeddings.articles.fingerprints import VALUES, Prints
from embeddings.articles.reprints import Folding
from embeddings.index.columns import open_column
from embeddings.index.folds import save_folding


def test_folded_articles_are_counted(tmp_path: Path) -> None:
    """Heads are not folded under themselves, nor is what is gone."""
    prints = Prints(np.zeros((5, VALUES), np.uint32), np.zeros(5, np.int32))
    folding = Folding(np.int32([0, 0, 2, 0, -1]), np.int32([[0, 1], [0, 3]]), prints)
    assert save_folding(tmp_path, folding, np.int32([4])) == 2
    assert open_column(tmp_path / "fold", "<i4").tolist() == [0, 0, 2, 0, -1]
    assert open_column(tmp_path / "met", "<i4", (-1, 2)).tolist() == [[0, 1], [0, 3]]
    assert open_column(tmp_path / "gone", "<i4").tolist() == [4]
