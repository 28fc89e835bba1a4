"""From the hits of a search to the words that answer: a window of whole sentences, the asked detail in it, or a refusal."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.clauses import FEATURES, Clause, describe
from bot.question_type import Kind, read_ask
from embeddings.schema import Hit

#: Longest answer, in characters.
ANSWER_LIMIT = 160
#: Below this confidence the service says that nothing was found.
ABSTAIN_BELOW = 0.15
#: A second sentence is added when it holds the answer with at least this probability.
SECOND_SENTENCE = 0.08

_WEIGHTS = {
    "chars": 3.7,
    "pairs": -2.2,
    "sentence_chars": 4.0,
    "sentence_pairs": 1.4,
    "near_pairs": 0.8,
    "before_pairs": 1.2,
    "passage_pairs": 1.5,
    "title_pairs": 1.5,
    "typed": 3.3,
    "typed_in_sentence": 0.0,
    "unit": 3.4,
    "head": 3.5,
    "news": -1.8,
    "length": 0.15,
    "first": -0.27,
    "rank": -0.7,
    "gap": -2.0,
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The words that answer, verbatim from `hits[hit]`; `span` marks the asked detail in `text`, `note` completes a date."""

    text: str | None
    span: tuple[int, int] | None
    hit: int | None
    confidence: float
    note: str | None = None


def _window(clauses: Sequence[Clause], chance: NDArray[np.float64], best: int) -> tuple[int, int]:
    """First and last clause of the answer around clause `best`: its sentence, or what fits of it, or two sentences."""
    home = [i for i, c in enumerate(clauses) if c.hit == clauses[best].hit and c.sentence == clauses[best].sentence]
    first, last = home[0], home[-1]
    if clauses[last].end - clauses[first].start > ANSWER_LIMIT:
        first = last = best
        while True:
            left = (
                first - 1 if first > home[0] and clauses[last].end - clauses[first - 1].start <= ANSWER_LIMIT else None
            )
            right = (
                last + 1 if last < home[-1] and clauses[last + 1].end - clauses[first].start <= ANSWER_LIMIT else None
            )
            if left is None and right is None:
                return first, last
            if right is None or (left is not None and chance[left] >= chance[right]):
                first -= 1
            else:
                last += 1
    options = []
    for step in (-1, 1):
        other = [
            i
            for i, c in enumerate(clauses)
            if c.hit == clauses[best].hit and c.sentence == clauses[best].sentence + step
        ]
        if other:
            a, b = min(first, other[0]), max(last, other[-1])
            if clauses[b].end - clauses[a].start <= ANSWER_LIMIT:
                options.append((float(chance[other].sum()), a, b))
    gain, a, b = max(options, default=(0.0, first, last))
    return (a, b) if gain >= SECOND_SENTENCE else (first, last)


def choose(question: str, hits: Sequence[Hit], rarity: Callable[[str], float] | None = None) -> Chosen:
    """The best answer to `question` that stands verbatim in one of `hits`, at most ANSWER_LIMIT characters."""
    ask = read_ask(question)
    clauses, matrix = describe(question, ask, hits, rarity or (lambda _: 1.0))
    if not clauses:
        return Chosen(None, None, None, 0.0)
    scores = matrix @ np.array([_WEIGHTS[name] for name in FEATURES])
    chance = np.exp(scores - scores.max())
    chance /= chance.sum()
    best = int(np.argmax(chance))
    first, last = _window(clauses, chance, best)
    start, end = clauses[first].start, clauses[last].end
    text = hits[clauses[best].hit].text[start:end]
    span = None
    for index in [best, *sorted(range(first, last + 1), key=lambda i: -chance[i])]:
        if clauses[index].spans:
            a, b = clauses[index].spans[0]
            if start <= a and b <= end:
                span = (a - start, b - start)
                break
    row = dict(zip(FEATURES, matrix[best], strict=True))
    confidence = 1 / (
        1 + math.exp(-(6 * row["passage_pairs"] + 3 * row["sentence_chars"] + row["typed_in_sentence"] - 2.5))
    )
    if ask.kind in (Kind.WHAT, Kind.WHICH, Kind.SAID, Kind.HOW, Kind.WHY, Kind.YES_NO):
        confidence = min(1.0, confidence + 0.05)
    return Chosen(text, span, clauses[best].hit, confidence)
