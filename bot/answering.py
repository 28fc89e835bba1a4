"""From the hits of a search to the words that answer, verbatim, with the asked detail marked; how sure that is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from bot.answer_weights import CLAUSE, HIT_BEST_CLAUSE, HIT_GAP
from bot.clauses import Clause, read_clauses
from bot.confidence import confidence
from bot.evidence import FEATURES, Evidence
from bot.full_dates import full_date
from bot.question_type import Ask, Kind, read_ask
from bot.spans import TAGGED, Span, find_spans, tag
from embeddings.schema import Hit

#: Longest answer, in characters.
ANSWER_LIMIT = 160
#: A second sentence must add this much to the chance that the answer is in the text.
SECOND_SENTENCE = 0.002
#: Below this confidence the service says that nothing was found. On 547 questions (75 without an answer) 0.42 refuses
#: 56 % of the unanswerable and 5 % of the answerable ones; 0.3: 31 % and 2 %; 0.48: 63 % and 8 %.
ABSTAIN_BELOW = 0.45

_WEIGHTS = np.array([CLAUSE[name] for name in FEATURES])


@dataclass(frozen=True, slots=True)
class Chosen:
    """The words that answer: `text` stands verbatim in `hits[hit]`, `span` marks the asked detail in it.

    `note` completes a date that `text` gives in part (28日＝2021年6月28日). `confidence`, between 0 and 1, says how
    likely the hits hold an answer at all; `text`, `span` and `hit` are None when there is nothing to choose from.
    """

    text: str | None
    span: Span | None
    hit: int | None
    confidence: float
    note: str | None = None


@dataclass(frozen=True, slots=True)
class _Reading:
    """One hit read: its clauses and their scores."""

    clauses: list[Clause]
    scores: NDArray[np.float64]

    @property
    def best(self) -> float:
        return float(self.scores.max())


def choose(question: str, hits: Sequence[Hit]) -> Chosen:
    """Choose the words of one hit that answer: one or two whole sentences, at most ANSWER_LIMIT characters.

    A sentence that is longer is cut at its commas.
    """
    ask = read_ask(question)
    evidence = Evidence(question, ask)
    readings = [_read(evidence, ask, hit) for hit in hits]
    worth = [number for number, reading in enumerate(readings) if reading.clauses]
    if not worth:
        return Chosen(None, None, None, 0.0)
    best = max(worth, key=lambda number: _hit_score(hits, number, readings[number]))
    reading, hit = readings[best], hits[best]
    first, last = _window(reading)
    start, end = reading.clauses[first].start, reading.clauses[last].end
    detail = _detail(reading, first, last, hit.text, evidence, ask)
    whole = full_date(hit.text[slice(*detail)], hit.article.day) if detail and ask.kind is Kind.WHEN else None
    sure = confidence(question, ask, evidence, hit, reading.best)
    span = (detail[0] - start, min(detail[1], end) - start) if detail else None
    return Chosen(hit.text[start:end], span, best, sure, whole)


def _read(evidence: Evidence, ask: Ask, hit: Hit) -> _Reading:
    text = hit.text
    clauses = read_clauses(text, find_spans(text, ask, tag(text) if ask.kind in TAGGED else ()), evidence.known)
    rows = evidence.rows(text, hit.article.title + hit.passage.heading, clauses)
    return _Reading(clauses, rows @ _WEIGHTS)


def _hit_score(hits: Sequence[Hit], number: int, reading: _Reading) -> float:
    top = hits[0].score
    gap = (top - hits[number].score) / abs(top) if top else 0.0
    return HIT_GAP * gap + HIT_BEST_CLAUSE * reading.best


def _window(reading: _Reading) -> Span:
    """First and last clause of the stretch most likely to hold the answer."""
    raised = np.exp(reading.scores - reading.best)
    reached = np.r_[0.0, np.cumsum(raised / raised.sum())]

    def chance(window: tuple[int, int, bool]) -> float:
        first, last, double = window
        return float(reached[last + 1] - reached[first]) - SECOND_SENTENCE * double

    first, last, _ = max(_windows(reading.clauses), key=chance)
    return first, last


def _windows(clauses: Sequence[Clause]) -> Iterator[tuple[int, int, bool]]:
    """Stretches within ANSWER_LIMIT: a sentence, two in a row (True), or a run of clauses of a longer sentence."""
    numbers = groupby(range(len(clauses)), key=lambda number: clauses[number].sentence)
    runs = [(members[0], members[-1]) for members in (list(group) for _, group in numbers)]
    for number, (first, last) in enumerate(runs):
        if clauses[last].end - clauses[first].start <= ANSWER_LIMIT:
            yield first, last, False
            if number + 1 < len(runs):
                end = runs[number + 1][1]
                if clauses[end].end - clauses[first].start <= ANSWER_LIMIT:
                    yield first, end, True
            continue
        end = first
        for start in range(first, last + 1):
            end = max(end, start)
            while end < last and clauses[end + 1].end - clauses[start].start <= ANSWER_LIMIT:
                end += 1
            yield start, end, False


def _detail(reading: _Reading, first: int, last: int, text: str, evidence: Evidence, ask: Ask) -> Span | None:
    """Choose the asked detail: in the best clause that has one, the candidate closest to the question's words."""
    order = sorted(range(first, last + 1), key=lambda number: -reading.scores[number])
    clauses = [reading.clauses[number] for number in order]
    for found in (*(clause.spans for clause in clauses), *(clause.passing for clause in clauses)):
        if found:
            return max(found, key=lambda span: (ask.unit in text[slice(*span)], evidence.closeness(text, span)))
    return None
