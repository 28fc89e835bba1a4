"""The characters and pairs of characters that a question says, and where they stand in other texts."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.question_type import Ask
from embeddings.text import code_points, folded_in_place

#: Characters that say nothing about which sentence answers.
_IDLE = set("的了是在有和与及吗呢呀啊吧把被给让这那个么嘛就都也")
#: At this distance from the asking words a term of the question counts half, in characters.
_HALF = 3.0


class QuestionTerms:
    """The terms of a question, `said`: first its characters, then its pairs of characters, each once.

    `is_pair` (terms,) tells them apart, `nearness` (terms,) says how much each counts by its distance from the asking
    words: 1 beside them.
    """

    def __init__(self, question: str, ask: Ask) -> None:
        distance = _terms(question, ask)
        self.said = tuple(distance)
        self.is_pair = np.array([len(term) == 2 for term in self.said], dtype=bool)
        self.nearness = np.array([1 / (1 + away / _HALF) for away in distance.values()])
        characters = sorted(set("".join(distance)))
        number = {character: place for place, character in enumerate(characters, 1)}
        # By code point: the number of the character, 0 for all that the question does not say.
        self._number = np.zeros(max(map(ord, characters), default=0) + 2, np.uint16)
        self._number[[ord(character) for character in characters]] = list(number.values())
        # By those numbers: the place of the term, one beyond the last where there is none.
        self._single = np.full(len(characters) + 1, len(distance))
        self._pair = np.full((len(characters) + 1, len(characters) + 1), len(distance))
        singles, pairs = ([term for term in self.said if len(term) == size] for size in (1, 2))
        self._single[[number[term] for term in singles]] = np.arange(len(singles))
        first, second = ([number[term[place]] for term in pairs] for place in (0, 1))
        self._pair[first, second] = np.arange(len(singles), len(distance))

    def standing(self, folded: str) -> NDArray[np.bool_]:
        """Tell which terms stand in which of the n texts put together by `bot.clauses.contents`; (n, terms)."""
        codes = code_points(folded)
        numbers = self._number.take(codes, mode="clip")  # the last one stands for all beyond: 0
        places = np.flatnonzero(numbers)
        found = numbers[places]
        ends = np.flatnonzero(codes == 0)
        owner = np.searchsorted(ends, places)
        stands = np.zeros((len(ends) + 1, len(self.is_pair) + 1), dtype=bool)
        stands[owner, self._single[found]] = True
        beside = np.flatnonzero(places[1:] == places[:-1] + 1)
        stands[owner[beside], self._pair[found[beside], found[beside + 1]]] = True
        return stands[:, :-1]


def _terms(question: str, ask: Ask) -> dict[str, int]:
    """Characters and pairs of the question, and how far from the asking words each stands at least."""
    folded = folded_in_place(question)
    found: dict[str, int] = {}
    kept = [i for i, c in enumerate(folded) if c.isalnum() and not _asks(i, ask, question)]
    for i in kept:
        if folded[i] not in _IDLE:
            found[folded[i]] = min(found.get(folded[i], len(folded)), _away(i, i + 1, ask))
    for i, j in pairwise(kept):
        if j == i + 1:
            pair = folded[i : j + 1]
            found[pair] = min(found.get(pair, len(folded)), _away(i, j + 1, ask))
    return found


def _asks(position: int, ask: Ask, question: str) -> bool:
    """Whether the character belongs to the asking words, and not to the noun that may stand among them."""
    if not ask.start <= position < ask.end:
        return False
    head = question.find(ask.head, ask.start, ask.end) if ask.head else -1
    return not (head >= 0 and head <= position < head + len(ask.head))


def _away(start: int, end: int, ask: Ask) -> int:
    if end <= ask.start:
        return ask.start - end
    return max(0, start - ask.end)
