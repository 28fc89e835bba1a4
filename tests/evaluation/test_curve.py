"""The learning curve: dense retrieval by hand, and the picture."""

from pathlib import Path

import numpy as np
import pytest

from embeddings.encoding.training.tokens import Tokens
from embeddings.evaluation.curve import draw, measured, table
from embeddings.evaluation.dense_alone import means


def test_means_of_texts() -> None:
    """Token 1 is (3, 0) and 2 is (0, 4): both together point to (.6, .8); a text without tokens is nowhere."""
    texts = Tokens(np.uint16([1, 2, 2]), np.array([0, 2, 2, 3]))
    vectors = np.float32([[0, 0], [3, 0], [0, 4]])
    assert means(texts, vectors) == pytest.approx(np.array([[0.6, 0.8], [0, 0], [0, 1]]))


def test_a_run_is_summed_up() -> None:
    """Ranks 1, 4 and none."""
    point = measured(2000, [1, 4, None])
    assert (point["questions"], point["mrr_10"][0]) == (2000, pytest.approx(1.25 / 3))
    assert point["recall_10"][0] == pytest.approx(2 / 3)


def test_the_card_shows_picture_and_figures() -> None:
    """A row a run; both questions found first leaves nothing to chance."""
    lines = list(table([measured(1000, [1, 1])], "curve.png"))
    assert lines[0] == "![学习曲线 learning curve](curve.png)"
    assert lines[-1] == "| 1,000 | 1.000 [1.000, 1.000] | 1.000 [1.000, 1.000] |"


def test_the_picture_is_a_png(tmp_path: Path) -> None:
    """The same points make the same bytes."""
    pytest.importorskip("matplotlib")
    points = [measured(0, [None, 2]), measured(1000, [1, 2])]
    for name in ("a.png", "b.png"):
        draw(points, tmp_path / name)
    assert (tmp_path / "a.png").read_bytes()[:4] == b"\x89PNG"
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
