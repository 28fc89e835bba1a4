"""Features of clauses, worked out by hand."""

import math

import numpy as np
import pytest

from bot.clauses import read_clauses
from bot.evidence import FEATURES, CutPassage, Details, Evidence, Words, bounds
from bot.question_type import read_ask
from bot.spans import find_spans, tag


def _passage(text: str, title: str = "") -> CutPassage:
    return CutPassage(text, title, read_clauses(text))


def _read(question: str, passage: CutPassage) -> tuple[Words, Details]:
    ask = read_ask(question)
    evidence = Evidence(question, ask)
    (words,) = evidence.words([passage])
    return words, evidence.details(passage, find_spans(passage.text, ask, tag(passage.text)), words)


def _rows(question: str, text: str, title: str = "") -> list[dict[str, float]]:
    words, details = _read(question, _passage(text, title))
    return [dict(zip(FEATURES, row, strict=True)) for row in np.hstack([words.rows, details.rows])]


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


def test_candidates_known_from_the_question_are_left_out() -> None:
    """A date that the question itself names answers nothing; others stay with the clause in which they start."""
    _, details = _read("5月6日出发的船队哪天回来", _passage("5月6日船队出发。船队在5月9日回到港里。"))
    assert details.spans == [[], [(12, 16)]]


def test_passages_read_together_tell_what_they_tell_alone() -> None:
    """Neither sentences nor rarity reach over from one passage to the next."""
    question = "船队哪天回到东港"
    passages = [
        _passage("船队从东港出发，去外海捕鱼。船队5月9日回到港里。", "船队出海"),
        _passage("回到东港的船都要检修。"),
        _passage("东港灯塔点亮，照着船队，船队回到东港。灯塔由渔民看守。", "灯塔"),
    ]
    together = Evidence(question, read_ask(question)).words(passages)
    assert [len(words.rows) for words in together] == [3, 1, 3]
    for passage, words in zip(passages, together, strict=True):
        alone, _ = _read(question, passage)
        np.testing.assert_allclose(words.rows, alone.rows, rtol=0, atol=1e-12)


def test_nothing_stands_before_or_after_a_passage() -> None:
    """The first sentence of the second passage has no sentence before it, the last of the first none after it."""
    question = "船队回到东港"
    words = Evidence(question, read_ask(question)).words([_passage("船队回到东港。"), _passage("船队回到东港。")])
    columns = [FEATURES.index(name) for name in ("before C", "before P", "after P")]
    assert [words.rows[0, columns].tolist() for words in words] == [[math.log(0.1)] * 3] * 2


@pytest.mark.parametrize("question", ["船队哪天回来", "来了多少名代表", "渡轮的船长是谁", "船队为什么回来"])
def test_details_stay_within_their_bounds(question: str) -> None:
    """No detail speaks more for a clause, or less, than the bounds say."""
    _, details = _read(question, _passage("船长林大海5月9日带船队回来。共有四十名代表到场，因为要下雨。"))
    least, most = bounds(bool(read_ask(question).unit))
    assert (details.rows >= least).all()
    assert (details.rows <= most).all()


def test_no_passages_no_words() -> None:
    """Of nothing, nothing is read."""
    assert Evidence("船队哪天回来", read_ask("船队哪天回来")).words([]) == []


@pytest.mark.parametrize("question", ["？", "谁", "", "的了是"])
def test_empty_questions_give_finite_numbers(question: str) -> None:
    """A question without any content divides by nothing."""
    rows = _rows(question, "船队从东港出发，去外海捕鱼。")
    assert np.isfinite([list(row.values()) for row in rows]).all()
