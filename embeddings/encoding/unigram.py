"""The likeliest cut of pieces of text into words, for many pieces side by side (Viterbi, as Unigram models do)."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

#: What an unknown character costs beyond the least likely word.
_PENALTY = 10.0
_NONE = -1
_HASH = np.uint64(0x9E3779B97F4A7C15)

Ints = NDArray[np.int64]
Tokens = NDArray[np.int32]


class _Pieces(NamedTuple):
    """Pieces of text side by side, the longest first: `column[t] + rank` is where `rank` stands after t characters."""

    starts: Ints
    lengths: Ints
    order: Ints
    alive: Ints
    column: Ints
    tall: int
    within: Ints
    rank: Ints
    left: Ints


class _Words(NamedTuple):
    """Words of one length found in pieces: the cells where they begin and end, their scores, their token numbers."""

    begins: Ints
    ends: Ints
    scores: NDArray[np.float64]
    tokens: Tokens


class Unigram:
    """Words with the logarithms of their probabilities; `characters` numbers those they are made of, from 1 on."""

    def __init__(self, words: Sequence[tuple[str, float]], unknown: int) -> None:
        self._unknown = unknown
        self.characters: dict[str, int] = {}
        for character in "".join(word for word, _ in words):
            self.characters.setdefault(character, len(self.characters) + 1)
        self._width = len(self.characters) + 1
        # Nodes of a trie: 0 for a character of no word, then the characters, then every longer beginning of a word.
        nodes = dict(self.characters)
        steps: list[tuple[int, int]] = []
        for word, _ in words:
            for end in range(2, len(word) + 1):
                if word[:end] not in nodes:
                    nodes[word[:end]] = len(nodes) + 1
                    steps.append((nodes[word[: end - 1]] * self._width + self.characters[word[end - 1]], len(nodes)))
        self._steps = _Table(np.array(steps, np.int64).reshape(-1, 2))
        self._tokens = np.full(len(nodes) + 1, _NONE, np.int32)
        self._tokens[: self._width] = unknown
        self._scores = np.full(len(nodes) + 1, min(score for _, score in words) - _PENALTY)
        for number, (word, score) in enumerate(words):
            self._tokens[nodes[word]] = number
            self._scores[nodes[word]] = score

    def cut(self, characters: NDArray[np.uint16], starts: Ints) -> tuple[Tokens, Ints]:
        """Cut pieces (n characters in all, and where each piece starts) into tokens: numbers, and last characters.

        Of cuts as likely as each other, the one with the longer last word is taken; unknown neighbours are one token.
        """
        pieces = _side_by_side(starts, len(characters))
        words = list(self._words(characters, pieces))
        best = _forward(words, pieces)
        lengths, tokens = np.empty(len(best), np.int64), np.empty(len(best), np.int32)
        for size, found in enumerate(words, start=1):
            # Longer words come later and stay. One of them is what made a cell the best it is.
            chosen = slice(None) if size == 1 else best[found.begins] + found.scores == best[found.ends]
            lengths[found.ends[chosen]] = size
            tokens[found.ends[chosen]] = found.tokens[chosen]
        return self._joined(_backward(lengths, tokens, pieces), pieces)

    def _words(self, characters: NDArray[np.uint16], pieces: _Pieces) -> list[_Words]:
        found: list[_Words] = []
        places, nodes = np.arange(len(characters)), characters.astype(np.int64)
        while len(places):
            size = len(found) + 1
            if size > 1:
                far = pieces.left[places] >= size
                places, nodes = places[far], nodes[far]
                nodes = self._steps.find(nodes * self._width + characters[places + size - 1])
                places, nodes = places[nodes != _NONE], nodes[nodes != _NONE]
            of_words = self._tokens[nodes] != _NONE
            at, is_word = places[of_words], nodes[of_words]
            begins = pieces.column[pieces.within[at]] + pieces.rank[at]
            ends = pieces.column[pieces.within[at] + size] + pieces.rank[at]
            found.append(_Words(begins, ends, self._scores[is_word], self._tokens[is_word]))
        return found

    def _joined(self, tokens: Tokens, pieces: _Pieces) -> tuple[Tokens, Ints]:
        ends = np.flatnonzero(tokens != _NONE)
        numbers = tokens[ends]
        unknown = numbers == self._unknown
        again = np.zeros(len(ends), bool)
        again[1:] = unknown[1:] & unknown[:-1] & (pieces.rank[ends[1:]] == pieces.rank[ends[:-1]])
        return numbers[~again], ends[~again]


class _Table:
    """Numbers by keys, both from 0 on, given as rows (key, number)."""

    def __init__(self, rows: Ints) -> None:
        bits = max(4, int(4 * len(rows)).bit_length())
        self._shift = np.uint64(64 - bits)
        self._mask = (1 << bits) - 1
        self._keys = np.full(1 << bits, _NONE, np.int64)
        self._numbers = np.full(1 << bits, _NONE, np.int64)
        slots = self._slots(rows[:, 0])
        while len(rows):
            free = self._keys[slots] == _NONE
            self._keys[slots[free]] = rows[free, 0]
            in_place = self._keys[slots] == rows[:, 0]
            self._numbers[slots[in_place]] = rows[in_place, 1]
            rows, slots = rows[~in_place], (slots[~in_place] + 1) & self._mask

    def find(self, keys: Ints) -> Ints:
        """Give the number of each key, -1 for one that is not there."""
        slots = self._slots(keys)
        there = self._keys[slots]
        numbers = np.where(there == keys, self._numbers[slots], _NONE)
        more = np.flatnonzero((there != keys) & (there != _NONE))
        slots = slots[more]
        while len(more):
            slots = (slots + 1) & self._mask
            there = self._keys[slots]
            hit = there == keys[more]
            numbers[more[hit]] = self._numbers[slots[hit]]
            on = ~hit & (there != _NONE)
            more, slots = more[on], slots[on]
        return numbers

    def _slots(self, keys: Ints) -> Ints:
        return ((keys.astype(np.uint64) * _HASH) >> self._shift).astype(np.int64)


def _side_by_side(starts: Ints, count: int) -> _Pieces:
    lengths = np.diff(starts, append=count)
    order = np.argsort(-lengths, kind="stable")
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    tall = int(lengths.max(initial=0))
    alive = np.searchsorted(-lengths[order], -np.arange(tall + 1), side="right")
    column = np.concatenate([[0], np.cumsum(alive)])
    within = np.arange(count) - np.repeat(starts, lengths)
    left = np.repeat(lengths, lengths) - within
    return _Pieces(starts, lengths, order, alive, column, tall, within, np.repeat(rank, lengths), left)


def _forward(words: list[_Words], pieces: _Pieces) -> NDArray[np.float64]:
    """Give the score of the best cut up to each cell."""
    best = np.zeros(int(pieces.column[-1]))
    scores = []
    for found in words:
        dense = np.full(len(best), -np.inf)
        dense[found.begins] = found.scores
        scores.append(dense)
    column = pieces.column.tolist()
    alive = pieces.alive.tolist()
    scratch = np.empty(alive[0] if alive else 0)
    for t in range(1, pieces.tall + 1):
        many = alive[t]
        here = best[column[t] : column[t] + many]
        for size in range(1, min(t, len(scores)) + 1):
            begin = column[t - size]
            before, step = best[begin : begin + many], scores[size - 1][begin : begin + many]
            if size == 1:
                np.add(before, step, out=here)
            else:
                np.maximum(here, np.add(before, step, out=scratch[:many]), out=here)
    return best


def _backward(lengths: Ints, tokens: Tokens, pieces: _Pieces) -> Tokens:
    """Follow the chosen words from the ends of the pieces: token numbers where a token ends, -1 elsewhere."""
    cut = np.full(int(pieces.lengths.sum()), _NONE, np.int32)
    ranks = np.arange(len(pieces.order))
    first = pieces.starts[pieces.order]
    after = pieces.lengths[pieces.order]
    while len(ranks):
        cells = pieces.column[after] + ranks
        cut[first + after - 1] = tokens[cells]
        after = after - lengths[cells]
        on = after > 0
        ranks, first, after = ranks[on], first[on], after[on]
    return cut
