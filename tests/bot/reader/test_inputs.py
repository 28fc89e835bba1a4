"""What the reader is given of a question and a passage, by hand."""

import numpy as np
import pytest

from bot.question_type import Kind, read_ask
from bot.reader.inputs import KINDS, SIGNS, Asked, Inputs
from bot.reader.laid_out import Passage
from bot.spans import find_spans, tag
from embeddings.encoding.late_interaction import shipped

TITLE, TEXT = "通车仪式", "大桥5月2日通车，共花2亿元。市长李明出席！"
QUESTION = "大桥什么时候通车？"
WORDS = ["大桥", "5", "月", "2", "日", "通车", "共", "花", "2", "亿元", "市长", "李明", "出席"]


def laid_out(question: str, *passages: tuple[str, str]) -> list[Inputs]:
    """Lay out passages, title and text, for a question."""
    ask = read_ask(question)
    given = [Passage(title, text, find_spans(text, ask, tag(text))) for title, text in passages]
    return Asked(shipped(), question, ask).inputs(given)


def sign(given: Inputs, name: str) -> list[float]:
    """One column."""
    return [float(value) for value in given.signs[:, SIGNS.index(name)]]


def test_tokens_follow_the_title_in_the_order_of_the_text() -> None:
    """Those of the title have no place in the text; the others lie where their words are."""
    given = laid_out(QUESTION, (TITLE, TEXT))[0]
    assert [TEXT[start:end] for start, end in zip(given.starts, given.ends, strict=True)] == ["", "", *WORDS]
    assert given.question.kind == KINDS.index(Kind.WHEN)
    assert given.question.matched.tolist() == shipped().placed("大桥通车").numbers.tolist()


@pytest.mark.parametrize(
    ("name", "marked"),
    [
        ("in the question", {"大桥", "通车"}),
        ("title", set()),
        ("detail of the asked kind", {"5", "月", "日"}),
        ("number", {"5"}),
        ("ends a sentence", {"亿元", "出席"}),
        ("ends a clause", {"通车"}),
    ],
)
def test_signs_mark_their_words(name: str, marked: set[str]) -> None:
    """A sign is 1 at its words and 0 elsewhere; 2 stands in the date and in the sum."""
    column = sign(laid_out(QUESTION, ("", TEXT))[0], name)
    found = {word for word, value in zip(WORDS, column, strict=True) if value == 1}
    assert found - {"2"} == marked
    assert set(column) <= {0.0, 1.0}


def test_a_sentence_tells_how_much_of_the_question_it_says() -> None:
    """The first sentence says all of it, the second little; the whole passage says all."""
    given = laid_out(QUESTION, ("", TEXT))[0]
    said = sign(given, "question said in the sentence")
    assert said[:10] == pytest.approx([1.0] * 10, abs=1e-3)
    assert max(said[10:]) == min(said[10:]) < 0.5
    assert sign(given, "question said in the passage") == pytest.approx([1.0] * 13, abs=1e-3)


def test_what_the_question_names_counts_less_as_a_detail() -> None:
    """A date of the question is no answer to when."""
    column = sign(laid_out("5月2日通车的大桥什么时候开工", ("", TEXT))[0], "detail of the asked kind")
    assert column[1:5] == pytest.approx([0.3] * 4)


def test_traditional_characters_are_read_as_simplified() -> None:
    """The same words are the same tokens in either script."""
    traditional = laid_out("大橋什麼時候通車？", ("", "大橋5月2日通車，共花2億元。市長李明出席！"))[0]
    assert traditional.passage.tolist() == laid_out(QUESTION, ("", TEXT))[0].passage.tolist()


@pytest.mark.parametrize(("question", "text"), [("？", TEXT), (QUESTION, ""), ("", ""), ("\ue000", "\ue001")])
def test_nothing_to_read_is_no_error(question: str, text: str) -> None:
    """Empty questions and passages give finite signs."""
    given = laid_out(question, ("", text))[0]
    assert np.isfinite(given.signs).all()
    assert len(given.signs) == len(given.passage)


def test_passages_side_by_side_are_each_as_if_alone() -> None:
    """Sentences, details and marks of one passage say nothing of its neighbours; some have no words, or no title."""
    passages = [
        (TITLE, TEXT),
        ("", TEXT[:9]),
        ("？", "。"),
        ("", ""),
        ("李明：通车了！", "大桥5月2日"),
        (TITLE, "，\n"),
    ]
    for given, alone in zip(
        laid_out(QUESTION, *passages), (laid_out(QUESTION, one)[0] for one in passages), strict=True
    ):
        for name in ("passage", "signs", "starts", "ends", "unsaid"):
            np.testing.assert_allclose(getattr(given, name), getattr(alone, name), atol=1e-6, err_msg=name)
