"""The terms of many texts at once, as numbers: those of `Segmenter.terms`, without a string for each term."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.encoding.segment import EMPTY, HAN, KINDS, OTHER_RUN, Segmenter, Terms
from embeddings.text import code_points, normalise

Codes = NDArray[np.uint64]

#: Codes take up no more bits than this.
CODE_BITS = 36
_CHARACTER_BITS = CODE_BITS // 2
#: From here on a code is one or two characters; below it is a place in a list. No Han character comes before 〇.
_SPELLED = 0x3005 << _CHARACTER_BITS


class Coded(NamedTuple):
    """Terms of one kind of many texts, t in all: their codes and the texts they are of, both (t,)."""

    codes: Codes
    owners: NDArray[np.int64]
    listed: Sequence[str]

    def spell(self, codes: Codes) -> list[str]:
        """Give the terms of ascending codes."""
        first = int(np.searchsorted(codes, _SPELLED))
        return [self.listed[code] for code in codes[:first].tolist()] + _spell(codes[first:])


class Cuts(Protocol):
    """What cuts a text into terms."""

    def terms(self, text: str) -> Terms:
        """Cut one text."""


def code(segmenter: Cuts, texts: Sequence[str]) -> dict[str, Coded]:
    """Cut texts into terms, by kind."""
    return _side_by_side(segmenter, texts) if isinstance(segmenter, Segmenter) else _one_by_one(segmenter, texts)


def _one_by_one(segmenter: Cuts, texts: Sequence[str]) -> dict[str, Coded]:
    of_texts = [segmenter.terms(text) for text in texts]
    coded = {}
    for kind, of_kind in zip(KINDS, zip(*of_texts, strict=True) if of_texts else [()] * len(KINDS), strict=True):
        number = _numbering()
        codes = np.fromiter(map(number.__getitem__, chain.from_iterable(of_kind)), np.uint64)
        coded[kind] = Coded(codes, _owners([len(terms) for terms in of_kind]), list(number))
    return coded


def _side_by_side(segmenter: Segmenter, texts: Sequence[str]) -> dict[str, Coded]:
    normal = [normalise(text) for text in texts]
    joined = "\n".join(normal)
    characters = code_points(joined)
    owners = _owners([len(text) + 1 for text in normal])[: len(characters)]
    is_han = _HAN_CODES[characters]
    han = np.flatnonzero(is_han)
    first = np.ones(len(han), bool)
    first[1:] = (np.diff(han) > 1) | (np.diff(owners[han]) > 0)
    single = characters[han].astype(np.uint64) << np.uint64(_CHARACTER_BITS)
    pairs = single[:-1] | characters[han[1:]]
    paired = ~first[1:]
    others, of_other = _others(characters, is_han, han[first], owners)
    number = _numbering(["\n", *sorted(EMPTY)])
    words = np.fromiter(map(number.__getitem__, segmenter.cut(_lines(characters[han], first))), np.uint64)
    of_word = owners[han[first]][np.cumsum(words == 0)] if len(han) else np.zeros(0, np.int64)
    wanted = words > len(EMPTY)
    plain = np.fromiter(map(number.__getitem__, others), np.uint64, len(others))
    listed = list(number)
    return {
        kind: Coded(np.concatenate([codes, plain]), np.concatenate([of_code, of_other]), listed)
        for kind, codes, of_code in zip(
            KINDS,
            (words[wanted], pairs[paired], single),
            (of_word[wanted], owners[han[:-1]][paired], owners[han]),
            strict=True,
        )
    }


def _others(
    characters: NDArray[np.uint32], is_han: NDArray[np.bool_], firsts: NDArray[np.int64], owners: NDArray[np.int64]
) -> tuple[list[str], NDArray[np.int64]]:
    """Give the runs that are not Han, and their texts."""
    # One Han character stands for each run of them, which is all that the others need to know of it.
    left = ~is_han
    left[firsts] = True
    matches = list(OTHER_RUN.finditer(characters[left].tobytes().decode("utf-32-le", "surrogatepass")))
    starts = np.fromiter((match.start() for match in matches), np.int64, len(matches))
    return [match[0] for match in matches], owners[left][starts]


def _lines(characters: NDArray[np.uint32], first: NDArray[np.bool_]) -> str:
    """Put runs on lines of their own."""
    places = np.arange(len(characters)) + np.cumsum(first) - 1
    lines = np.full(int(places[-1]) + 1 if len(places) else 0, ord("\n"), np.uint32)
    lines[places] = characters
    return lines.tobytes().decode("utf-32-le", "surrogatepass")


def _owners(lengths: Sequence[int]) -> NDArray[np.int64]:
    return np.repeat(np.arange(len(lengths)), lengths)


def _numbering(known: Sequence[str] = ()) -> defaultdict[str, int]:
    number: defaultdict[str, int] = defaultdict()
    number.default_factory = number.__len__
    number.update(zip(known, range(len(known)), strict=True))
    return number


def _spell(codes: Codes) -> list[str]:
    halves = np.stack([codes >> np.uint64(_CHARACTER_BITS), codes & np.uint64((1 << _CHARACTER_BITS) - 1)], axis=1)
    width = 2 if len(codes) and halves[0, 1] else 1
    text = halves[:, :width].astype(np.uint32).tobytes().decode("utf-32-le")
    return [text[i : i + width] for i in range(0, len(text), width)]


def _han_codes() -> NDArray[np.bool_]:
    is_han = np.zeros(0x110000, bool)
    for first, last in HAN:
        is_han[first : last + 1] = True
    return is_han


_HAN_CODES = _han_codes()
