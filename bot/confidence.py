"""How likely the hits hold an answer at all, from what reading the chosen one tells and what it leaves unsaid."""

import math
from typing import NamedTuple

from bot.answer_weights import CONFIDENCE, CONFIDENCE_BIAS
from bot.clauses import content
from bot.evidence import Evidence
from bot.question_type import Ask, Kind
from bot.reader.hits import Read
from bot.spans import Word, tag
from embeddings.schema import Hit

_OPEN = {Kind.WHY, Kind.HOW, Kind.WHAT, Kind.SAID, Kind.WHICH, Kind.YES_NO}
#: Log-odds of the reader beyond this count no more.
_MOST = 6.0
#: Shorter questions are taken to say this much, in pairs of characters: brevity alone is no reason to refuse.
LEAST_SAID = 10


class Signs(NamedTuple):
    """What speaks for or against an answer, each a number that the log-odds are linear in."""

    reader: float
    unsaid_word: float  # the weightiest word that the hit does not say, as a share of the question
    missing_names: float
    missing_numbers: float
    open_question: float
    keywords: float
    said: float  # how much the question says


def signs(question: str, ask: Ask, evidence: Evidence, hit: Hit, read: Read) -> Signs:
    """Read the signs off the hit that was chosen."""
    told = content(f"{hit.text} {hit.article.title} {hit.article.published or ''}")
    names, numbers = _named(tag(f"{question[: ask.start]} {question[ask.end :]}"))
    return Signs(
        reader=max(-_MOST, min(read.judged.odds, _MOST)),
        unsaid_word=float(read.given.unsaid.max()),
        missing_names=missing(names, told),
        missing_numbers=missing(numbers, told),
        open_question=ask.kind in _OPEN,
        keywords=ask.start == len(question),
        said=math.log(1 + max(evidence.pairs, LEAST_SAID)),
    )


def confidence(found: Signs) -> float:
    """Chance in [0, 1] that the hits answer."""
    odds = CONFIDENCE_BIAS + sum(CONFIDENCE[name] * value for name, value in found._asdict().items())
    # The logistic function, in the form that no odds overflow.
    return 0.5 * (1 + math.tanh(odds / 2))


def missing(words: list[str], told: str) -> int:
    """How many of the words do not stand in a content."""
    return sum(content(word) not in told for word in words)


def _named(words: list[Word]) -> tuple[list[str], list[str]]:
    """Names and numbers among the words."""
    names = [word for word, flag, _ in words if flag[:2] in ("nr", "ns", "nz", "nt") or flag in ("eng", "j")]
    numbers = [word for word, flag, _ in words if flag == "m" and word[0].isdigit()]
    return names, numbers
