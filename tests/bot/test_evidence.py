"""Features of clauses, worked out by hand."""

import math

import numpy as np
import pytest

from bot.clauses import read_clauses
from bot.evidence import FEATURES, Evidence
from bot.question_type import read_ask
from bot.spans import find_spans, tag


def _rows(question: str, text: str, title: str = "") -> list[dict[str, float]]:
    ask = read_ask(question)
    evidence = Evidence(question, ask)
    clauses = read_clauses(text, find_spans(text, ask, tag(text)), evidence.known)
    return [dict(zip(FEATURES, row, strict=True)) for row in evidence.rows(text, title, clauses)]


def test_share_counts_rare_characters_more() -> None:
    """The share of a clause is the weight of the characters in it over the weight of all."""
    # 船 stands in both sentences: log(3 / 2.5); 灯 in one: log(3 / 1.5). 「哪天」 asks, 点 and 亮 are in neither.
    rows = _rows("船灯哪天", "船从东港出发。船上的灯修好。")
    both, one = math.log(3 / 2.5), math.log(3 / 1.5)
    assert [math.exp(row["clause C"]) - 0.1 for row in rows] == pytest.approx([both / (both + one), 1.0])


def test_words_near_the_asking_words_count_more() -> None:
    """At three characters' distance a word counts half of what it counts beside the asking words."""
    # 甲 is 3 away from 哪天, 乙 beside it; each stands in one of two sentences, so they are equally rare.
    rows = _rows("甲子丑乙哪天", "这句话里有甲字。这句话里有乙字。")
    first, second = (math.exp(row["clause CA"]) - 0.1 for row in rows)
    assert second / first == pytest.approx(2.0)


def test_typed_needs_a_new_detail() -> None:
    """A date that the question names is no candidate, another one is."""
    rows = _rows("5月6日出发的船队哪天回来", "5月6日船队离开东港。船队于5月9日回到东港。")
    assert [row["typed"] for row in rows] == [0.0, 1.0]


def test_measure_word_and_noun() -> None:
    """The clause with the asked measure word, and that with the asked noun, are marked."""
    rows = _rows("来了多少名代表", "会上收到五十条建议，共有四十名代表参加。")
    assert [(row["unit"], row["head"]) for row in rows] == [(0.0, 0.0), (1.0, 1.0)]


def test_definition() -> None:
    """Asked 什么是X, the sentence that opens with X and says what it is defines."""
    rows = _rows("什么是潮汐锁", "船队驶过潮汐锁。潮汐锁（又称潮闸）是一种船闸。")
    assert [row["defines"] for row in rows] == [0.0, 1.0]


def test_no_clauses_no_rows() -> None:
    """An empty passage gives an empty table of the right width."""
    evidence = Evidence("船队哪天回来", read_ask("船队哪天回来"))
    assert evidence.rows("", "", []).shape == (0, len(FEATURES))


@pytest.mark.parametrize("question", ["？", "谁", "", "的了是"])
def test_empty_questions_give_finite_numbers(question: str) -> None:
    """A question without any content divides by nothing."""
    rows = _rows(question, "船队从东港出发，去外海捕鱼。")
    assert np.isfinite([list(row.values()) for row in rows]).all()


def test_missing_words() -> None:
    """Words are looked for without regard to width, marks and case."""
    assert Evidence.missing(["ＡＢＣ", "东港", "西港"], "abc号离开“东港”。") == 1
