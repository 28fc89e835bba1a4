"""Figures worked out by hand."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from embeddings.evaluation.metrics import Judgement, judge, summarise
from embeddings.schema import Article, Hit, Passage


def hit(name: str, *also: str) -> Hit:
    """Make a hit of an article, with others folded under it."""
    return Hit(_article(name), Passage(name, 0, 2), 1.0, tuple(map(_article, also)))


def _article(name: str) -> Article:
    return Article(name, "题", "正文")


def row(*gold: str, **more: Any) -> Mapping[str, Any]:
    """Make a question row of the type "fact"."""
    return {"gold_ids": list(gold), "type": "fact", **more}


@pytest.mark.parametrize(
    ("hits", "rank"),
    [
        ([hit("a")], 1),
        ([hit("x"), hit("a"), hit("b")], 2),
        ([hit("x"), hit("y", "z", "a")], 2),
        ([hit("x")], None),
        ([], None),
        ([hit(f"x{n}") for n in range(9)] + [hit("a")], 10),
        ([hit(f"x{n}") for n in range(10)] + [hit("a")], None),
    ],
)
def test_rank_of_the_first_gold_article(hits: list[Hit], rank: int | None) -> None:
    """Among ten; an article folded under a hit counts as that hit."""
    assert judge(row("a", "b"), hits, "答").rank == rank


def test_a_refusal_is_a_miss() -> None:
    """However good the nearest hits are."""
    assert judge(row("a", answer="答"), [hit("a")], None) == Judgement("fact", True, True, None, False)


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ("开通于２０２３年 6月18日。", True),
        ("开通于2023年6月18\n日", True),
        ("六月十八日开通", True),
        ("2023年6月", False),
        ("", False),
    ],
)
def test_an_answer_hits_when_it_holds_a_wanted_span(given: str, right: bool) -> None:
    """Any of the spans, whatever its width, case and white space."""
    question = row("a", answer="2023年6月18日", answer_alt=["六月十八日"])
    assert judge(question, [hit("a")], given).answer is right


def test_no_wanted_span_is_no_hit() -> None:
    """An empty or missing span is not in every answer."""
    assert not judge(row("a", answer=None), [hit("a")], "答").answer
    assert not judge(row("a", answer=""), [hit("a")], "答").answer
    assert not judge(row("a", answer_alt=None), [hit("a")], "答").answer


def test_a_question_without_gold_cannot_be_answered() -> None:
    """Refusing is right there, and answering is no hit."""
    assert judge(row(), [hit("a")], None) == Judgement("fact", False, True, None, False)
    assert judge(row(), [hit("a")], "答") == Judgement("fact", False, False, None, False)


def judged(kind: str, *ranks: int | None) -> list[Judgement]:
    """Answered questions of one type; those found at 1 have the right answer."""
    return [Judgement(kind, True, False, rank, rank == 1) for rank in ranks]


def test_figures_by_type() -> None:
    """Ranks 1, 2, none, 6 and 10: MRR@10 (1 + 1/2 + 0 + 1/6 + 1/10) / 5 = 53/150."""
    summary = summarise([*judged("fact", 1, 2, None), *judged("dated", 6, 10)])
    assert list(summary.kinds) == ["all", "dated", "fact"]
    every = summary.kinds["all"]
    assert (every.n, every.recall_1, every.recall_5, every.recall_10) == (5, 0.2, 0.4, 0.8)
    assert every.mrr_10 == pytest.approx(53 / 150)
    assert every.answer == 0.2
    assert (summary.kinds["dated"].mrr_10, summary.kinds["fact"].mrr_10) == (pytest.approx(4 / 30), 0.5)


def test_abstention() -> None:
    """3 of 4 unanswerable refused, 1 of 5 answerable: balanced accuracy (3/4 + 4/5) / 2."""
    no = [Judgement("none", False, refused, None, False) for refused in (True, True, True, False)]
    yes = [*judged("fact", 1, 1, 1, 1), Judgement("fact", True, True, None, False)]
    summary = summarise(no + yes)
    assert (summary.unanswerable, summary.refused_rightly, summary.refused_wrongly) == (4, 0.75, 0.2)
    assert summary.balanced_accuracy == pytest.approx(0.775)
    assert list(summary.kinds) == ["all", "fact"]
    assert summary.kinds["all"].recall_1 == 0.8


def test_nothing_to_sum_up() -> None:
    """No questions, or only unanswerable ones: no rows, and zeros instead of divisions by nothing."""
    assert summarise([]).as_object() == {
        "kinds": {},
        "unanswerable": 0,
        "refused_rightly": 0.0,
        "refused_wrongly": 0.0,
        "balanced_accuracy": 0.5,
    }
    assert summarise([Judgement("none", False, True, None, False)]).kinds == {}


def test_interval_holds_the_mean_and_repeats() -> None:
    """The same judgements give the same interval; where all are alike it is that one value."""
    mixed = judged("fact", *[1, 2, None, 4] * 25)
    row_of_mixed = summarise(mixed).kinds["all"]
    low, high = row_of_mixed.intervals["mrr_10"]
    # The standard error of the mean of these values is 0.0370, so the interval is about 0.4375 -+ 0.074.
    assert (low, high) == (pytest.approx(0.4375 - 0.074, abs=0.01), pytest.approx(0.4375 + 0.074, abs=0.01))
    assert summarise(mixed).kinds["all"].intervals == row_of_mixed.intervals
    assert summarise(judged("fact", 2, 2, 2)).kinds["all"].intervals == {
        "recall_1": (0.0, 0.0),
        "recall_10": (1.0, 1.0),
        "mrr_10": (0.5, 0.5),
    }


def test_an_object_is_plain_json() -> None:
    """What `--json` prints can be read back."""
    summary = summarise(judged("fact", 1, None))
    assert json.loads(json.dumps(summary.as_object()))["kinds"]["all"]["recall_1"] == 0.5
