"""How likely the hits hold an answer at all, from what of the question they leave unsaid.

Most questions without an answer are near misses: the story is there, the detail is not. What tells them apart, measured
on 547 questions over 19,541 articles (75 without an answer): names and numbers of the question missing from the best
hit, sums of money (news seldom give a ticket's price), a poor best clause, and how much the question itself says: those
who know a story well enough to name it closely mostly ask what was reported. That last one counts most.

Fitted by logistic regression (L2, C = 0.1 on features scaled to unit variance, classes weighted evenly) on those
questions, the 548 near misses and 1,500 training questions of the same corpus, with the hits of a real search. Fitted
without one half of the 547, it tells that half apart with AUROC .86 and .93 (95 % intervals .80 to .91 and .90 to .97),
and a threshold that refuses 7 % of one half's answerable questions refuses 8 % and 7 % of the other's and 64 % and 60 %
of the unanswerable. Without the length of the question (SAID) it is AUROC .78, so short questions are refused more
often: at 0.42 it is 16 % of the answerable training questions, which are 12 pairs long on average, against 5 % of the
answerable ones of the 547, which are 19. Taking the shortest to be 10 long keeps that from being 26 %.
"""

import math

from bot.evidence import Evidence
from bot.question_type import Ask, Kind
from bot.spans import Word, tag
from embeddings.schema import Hit

#: What each sign adds to the log-odds that the question has an answer in the hits.
BEST_CLAUSE = 0.156
MISSING_NAME = -0.357
MISSING_NUMBER = -0.960
OPEN_QUESTION = 1.367
KEYWORDS = 3.337
MONEY = -1.036
SAID = 2.389
BIAS = -5.561
#: Shorter questions are taken to say this much, in pairs of characters: brevity alone is no reason to refuse.
LEAST_SAID = 10

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
        + SAID * math.log(1 + max(evidence.pairs, LEAST_SAID))
    )
    # The logistic function, in the form that no odds overflow.
    return 0.5 * (1 + math.tanh(odds / 2))


def _named(words: list[Word]) -> tuple[list[str], list[str]]:
    """Names and numbers among the words."""
    names = [word for word, flag, _ in words if flag[:2] in ("nr", "ns", "nz", "nt") or flag in ("eng", "j")]
    numbers = [word for word, flag, _ in words if flag == "m" and word[0].isdigit()]
    return names, numbers
