"""How much each clause of a passage speaks for holding the answer, as a row of numbers.

Words near the asking words count more (the A families): 「那艘飞船给航天员捎了什么器材」 is answered where 捎 and 器材
are. What the words of all passages tell is read in one go. What the details of the asked kind tell (dates, names) is
read one passage at a time: they take longer to find than all else, and seldom more than one passage can win by them.
"""

import re
from bisect import bisect
from collections.abc import Sequence
from functools import cache
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

import numpy as np

from bot.clauses import BETWEEN, Clause, content, contents
from bot.codes import content_codes
from bot.question_terms import QuestionTerms
from bot.question_type import Ask, Kind
from bot.shares import FAMILIES, SHARES, Floats, Layout, Weights, read_shares
from bot.spans import Candidates, Span

#: How much of a passage opens it, in characters.
_OPENING = 15
#: How far around a candidate the question's words are looked for, in characters.
_NEAR = 10
#: Shares go in as log(FLOOR + share): the first words that match tell most.
_FLOOR = 0.1
#: So many things enumerated, and more of them, say the same.
_ENUMERATED = 4

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

#: What is read of the words of a clause.
WORDS = (
    *SHARES,
    "head",  # the noun asked about
    "first",
    "order",
    "ends",
    "cue",
    "several",  # enumeration, where several things are asked for
    "defines",
)
#: What is read of the details in it.
DETAILS = (
    "near C",  # shares close to a detail of the asked kind
    "near CA",
    "typed",  # a detail of the asked kind that is not in the question
    "passing",  # something that may pass for one
    "unit",  # the detail has the asked measure word
)
FEATURES = (*WORDS, *DETAILS)
_NEARBY = [FAMILIES.index("C"), FAMILIES.index("CA")]


class CutPassage(NamedTuple):
    """A passage with its title, cut into clauses, at least one."""

    text: str
    title: str
    clauses: Sequence[Clause]


class Words(NamedTuple):
    """What the words of a passage tell, `rows` (clauses, len(WORDS)): it is passage `number` of `weights`."""

    rows: Floats
    weights: Weights
    number: int


class Details(NamedTuple):
    """What the details in a passage tell, `rows` (clauses, len(DETAILS)), and the candidates in each clause."""

    rows: Floats
    spans: list[list[Span]]
    passing: list[list[Span]]


class Evidence:
    """A question made ready to be looked for in passages."""

    def __init__(self, question: str, ask: Ask) -> None:
        self._ask = ask
        self._several = bool(_SEVERAL.search(question))
        defined = _DEFINED.search(question)
        self._defined = content(defined[1] or defined[2]) if defined else ""
        # What stands in the question is no answer.
        self._known = content(question)
        self._terms = QuestionTerms(question, ask)

    def words(self, passages: Sequence[CutPassage]) -> list[Words]:
        """Read the words of passages."""
        if not passages:
            return []
        layout = Layout([passage.clauses for passage in passages])
        pieces = [[one.text[clause.start : clause.end] for clause in one.clauses] for one in passages]
        tops = (words for one in passages for words in (one.text[:_OPENING], one.title))
        stands = self._terms.standing(content_codes(chain(*pieces, tops)))
        count = len(layout.owner)
        titled = stands[count::2] | stands[count + 1 :: 2]
        shares, weights = read_shares(self._terms, stands[:count], titled, layout)
        signs = self._signs(list(chain(*pieces)), layout)
        rows = np.hstack([np.log(_FLOOR + shares), signs])
        bounds = pairwise(layout.bounds)
        return [Words(rows[start:end], weights, number) for number, (start, end) in enumerate(bounds)]

    def details(self, passage: CutPassage, found: Candidates, words: Words) -> Details:
        """Read the details `found` in a passage, whose words were read before."""
        text, unit = passage.text, self._ask.unit
        strong, passing = self._placed(passage, found.strong), self._placed(passage, found.weak)
        rows = np.empty((len(strong), len(DETAILS)))
        rows[:, : len(_NEARBY)] = np.log(_FLOOR + self._near(text, strong, words))
        rows[:, len(_NEARBY) :] = [
            (bool(spans), bool(others), bool(unit) and any(unit in text[start:end] for start, end in spans))
            for spans, others in zip(strong, passing, strict=True)
        ]
        return Details(rows, strong, passing)

    def closeness(self, text: str, spans: Sequence[Span]) -> list[float]:
        """How much of the question, above all of what stands near its asking words, is close to each span of `text`."""
        stands = self._terms.standing(content_codes(_around(text, span) for span in spans))
        close: list[float] = (stands @ self._terms.nearness).tolist()
        return close

    @property
    def pairs(self) -> int:
        """How many different pairs of characters the question has: how much it says."""
        return int(self._terms.is_pair.sum())

    def _placed(self, passage: CutPassage, spans: Sequence[Span]) -> list[list[Span]]:
        """Put spans to the clauses that they start in, but for those that stand in the question."""
        placed: list[list[Span]] = [[] for _ in passage.clauses]
        if not spans:
            return placed
        folded = contents(passage.text[start:end] for start, end in spans).split(BETWEEN)
        starts = [clause.start for clause in passage.clauses]
        for span, words in zip(spans, folded, strict=True):
            if words not in self._known:
                placed[bisect(starts, span[0]) - 1].append(span)
        return placed

    def _near(self, text: str, spans: Sequence[Sequence[Span]], words: Words) -> Floats:
        """Shares of C and CA within _NEAR characters of the span that has most of them; (clauses, 2)."""
        near = np.zeros((len(spans), len(_NEARBY)))
        held = [number for number, own in enumerate(spans) if own]
        if held:
            stands = self._terms.standing(content_codes(_around(text, span) for own in spans for span in own))
            shares = words.weights.shares_of(stands, words.number)
            firsts = list(accumulate((len(spans[number]) for number in held[:-1]), initial=0))
            near[held] = np.maximum.reduceat(shares[:, _NEARBY], firsts)
        return near

    def _signs(self, pieces: Sequence[str], layout: Layout) -> Floats:
        """Give the columns of WORDS that follow SHARES; `pieces` are the clauses."""
        head, cue = self._ask.head, _CUE.get(self._ask.kind)
        rows = np.zeros((len(pieces), len(WORDS) - len(SHARES)))
        if head:
            rows[:, 0] = [head in piece for piece in pieces]
        rows[:, 1] = layout.sentence == 0
        rows[:, 2] = np.log(1 + layout.sentence)
        rows[:-1, 3] = layout.opens[1:]
        rows[-1, 3] = 1
        if cue:
            rows[:, 4] = np.log([1 + len(cue.findall(piece)) for piece in pieces])
        if self._several:
            rows[:, 5] = [min(piece.count("、"), _ENUMERATED) for piece in pieces]
        if self._defined:
            rows[:, 6] = list(map(self._defines, pieces))
        return rows

    def _defines(self, piece: str) -> bool:
        folded = content(piece)
        rest = folded[len(self._defined) :]
        return folded.startswith(self._defined) and (
            not rest or rest[0] in "是指为又亦即也，" or "（" in piece or "(" in piece
        )


@cache
def bounds(has_unit: bool) -> Floats:
    """Give the least and the most that a row of `Details` may hold; (2, len(DETAILS))."""
    lowest, highest = np.log([_FLOOR, _FLOOR + 1])
    return np.array([[lowest, lowest, 0, 0, 0], [highest, highest, 1, 1, has_unit]])


def _around(text: str, span: Span) -> str:
    return text[max(0, span[0] - _NEAR) : span[0]] + text[span[1] : span[1] + _NEAR]
