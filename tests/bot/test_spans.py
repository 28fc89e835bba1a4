"""Details found in sentences, by the kind asked for."""

import pytest

from bot.question_type import Ask, Kind
from bot.spans import find_spans, tag

_TEXT = (
    "2023年5月6日下午3时，张伟明同卡洛斯·费尔南德斯在青岛举行会谈，约40名代表出席《海上救援协定》签字仪式，"
    "出口增长5.5%，港口投入38.5亿元，工期三年，最年长的船员67岁。"
)


def _strong(kind: Kind, text: str = _TEXT) -> list[str]:
    return [text[a:b] for a, b in find_spans(text, Ask(kind, 0, 0), tag(text)).strong]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Kind.WHEN, ["2023年5月6日下午3时"]),
        (Kind.MONEY, ["38.5亿元"]),
        (Kind.PERCENT, ["5.5%"]),
        (Kind.AGE, ["67岁"]),
        (Kind.NAME, ["《海上救援协定》"]),
        (Kind.WHY, []),
    ],
)
def test_only_the_details_of_the_kind(kind: Kind, expected: list[str]) -> None:
    """A sentence with one of each gives the one that is asked for."""
    assert _strong(kind) == expected


def test_count_takes_number_with_measure() -> None:
    """A number comes with what stands before it (约) and its measure word."""
    assert "约40名" in _strong(Kind.COUNT)


def test_duration() -> None:
    """A stretch of time is found in Chinese numerals too."""
    assert "三年" in _strong(Kind.DURATION)


def test_people() -> None:
    """Chinese names are whole and foreign names are joined over their dot."""
    assert _strong(Kind.WHO) == ["张伟明", "卡洛斯·费尔南德斯"]


def test_place() -> None:
    """A place name is found, a person is none."""
    places = _strong(Kind.WHERE)
    assert "青岛" in places
    assert "张伟明" not in places


@pytest.mark.parametrize(
    "text",
    [
        "28日",
        "上个月",
        "2021年6月28日",
        "6月底",
        "昨天",
        "去年12月",
        "下午3时",
        "周三",
        "第三季度",
        "国庆假期",
        "20世纪90年代",
    ],
)
def test_dates_are_taken_whole(text: str) -> None:
    """Every way of giving a date is one span, not pieces."""
    assert _strong(Kind.WHEN, f"他们{text}出发。") == [text]


def test_offices_may_pass_for_persons() -> None:
    """Who? may be answered by an office or a body, less surely than by a name."""
    text = "消息由省气象局发布。"
    found = find_spans(text, Ask(Kind.WHO, 0, 0), tag(text))
    assert found.strong == ()
    assert any("气象局" in text[a:b] for a, b in found.weak)


def test_tag_gives_offsets() -> None:
    """Each word stands where its offset says, and together they are the text."""
    words = tag(_TEXT)
    assert all(_TEXT.startswith(word, start) for word, _, start in words)
    assert "".join(word for word, _, _ in words) == _TEXT


@pytest.mark.parametrize(("text", "name"), [("船长林大海在仪式上表示", "林大海"), ("台长苏明远宣布解除警报", "苏明远")])
def test_surname_cut_from_its_given_name(text: str, name: str) -> None:
    """After a calling, a surname and the word after it are one person."""
    assert name in _strong(Kind.WHO, text)


def test_fineness_of_the_asked_date() -> None:
    """哪天 wants a day: a year alone may pass for the answer, no more."""
    text = "灯塔2019年动工，2021年5月6日完工。"
    found = find_spans(text, Ask(Kind.WHEN, 0, 0, "日"), tag(text))
    assert [text[a:b] for a, b in found.strong] == ["2021年5月6日"]
    assert [text[a:b] for a, b in found.weak] == ["2019年"]


def test_dateline_is_no_answer() -> None:
    """The date before 电 is when the report was written."""
    assert _strong(Kind.WHEN, "青岛5月6日电，船队5日出海。") == ["5日"]


def test_organisation_takes_the_words_before_its_last() -> None:
    """A name made of several words is one span, without the preposition before it."""
    assert "省海洋研究所" in _strong(Kind.ORGANISATION, "调查由省海洋研究所完成。")
