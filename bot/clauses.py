"""The clauses of the passages found, each described by a few numbers that tell whether it holds the answer."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.question_type import Ask
from bot.spans import find_spans, tag
from embeddings.schema import Hit
from embeddings.text import normalise, sentences

#: Shortest clause; shorter pieces between commas are joined to the next.
_SHORT = 6
_BREAKS = "，；：、,;:"

FEATURES = (
    "chars",  # share of the question's characters (by idf) that stand in the clause
    "pairs",  # the same for pairs of neighbouring characters
    "sentence_chars",
    "sentence_pairs",
    "near_pairs",  # pairs in the clause before or after
    "before_pairs",  # pairs in the sentence before
    "passage_pairs",
    "title_pairs",
    "typed",  # a detail of the asked kind, not in the question, stands in the clause
    "typed_in_sentence",
    "unit",  # ... and it has the asked measure word
    "head",  # the noun asked about stands in the clause
    "news",  # share of the clause's characters that are not in the question
    "length",  # logarithm of the clause's characters
    "first",  # first sentence of the passage
    "rank",  # logarithm of the hit's rank
    "gap",  # score below the best hit's, as a share
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a passage: `text[start:end]` of hit number `hit`, in sentence number `sentence` of that hit."""

    hit: int
    sentence: int
    start: int
    end: int
    spans: tuple[tuple[int, int], ...]


def _content(text: str) -> str:
    return "".join(c for c in normalise(text) if c.isalnum())


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def split_clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of the clauses of the sentence `text[start:end]`, cut after commas, semicolons and colons."""
    result, left = [], start
    for position in range(start, end):
        inside_number = 0 < position < end - 1 and text[position - 1].isdigit() and text[position + 1].isdigit()
        if text[position] in _BREAKS and not inside_number and position + 1 - left >= _SHORT:
            result.append((left, position + 1))
            left = position + 1
    if left < end:
        if result and end - left < _SHORT:
            result[-1] = (result[-1][0], end)
        else:
            result.append((left, end))
    return result


def describe(
    question: str, ask: Ask, hits: Sequence[Hit], rarity: Callable[[str], float]
) -> tuple[list[Clause], NDArray[np.float64]]:
    """All clauses of the hits' passages and their features, shape (clauses, len(FEATURES))."""
    asked = question[: ask.start] + " " + question[ask.end :]
    q = _content(asked)
    q_chars, q_pairs = set(q), _pairs(q)
    char_weight = {c: rarity(c) for c in q_chars}
    pair_weight = {p: math.sqrt(rarity(p[0]) * rarity(p[1])) for p in q_pairs}
    char_sum, pair_sum = sum(char_weight.values()) or 1.0, sum(pair_weight.values()) or 1.0

    def share_chars(text: str) -> float:
        return sum(char_weight[c] for c in q_chars & set(text)) / char_sum

    def share_pairs(text: str) -> float:
        return sum(pair_weight[p] for p in q_pairs & _pairs(text)) / pair_sum

    clauses: list[Clause] = []
    rows: list[list[float]] = []
    folded = normalise(question)
    top = hits[0].score if hits else 0.0
    for number, hit in enumerate(hits):
        text = hit.text
        words = tag(text)
        spans = [s for s in find_spans(text, ask, words) if normalise(text[s[0] : s[1]]) not in folded]
        passage_pairs, title_pairs = (
            share_pairs(_content(text)),
            share_pairs(_content(hit.article.title + hit.passage.heading)),
        )
        before = 0.0
        for order, (left, right) in enumerate(sentences(text)):
            body = _content(text[left:right])
            sentence_chars, sentence_pairs = share_chars(body), share_pairs(body)
            pieces = split_clauses(text, left, right)
            contents = [_content(text[a:b]) for a, b in pieces]
            shares = [share_pairs(c) for c in contents]
            inside = [[s for s in spans if a <= s[0] < b] for a, b in pieces]
            any_typed = any(inside)
            for i, (a, b) in enumerate(pieces):
                near = max(shares[i - 1] if i else 0.0, shares[i + 1] if i + 1 < len(pieces) else 0.0)
                fits = bool(ask.unit) and any(ask.unit in text[s:e] for s, e in inside[i])
                rows.append(
                    [
                        share_chars(contents[i]),
                        shares[i],
                        sentence_chars,
                        sentence_pairs,
                        near,
                        before,
                        passage_pairs,
                        title_pairs,
                        float(bool(inside[i])),
                        float(any_typed),
                        float(fits),
                        float(bool(ask.head) and ask.head in text[a:b]),
                        sum(c not in q_chars for c in contents[i]) / max(1, len(contents[i])),
                        math.log(1 + len(contents[i])),
                        float(order == 0),
                        math.log(1 + number),
                        (top - hit.score) / abs(top) if top else 0.0,
                    ]
                )
                clauses.append(Clause(number, order, a, b, tuple(inside[i])))
            before = sentence_pairs
    return clauses, np.array(rows, dtype=np.float64).reshape(len(rows), len(FEATURES))
