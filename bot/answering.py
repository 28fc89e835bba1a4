"""From the hits of a search to the words that answer, verbatim, with the asked detail marked; how sure that is."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.answer_weights import CLAUSE, HIT_BEST_CLAUSE, HIT_GAP
from bot.clauses import Clause, read_clauses
from bot.confidence import Signs, confidence, signs
from bot.evidence import DETAILS, WORDS, CutPassage, Details, Evidence, bounds
from bot.full_dates import full_date
from bot.question_type import Ask, Kind, read_ask
from bot.reader.hits import shipped_reader
from bot.spans import Span, spans_in
from embeddings.schema import Hit

#: Longest answer, in characters.
ANSWER_LIMIT = 160
#: A second sentence must add this much to the chance that the answer is in the text; some clauses of one, so much.
SECOND_SENTENCE, PART_OF_SENTENCE = 0.002, 0.01
#: A hit that scores further below the first, as a share of its score, is not read: of 1,547 questions none was answered
#: from one more than 0.14 below.
FAR = 0.3
#: Below this confidence the service says that nothing was found. On 547 questions (75 without an answer) it refuses
#: 47 % of the unanswerable and 1.5 % of the answerable ones. Higher, by weights fitted without the questions: 0.36
#: refuses 57 % and 5 %, 0.49 refuses 71 % and 10 %.
ABSTAIN_BELOW = 0.225

_WORDS, _DETAILS = (np.array([CLAUSE[name] for name in names]) for names in (WORDS, DETAILS))


@dataclass(frozen=True, slots=True)
class Chosen:
    """The words that answer: `text` stands verbatim in `hits[hit]`, `span` marks the asked detail in it.

    `note` completes a date that `text` gives in part (28日＝2021年6月28日). `confidence`, between 0 and 1, says how
    likely the hits hold an answer at all, read from `signs`; `text`, `span`, `hit` and `signs` are None when there is
    nothing to choose from.
    """

    text: str | None
    span: Span | None
    hit: int | None
    confidence: float
    note: str | None = None
    signs: Signs | None = None


class _Reading(NamedTuple):
    """One hit, by its number: its clauses, their scores and the details in them."""

    hit: int
    clauses: Sequence[Clause]
    scores: NDArray[np.float64]
    details: Details


def choose(question: str, hits: Sequence[Hit]) -> Chosen:
    """Choose the words of one hit that answer: one or two whole sentences, at most ANSWER_LIMIT characters.

    A sentence that is longer is cut at its commas.
    """
    ask = read_ask(question)
    evidence = Evidence(question, ask)
    reading = _best(evidence, ask, hits)
    if reading is None:
        return Chosen(None, None, None, 0.0)
    hit = hits[reading.hit]
    first, last = _window(reading)
    start, end = reading.clauses[first].start, reading.clauses[last].end
    detail = _detail(reading, first, last, hit.text, evidence, ask)
    whole = full_date(hit.text[slice(*detail)], hit.article.day) if detail and ask.kind is Kind.WHEN else None
    found = signs(question, ask, evidence, hit, shipped_reader().read(question, hit))
    span = (detail[0] - start, min(detail[1], end) - start) if detail else None
    return Chosen(hit.text[start:end], span, reading.hit, confidence(found), whole, found)


def _best(evidence: Evidence, ask: Ask, hits: Sequence[Hit]) -> _Reading | None:
    """Read the hit with the highest score, of equals the first; None where no hit has any clause.

    Details are looked for only in hits that could still win by them.
    """
    near = [(number, gap, _cut(hits[number])) for number, gap in enumerate(_gaps(hits)) if gap <= FAR]
    near = [one for one in near if one[2].clauses]
    # What details can add to a clause's score; the best clause counts for a hit, never against it.
    most = _most(bool(ask.unit))
    best, highest = None, -math.inf
    for (number, gap, passage), words in zip(near, evidence.words([passage for _, _, passage in near]), strict=True):
        behind, scores = HIT_GAP * gap, words.rows @ _WORDS
        if behind + HIT_BEST_CLAUSE * (scores.max() + most) <= highest:
            continue
        details = evidence.details(passage, spans_in(passage.text, ask), words)
        scores += details.rows @ _DETAILS
        score = behind + HIT_BEST_CLAUSE * scores.max()
        if score > highest:
            best, highest = _Reading(number, passage.clauses, scores, details), score
    return best


@cache
def _most(has_unit: bool) -> float:
    return float((bounds(has_unit) * _DETAILS).max(axis=0).sum())


def _gaps(hits: Sequence[Hit]) -> list[float]:
    """How far each hit's score is below the first one's, as a share of that."""
    top = hits[0].score if hits else 0.0
    return [(top - hit.score) / abs(top) if top else 0.0 for hit in hits]


def _cut(hit: Hit) -> CutPassage:
    text = hit.text
    return CutPassage(text, hit.article.title + hit.passage.heading, read_clauses(text))


def _window(reading: _Reading) -> Span:
    """First and last clause of the stretch most likely to hold the answer."""
    raised = np.exp(reading.scores - reading.scores.max())
    reached: list[float] = [0.0, *np.cumsum(raised / raised.sum()).tolist()]

    def chance(window: tuple[int, int, float]) -> float:
        first, last, cost = window
        return reached[last + 1] - reached[first] - cost

    first, last, _ = max(_windows(reading.clauses), key=chance)
    return first, last


def _windows(clauses: Sequence[Clause]) -> Iterator[tuple[int, int, float]]:
    """Stretches within ANSWER_LIMIT: a sentence, two in a row, or a run of clauses of a longer sentence.

    Of two sentences too long together, one whole with as many clauses of the other as fit. Each with what it must add.
    """
    numbers = groupby(range(len(clauses)), key=lambda number: clauses[number].sentence)
    sentences = [(members[0], members[-1]) for members in (list(group) for _, group in numbers)]
    for number, (first, last) in enumerate(sentences):
        if not _fits(clauses, first, last):
            yield from _runs(clauses, first, last)
            continue
        yield first, last, 0.0
        if number + 1 < len(sentences):
            yield from _pairs(clauses, (first, last), sentences[number + 1])


def _runs(clauses: Sequence[Clause], first: int, last: int) -> Iterator[tuple[int, int, float]]:
    end = first
    for start in range(first, last + 1):
        end = max(end, start)
        while end < last and _fits(clauses, start, end + 1):
            end += 1
        yield start, end, 0.0


def _pairs(clauses: Sequence[Clause], one: Span, other: Span) -> Iterator[tuple[int, int, float]]:
    if _fits(clauses, one[0], other[1]):
        yield one[0], other[1], SECOND_SENTENCE
        return
    end = one[1]
    while _fits(clauses, one[0], end + 1):
        end += 1
    if end > one[1]:
        yield one[0], end, PART_OF_SENTENCE
    start = other[0]
    while _fits(clauses, start - 1, other[1]):
        start -= 1
    if start < other[0]:
        yield start, other[1], PART_OF_SENTENCE


def _fits(clauses: Sequence[Clause], first: int, last: int) -> bool:
    return clauses[last].end - clauses[first].start <= ANSWER_LIMIT


def _detail(reading: _Reading, first: int, last: int, text: str, evidence: Evidence, ask: Ask) -> Span | None:
    """Choose the asked detail: in the best clause that has one, the candidate closest to the question's words."""
    order = sorted(range(first, last + 1), key=lambda number: -reading.scores[number])
    for candidates in (reading.details.spans, reading.details.passing):
        for number in order:
            if len(found := candidates[number]) > 1:
                close = zip(found, evidence.closeness(text, found), strict=True)
                return max(close, key=lambda pair: (ask.unit in text[slice(*pair[0])], pair[1]))[0]
            if found:
                return found[0]
    return None
