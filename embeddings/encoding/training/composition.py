"""A word's vector is its own row and those of its characters together; summed once, it is a plain table to serve.

A word seen ten times says little of itself, its characters have been seen ten thousand times (Chen et al. 2015,
"Joint Learning of Character and Word Embeddings").
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor


def characters_of(pieces: Sequence[str], alone: bool) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs (word, character) of piece numbers, one for each character of each word, as often as it stands there.

    Words of letters and digits are not taken apart. With `alone`, what has no parts is its own only character.

    >>> [part.tolist() for part in characters_of(["[UNK]", "春", "天", "春天", "5g"], alone=False)]
    [[3, 3], [1, 2]]
    >>> [part.tolist() for part in characters_of(["[UNK]", "春", "天", "春天", "5g"], alone=True)]
    [[0, 1, 2, 3, 3, 4], [0, 1, 2, 1, 2, 4]]
    """
    numbers = {piece: number for number, piece in enumerate(pieces)}
    pairs: list[tuple[int, int]] = []
    for number, piece in enumerate(pieces):
        if len(piece) > 1 and not piece.isascii():
            pairs += [(number, numbers[character]) for character in piece if character in numbers]
        elif alone:
            pairs.append((number, number))
    found = np.array(pairs, np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


class Composition(NamedTuple):
    """Character numbers of all pieces, joined, and where those of each piece start (v,)."""

    characters: "Tensor"
    starts: "Tensor"


def composition(pieces: Sequence[str], alone: bool) -> Composition:
    """Make ready to sum the character rows of each piece; `alone` as in `characters_of`."""
    import torch

    words, characters = characters_of(pieces, alone)
    starts = np.searchsorted(words, np.arange(len(pieces)))
    return Composition(torch.from_numpy(characters.copy()), torch.from_numpy(starts))


def composed(parts: Composition, words: "Tensor", characters: "Tensor") -> "Tensor":
    """Token vectors (v, dim): each word's own row plus the rows of its characters; row 0, the unknown one, is zero."""
    import torch
    from torch.nn.functional import embedding_bag

    rows = embedding_bag(parts.characters, characters, parts.starts, mode="sum") + words
    return torch.cat([torch.zeros_like(rows[:1]), rows[1:]])
