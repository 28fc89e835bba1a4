"""How much each clause of a passage speaks for holding the answer, as a row of numbers.

The rarity of a question's characters and pairs of characters is counted over the sentences of the passage, not over a
corpus: within one story the words of its topic stand everywhere and do not tell which sentence answers. Words near the
asking words count more (the A features): 「那艘飞船给航天员捎了什么器材」 is answered where 捎 and 器材 are.
"""

import math
import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.clauses import Clause, content
from bot.question_type import Ask, Kind
from embeddings.text import normalise

#: Characters that say nothing about which sentence answers.
_IDLE = set("的了是在有和与及吗呢呀啊吧把被给让这那个么嘛就都也")
#: At this distance from the asking words a word of the question counts half, in characters.
_HALF = 3.0
#: What a word counts that stands in the title or opens the passage: the subject, which later sentences leave out.
_SUBJECT = 0.2
#: How much of a passage opens it, in characters.
_OPENING = 15
#: How far around a candidate the question's words are looked for, in characters.
_NEAR = 10
#: Shares go in as log(FLOOR + share): the first words that match tell most.
_FLOOR = 0.1

# Words that go with an answer of the kind.
_CUES = {
    Kind.WHY: "因|由于|为了|为此|所以|导致|原因|以便|鉴于|出于|旨在|引发|目的",
    Kind.HOW: "通过|采取|以|用|将|利用|方式|按|由|被",
    Kind.SAID: "说|表示|称|指出|强调|认为|呼吁|：|“|评价",
    Kind.WHERE: "在|位于|地处|于|至|到|从|抵达|前往|来自|分布|举行|产于",
    Kind.WHO: "由|为|担任|主持|出席|说|表示|、|任|名叫|是",
    Kind.NAME: "名为|叫|称为|《|“|为|题为|称|是|即|主题",
    Kind.YES_NO: "没|未|不|已|将|否|无|可以|能|正在|并非",
    Kind.WHAT: "是|为|包括|有|：|指",
    Kind.WHICH: "、|包括|分别|等|是|为|有",
}
_CUE = {kind: re.compile(words) for kind, words in _CUES.items()}
_SEVERAL = re.compile("哪些|哪几|哪[两三四五六]|分别|都有|有啥")
_DEFINED = re.compile(r"^(?:什么是|啥是|何谓)(.+?)[？?]?$|^(.+?)(?:是什么|是啥|指什么|指的是什么)[？?]?$")

#: Shares of the question's characters (C) and pairs (P) in a stretch: plain, near the asking words (A), and with the
#: story's subject counted low (S).
_FAMILIES = ("C", "P", "CA", "PA", "CS", "PS")
_SENTENCE = ("C", "P", "CA", "PA", "CS")
_AROUND = ("C", "P", "CA")
_SHARES = (
    *(f"clause {family}" for family in _FAMILIES),
    *(f"sentence {family}" for family in _SENTENCE),
    *(f"around {family}" for family in _AROUND),  # the clause and its neighbours
    "before C",  # the sentence before
    "before P",
    "after P",
    "near C",  # close to the detail of the asked kind
    "near CA",
)
_SIGNS = (
    "typed",  # a detail of the asked kind that is not in the question
    "passing",  # something that may pass for one
    "unit",  # the detail has the asked measure word
    "head",  # the noun asked about
    "first",
    "order",
    "ends",
    "cue",
    "several",  # enumeration, where several things are asked for
    "defines",
)
FEATURES = (*_SHARES, *_SIGNS)


class Evidence:
    """A question made ready to be looked for in passages."""

    def __init__(self, question: str, ask: Ask) -> None:
        self._ask = ask
        self._several = bool(_SEVERAL.search(question))
        defined = _DEFINED.search(question)
        self._defined = content(defined[1] or defined[2]) if defined else ""
        #: The whole question, folded: what stands in it is no answer.
        self.known = content(question)
        self._distance = _terms(question, ask)
        self._terms = list(self._distance)
        self._is_pair = np.array([len(term) == 2 for term in self._terms], dtype=bool)
        self._asked = np.array([1 / (1 + d / _HALF) for d in self._distance.values()])

    def rows(self, text: str, title: str, clauses: Sequence[Clause]) -> NDArray[np.float64]:
        """Features of the clauses of one passage, shape (clauses, len(FEATURES))."""
        if not clauses:
            return np.zeros((0, len(FEATURES)))
        sentence = np.array([clause.sentence for clause in clauses])
        stands = np.array([[t in c.content for c in clauses] for t in self._terms], dtype=bool)
        stands = stands.reshape(len(self._terms), len(clauses))
        starts = np.flatnonzero(np.r_[True, sentence[1:] != sentence[:-1]])
        whole = np.logical_or.reduceat(stands, starts, axis=1)
        place = np.cumsum(np.r_[False, sentence[1:] != sentence[:-1]])
        weights = self._weights(whole, content(title), content(text[:_OPENING]))
        around = stands.copy()
        same = sentence[1:] == sentence[:-1]
        around[:, 1:] |= stands[:, :-1] & same
        around[:, :-1] |= stands[:, 1:] & same
        of_sentences = weights @ whole
        edge = np.zeros((len(_FAMILIES), 1))
        before = np.hstack([edge, of_sentences[:, :-1]])[:, place]
        after = np.hstack([of_sentences[:, 1:], edge])[:, place]
        near = np.array([self._near(text, clause, weights) for clause in clauses]).T
        shares = np.vstack(
            [
                weights @ stands,
                of_sentences[_rows(_SENTENCE)][:, place],
                (weights @ around)[_rows(_AROUND)],
                before[:2],
                after[1:2],
                near,
            ]
        )
        return np.hstack([np.log(_FLOOR + shares.T), self._signs(text, clauses)])

    def closeness(self, text: str, span: tuple[int, int]) -> float:
        """How much of the question, above all of what stands near its asking words, is close to a span of `text`."""
        close = content(text[max(0, span[0] - _NEAR) : span[0]] + text[span[1] : span[1] + _NEAR])
        return float(sum(weight for term, weight in zip(self._terms, self._asked, strict=True) if term in close))

    @property
    def pairs(self) -> int:
        """How many different pairs of characters the question has: how much it says."""
        return int(self._is_pair.sum())

    @staticmethod
    def missing(words: Sequence[str], text: str) -> int:
        """How many of the words do not stand in `text`."""
        body = content(text)
        return sum(content(word) not in body for word in words)

    def _weights(self, whole: NDArray[np.bool_], title: str, opening: str) -> NDArray[np.float64]:
        """Weight of each term in each family, each family's sum 1; shape (families, terms)."""
        rare = np.log((whole.shape[1] + 1) / (whole.sum(axis=1) + 0.5))
        subject = np.array([_SUBJECT if t in title or t in opening else 1.0 for t in self._terms])
        rows = []
        for factor in (np.ones(len(rare)), self._asked, subject):
            for chosen in (~self._is_pair, self._is_pair):
                row = rare * factor * chosen
                rows.append(row / (row.sum() or 1.0))
        return np.array(rows)

    def _near(self, text: str, clause: Clause, weights: NDArray[np.float64]) -> tuple[float, float]:
        best = (0.0, 0.0)
        for start, end in clause.spans:
            close = content(text[max(0, start - _NEAR) : start] + text[end : end + _NEAR])
            stands = np.array([term in close for term in self._terms], dtype=np.float64)
            plain, asked = float(weights[0] @ stands), float(weights[2] @ stands)
            best = max(best[0], plain), max(best[1], asked)
        return best

    def _signs(self, text: str, clauses: Sequence[Clause]) -> NDArray[np.float64]:
        ask = self._ask
        cue = _CUE.get(ask.kind)
        rows = []
        for number, clause in enumerate(clauses):
            piece = text[clause.start : clause.end]
            rows.append(
                (
                    bool(clause.spans),
                    bool(clause.passing),
                    bool(ask.unit) and any(ask.unit in text[a:b] for a, b in clause.spans),
                    bool(ask.head) and ask.head in piece,
                    clause.sentence == 0,
                    math.log(1 + clause.sentence),
                    number + 1 == len(clauses) or clauses[number + 1].sentence != clause.sentence,
                    math.log(1 + len(cue.findall(piece))) if cue else 0.0,
                    min(piece.count("、"), 4) * self._several,
                    bool(self._defined) and self._defines(clause.content, piece),
                )
            )
        return np.array(rows, dtype=np.float64)

    def _defines(self, folded: str, piece: str) -> bool:
        rest = folded[len(self._defined) :]
        return folded.startswith(self._defined) and (
            not rest or rest[0] in "是指为又亦即也，" or "（" in piece or "(" in piece
        )


def _rows(families: Sequence[str]) -> list[int]:
    return [_FAMILIES.index(family) for family in families]


def _terms(question: str, ask: Ask) -> dict[str, int]:
    """Characters and pairs of the question, and how far from the asking words each stands at least."""
    folded = normalise(question)
    if len(folded) != len(question):  # offsets would not hold
        folded = question.lower()
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
