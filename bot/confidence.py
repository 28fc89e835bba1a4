"""How likely the hits hold an answer at all, from what of the question they leave unsaid.

Most questions without an answer are near misses: the story is there, the detail is not. What tells them apart, measured
on 547 questions over 19,541 articles (75 without an answer): names and numbers of the question missing from the best
hit, sums of money (news seldom give a ticket's price), a poor best clause, and how much the question itself says: those
who know a story well enough to name it closely mostly ask what was reported. That last one counts most.

Fitted by logistic regression (L2, C = 0.1 on features scaled to unit variance, classes weighted evenly) on those
questions, the 548 near misses and 1,500 training questions of the same corpus, with the hits of a real search.
"""

import math

from bot.evidence import Evidence
from bot.question_type import Ask, Kind
from bot.spans import Word, tag
from embeddings.schema import Hit
from embeddings.search.fusion import HIGHEST

#: What each sign adds to the log-odds that the question has an answer in the hits.
BEST_CLAUSE = 0.153
MISSING_NAME = -0.364
MISSING_NUMBER = -0.978
OPEN_QUESTION = 1.362
KEYWORDS = 3.343
MONEY = -1.023
SAID = 2.395
BIAS = -5.734
#: What it adds that the hit has this share of the highest score there is: where nearly all of the question is said, a
#: short question is no bad sign. Set by hand: with it 14 % instead of 36 % of the answerable questions to the demo
#: corpus are refused, most of which are short.
WELL_MATCHED, MATCHED_SHARE = 3.0, 0.8

_OPEN = {Kind.WHY, Kind.HOW, Kind.WHAT, Kind.SAID, Kind.WHICH, Kind.YES_NO}


def confidence(question: str, ask: Ask, evidence: Evidence, hit: Hit, best_clause: float) -> float:
    """Chance in [0, 1] that the hits answer, read from the chosen hit and the score of its best clause."""
    text = f"{hit.text} {hit.article.title} {hit.article.published or ''}"
    names, numbers = _named(tag(f"{question[: ask.start]} {question[ask.end :]}"))
    odds = (
        BIAS
        + BEST_CLAUSE * best_clause
        + MISSING_NAME * evidence.missing(names, text)
        + MISSING_NUMBER * evidence.missing(numbers, text)
        + OPEN_QUESTION * (ask.kind in _OPEN)
        + KEYWORDS * (ask.start == len(question))
        + MONEY * (ask.kind is Kind.MONEY)
        + SAID * math.log(1 + evidence.pairs)
        + WELL_MATCHED * (hit.score >= MATCHED_SHARE * HIGHEST)
    )
    # The logistic function, in the form that no odds overflow.
    return 0.5 * (1 + math.tanh(odds / 2))


def _named(words: list[Word]) -> tuple[list[str], list[str]]:
    """Names and numbers among the words."""
    names = [word for word, flag, _ in words if flag[:2] in ("nr", "ns", "nz", "nt") or flag in ("eng", "j")]
    numbers = [word for word, flag, _ in words if flag == "m" and word[0].isdigit()]
    return names, numbers
