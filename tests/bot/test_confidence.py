"""Confidence falls with each thing of the question that the hit leaves unsaid."""

import math

import pytest

from bot.answer_weights import CONFIDENCE, CONFIDENCE_BIAS
from bot.confidence import LEAST_SAID, Signs, confidence, missing, signs
from bot.evidence import Evidence
from bot.question_type import read_ask
from bot.reader.hits import shipped_reader
from embeddings.schema import Article, Hit, Passage

_BODY = "2023年3月28日，东港至外海岛的渡轮首航，船长林大海驾驶渡轮抵达外海岛码头，岛上居民到码头迎接。"


def _signs(question: str) -> Signs:
    article = Article("a", "渡轮首航", _BODY, "2023-03-29")
    hit = Hit(article, Passage("a", 0, len(_BODY)), 1.0)
    ask = read_ask(question)
    return signs(question, ask, Evidence(question, ask), hit, shipped_reader().read(question, hit))


def _sure(question: str) -> float:
    return confidence(_signs(question))


def test_missing_words() -> None:
    """Words are looked for without regard to width, marks and case."""
    assert missing(["ＡＢＣ", "东港", "西港"], "abc号离开东港") == 1


def test_confidence_is_the_logistic_function_of_weighted_signs() -> None:
    """Summed up by hand."""
    found = Signs(1.0, 0.25, 2, 1, True, False, math.log(11))
    odds = CONFIDENCE_BIAS + sum(weight * value for weight, value in zip(CONFIDENCE.values(), found, strict=True))
    assert tuple(CONFIDENCE) == Signs._fields
    assert confidence(found) == pytest.approx(1 / (1 + math.exp(-odds)))


def test_signs_say_what_the_hit_leaves_unsaid() -> None:
    """A stranger and another year are missing, the story's own people are not."""
    own, stranger = _signs("林大海驾驶的渡轮到了哪座岛"), _signs("2019年李建国驾驶的渡轮到了哪座岛")
    assert (own.missing_names, own.missing_numbers, own.keywords) == (0, 0, False)
    assert (stranger.missing_names, stranger.missing_numbers) == (1, 1)
    assert stranger.unsaid_word > own.unsaid_word >= 0
    assert _signs("渡轮 船长").keywords
    assert _signs("渡轮为什么首航").open_question


def test_a_missing_number_lowers_it() -> None:
    """The year of the story and another year differ in nothing else."""
    assert _sure("2023年谁驾驶渡轮到外海岛") > _sure("2019年谁驾驶渡轮到外海岛")


def test_a_missing_name_lowers_it() -> None:
    """A person of the story and a stranger differ in nothing else."""
    assert _sure("林大海驾驶的渡轮到了哪座岛") > _sure("李建国驾驶的渡轮到了哪座岛")


def test_what_the_passage_says_is_surer_than_what_it_does_not() -> None:
    """The captain is named, the price of a ticket is not."""
    assert _sure("驾驶渡轮到外海岛的船长是谁") > _sure("坐渡轮到外海岛的船票多少钱")


def test_brevity_alone_is_no_reason_to_refuse() -> None:
    """Below ten pairs a shorter question is taken to say as much as a longer one."""
    assert _signs("林大海是谁").said == _signs("船长林大海是谁").said == math.log(1 + LEAST_SAID)
