from dataclasses import replace
from datetime import date

import pytest

from bot.render.labels import ENGLISH, cited, marked, window_line, window_text
from bot.schema import Answer, IndexInfo
from embeddings.search.dates import Window


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (date(2024, 2, 1), date(2024, 2, 29), "2024-02"),
        (date(2023, 2, 1), date(2023, 2, 27), "2023-02-01 至 2023-02-27"),
        (date(2024, 1, 1), date(2024, 12, 31), "2024"),
        (date(2023, 1, 1), date(2024, 12, 31), "2023-01-01 至 2024-12-31"),
        (date(2024, 5, 2), date(2024, 5, 2), "2024-05-02"),
        (None, date(2024, 5, 2), "2024-05-02 以前"),
        (date(2024, 5, 2), None, "2024-05-02 以来"),
        (None, None, "早先"),
    ],
)
def test_window_is_named_as_shortly_as_it_can_be(since: date | None, until: date | None, expected: str) -> None:
    """Whole years, months and days have short names; the rest shows its ends."""
    assert window_text(Window(since, until, "早先")) == expected


def test_no_window_no_line(empty: Answer) -> None:
    """A question without a time gets no line about time."""
    assert window_line(empty) is None


def test_english_window(refused: Answer) -> None:
    """The other language has the same sentence."""
    assert window_line(refused, ENGLISH) == "Nothing found in 2023; these are from outside it"


@pytest.mark.parametrize("span", [None, (0, 0), (2, 9), (-1, 2), (3, 1)])
def test_a_span_outside_the_sentence_marks_nothing(span: tuple[int, int] | None) -> None:
    """A wrong span loses the mark, never the sentence."""
    answer = Answer("问", "一二三四", (), False, IndexInfo("g", "", 0, 0, None), span=span)
    assert marked(answer) == ("一二三四", "", "")


def test_the_result_that_the_words_come_from_is_cited(found: Answer) -> None:
    """The number is that of the result, and words that stand in none cite none."""
    assert cited(found) == " [1]"
    assert cited(replace(found, text="稻米丰收", span=None)) == " [2]"
    assert cited(replace(found, text="不在报道里", span=None)) == ""
