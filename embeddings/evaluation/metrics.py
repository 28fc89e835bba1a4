"""Recall, reciprocal rank, answer hits and abstention, judged per question and summed by question type.

R@k: share of answerable questions with a gold article among the first k. MRR@10: mean of 1/rank of the first gold
article, 0 beyond ten. A question answered with a refusal counts as missed (Voorhees 1999 for MRR).
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.evaluation.bootstrap import interval
from embeddings.schema import Hit


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
    """Figures of one type of question; `intervals` are those of R@1, R@10 and MRR@10 at 95 %, by the figure's name."""

    n: int
    recall_1: float
    recall_5: float
    recall_10: float
    mrr_10: float
    answer: float
    intervals: Mapping[str, tuple[float, float]]


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


def reciprocal(ranks: Iterable[int | None]) -> NDArray[np.float64]:
    """Give 1/rank of each question, 0 where nothing was found among ten.

    >>> reciprocal([1, 4, None]).tolist()
    [1.0, 0.25, 0.0]
    """
    return np.array([1 / rank if rank else 0.0 for rank in ranks])


def _row(judged: Sequence[Judgement]) -> Row:
    found = reciprocal(j.rank for j in judged)
    first, among = interval(found == 1), interval(found > 0)
    mean = interval(found)
    return Row(
        n=len(judged),
        recall_1=first.mean,
        recall_5=float((found >= 1 / 5).mean()),
        recall_10=among.mean,
        mrr_10=mean.mean,
        answer=sum(j.answer for j in judged) / len(judged),
        intervals={"recall_1": first[1:], "recall_10": among[1:], "mrr_10": mean[1:]},
    )


def _flat(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())
