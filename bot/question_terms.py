"""The characters and pairs of characters that a question says, and where they stand in other texts."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.question_type import Ask
from embeddings.text import folded_in_place

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
        self.is_pair = np.array(list(map(len, distance))) == 2
        self.nearness = 1 / (1 + np.array(list(distance.values())) / _HALF)
        number = {character: place for place, character in enumerate(set("".join(distance)), 1)}
        # By code point: the number of the character, 0 for all that the question does not say.
        codes = list(map(ord, number))
        self._number = np.zeros(max(codes, default=0) + 2, np.uint16)
        self._number[codes] = np.arange(1, len(codes) + 1)
        # By the number of a character, or those of a pair as two digits: the place of the term, or one beyond the last.
        self._base = base = len(number) + 1
        self._place = np.full(base**2, len(distance))
        for place, term in enumerate(distance):
            self._place[number[term] if len(term) == 1 else number[term[0]] * base + number[term[1]]] = place

    def standing(self, codes: NDArray[np.uint16] | NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Tell which terms stand in which of the n texts that have these `bot.codes.content_codes`; (n, terms)."""
        numbers = self._number.take(codes, mode="clip")  # the last one stands for all beyond: 0
        places = np.flatnonzero(numbers)
        found = numbers[places].astype(np.intp)
        ends = np.flatnonzero(codes == 0)
        owner = np.searchsorted(ends, places)
        width = len(self.said) + 1
        stands = np.zeros((len(ends) + 1) * width, dtype=bool)
        rows = owner * width
        stands[rows + self._place[found]] = True
        beside = np.flatnonzero(places[1:] == places[:-1] + 1)
        stands[rows[beside] + self._place[found[beside] * self._base + found[beside + 1]]] = True
        return stands.reshape(-1, width)[:, :-1]


def _terms(question: str, ask: Ask) -> dict[str, int]:
    """Characters and pairs of the question, and how far from the asking words each stands at least."""
    folded = folded_in_place(question)
    # The noun that may stand among the asking words is said, they are not.
    head = question.find(ask.head, ask.start, ask.end) if ask.head else -1
    asking = set(range(ask.start, ask.end)).difference(range(head, head + len(ask.head)) if head >= 0 else ())
    kept = [i for i, character in enumerate(folded) if character.isalnum() and i not in asking]
    found: dict[str, int] = {}
    for i in kept:
        if (character := folded[i]) not in _IDLE:
            found[character] = min(found.get(character, len(folded)), _away(i, i + 1, ask))
    for i, j in pairwise(kept):
        if j == i + 1:
            pair = folded[i : j + 1]
            found[pair] = min(found.get(pair, len(folded)), _away(i, j + 1, ask))
    return found


def _away(start: int, end: int, ask: Ask) -> int:
    if end <= ask.start:
        return ask.start - end
    return max(0, start - ask.end)
