"""A word is its own row plus its characters', worked out by hand."""

import numpy as np
import pytest

from embeddings.encoding.training.composition import characters_of, composed, composition

_PIECES = ["[UNK]", "春", "天", "春天", "5g", "春春", "雪天"]


def _composed(alone: bool) -> list[list[float]]:
    import torch

    words = torch.tensor([[9.0, 9.0], [1, 0], [2, 0], [3, 0], [4, 0], [5, 0], [6, 0]])
    characters = torch.tensor([[9.0, 9.0], [0, 10], [0, 20], [0, 30], [0, 40], [0, 50], [0, 60]])
    return composed(composition(_PIECES, alone), words, characters).tolist()


@pytest.mark.usefixtures("one_thread")
def test_words_carry_their_characters() -> None:
    """春天 is (3, 0) + (0, 10) + (0, 20); 春春 counts 春 twice; 雪 is no piece, so 雪天 has 天 alone.

    Characters and 5g keep to themselves, and the unknown one is nothing.
    """
    assert _composed(alone=False) == [[0, 0], [1, 0], [2, 0], [3, 30], [4, 0], [5, 20], [6, 20]]


@pytest.mark.usefixtures("one_thread")
def test_what_has_no_parts_may_be_its_own() -> None:
    """Then 春 is (1, 0) + (0, 10) and 5g is (4, 0) + (0, 40)."""
    assert _composed(alone=True) == [[0, 0], [1, 10], [2, 20], [3, 30], [4, 40], [5, 20], [6, 20]]


def test_words_without_a_single_character_piece() -> None:
    """Nothing to add is no pairs at all, not an error."""
    words, characters = characters_of(["[UNK]", "春天"], alone=False)
    assert words.tolist() == characters.tolist() == []
    assert words.dtype == np.int64
