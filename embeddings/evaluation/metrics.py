"""Recall, reciprocal rank, answer hits and abstention, judged per question and summed by question type.

R@k: share of answerable questions with a gold article among the first k. MRR@10: mean of 1/rank of the first gold
article, 0 beyond ten. A question answered with a refusal counts as missed (Voorhees 1999 for MRR; the intervals are
percentile bootstrap, Efron 1979).
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.schema import Hit

_RESAMPLES = 2000
_SEED = 20260101


@dataclass(frozen=True, slots=True)
class Judgement:
    """How one question went: rank of the first gold article (None: not among ten), whether the answer has the span."""

    kind: str
    answerable: bool
    refused: bool
    rank: int | None
    answer: bool


@dataclass(frozen=True, slots=True)
class Row:
    """Figures of one type of question; the interval is of MRR@10 at 95 %."""

    n: int
    recall_1: float
    recall_5: float
    recall_10: float
    mrr_10: float
    answer: float
    mrr_interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures by type of question ("all" first), and how well refusing went."""

    kinds: Mapping[str, Row]
    unanswerable: int
    refused_rightly: float
    refused_wrongly: float

    @property
    def balanced_accuracy(self) -> float:
        """Mean of the share of unanswerable questions refused and of answerable ones answered."""
        return (self.refused_rightly + 1 - self.refused_wrongly) / 2

    def as_object(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self) | {"balanced_accuracy": self.balanced_accuracy}


def judge(row: Mapping[str, Any], hits: Sequence[Hit], answer: str | None) -> Judgement:
    """Judge one answer (None: refused) against `gold_ids`, `answer` and `answer_alt` of a question row."""
    gold = set(row["gold_ids"])
    ranks = (
        place
        for place, hit in enumerate(hits[:10], start=1)
        if hit.article.id in gold or any(other.id in gold for other in hit.also)
    )
    wanted = [_flat(span) for span in (row.get("answer"), *(row.get("answer_alt") or ())) if span]
    return Judgement(
        kind=str(row["type"]),
        answerable=bool(gold),
        refused=answer is None,
        rank=None if answer is None else next(ranks, None),
        answer=answer is not None and any(span in _flat(answer) for span in wanted),
    )


def summarise(judged: Iterable[Judgement]) -> Summary:
    """Sum up by type; 0 stands where there is nothing to divide by."""
    every = list(judged)
    yes = [j for j in every if j.answerable]
    no = [j for j in every if not j.answerable]
    kinds = {"all": _row(yes)} if yes else {}
    for kind in sorted({j.kind for j in yes}):
        kinds[kind] = _row([j for j in yes if j.kind == kind])
    return Summary(
        kinds=kinds,
        unanswerable=len(no),
        refused_rightly=sum(j.refused for j in no) / max(len(no), 1),
        refused_wrongly=sum(j.refused for j in yes) / max(len(yes), 1),
    )


def _row(judged: Sequence[Judgement]) -> Row:
    ranks = np.array([j.rank or np.inf for j in judged])
    reciprocal = np.where(ranks <= 10, 1 / ranks, 0.0)
    return Row(
        n=len(judged),
        recall_1=float((ranks <= 1).mean()),
        recall_5=float((ranks <= 5).mean()),
        recall_10=float((ranks <= 10).mean()),
        mrr_10=float(reciprocal.mean()),
        answer=sum(j.answer for j in judged) / len(judged),
        mrr_interval=_interval(reciprocal),
    )


def _interval(values: NDArray[np.float64]) -> tuple[float, float]:
    """Percentile bootstrap of the mean at 95 %, with a fixed seed so that a report can be repeated."""
    draws = np.random.default_rng(_SEED).integers(0, len(values), (_RESAMPLES, len(values)))
    low, high = np.percentile(values[draws].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def _flat(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())
