"""Where known tokens lie in their text, without cutting it anew: a third of the work."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.text import code_points, normalise

Numbers = NDArray[np.int64]

_DOT, _PERCENT = ord("."), ord("%")


class Words:
    """The words of a vocabulary by their numbers, as their lengths and the sums of their code points.

    In so little memory all are close at hand; the words themselves lie scattered, and a question's are seldom used.
    """

    def __init__(self, words: Sequence[str]) -> None:
        lengths = np.fromiter(map(len, words), np.int64, len(words))
        ends = np.cumsum(lengths)
        self._lengths = lengths.astype(np.int32)
        self._sums = _sums(code_points("".join(words)), ends - lengths, ends).astype(np.uint32)

    def aligned(self, text: str, tokens: NDArray[np.integer[Any]]) -> tuple[Numbers, Numbers] | None:
        """Give where each token starts and ends, in characters; None where the words are not all that `text` says.

        What a tokenizer cuts is letters and digits, and of dots and per cent signs those of numbers.
        """
        folded = normalise(text)
        if len(folded) != len(text):
            return None
        characters = code_points(folded)
        is_cut = np.char.isalnum(characters.view("<U1"))
        if "." in folded or "%" in folded:
            marks = np.flatnonzero((characters == _DOT) | (characters == _PERCENT))
            is_digit = np.zeros(len(characters) + 2, np.bool_)
            is_digit[1:-1] = (characters >= ord("0")) & (characters <= ord("9"))
            is_cut[marks] = is_digit[marks] & (is_digit[marks + 2] | (characters[marks] == _PERCENT))
        places = np.flatnonzero(is_cut)
        lengths = self._lengths[tokens]
        ends = np.cumsum(lengths, dtype=np.int64)
        starts = ends - lengths
        if len(places) != lengths.sum() or (_sums(characters[places], starts, ends) != self._sums[tokens]).any():
            return None
        return places[starts], places[ends - 1] + 1


def _sums(codes: NDArray[np.uint32], starts: Numbers, ends: Numbers) -> Numbers:
    """Add up the code points of each word."""
    until = np.zeros(len(codes) + 1, np.int64)
    np.cumsum(codes, out=until[1:])
    return until[ends] - until[starts]
