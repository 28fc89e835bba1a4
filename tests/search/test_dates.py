"""Time expressions: tables of questions, worked out by hand, and what the tables cannot say."""

from datetime import date
from pathlib import Path
from random import Random

import pytest

from embeddings.search.dates import Window, read_window

TODAY = date(2026, 11, 22)  # a Sunday


def _day(text: str) -> date | None:
    return None if text == "-" else date.fromisoformat(text)


def _rows(name: str) -> list[tuple[str, date, Window | None]]:
    rows = []
    for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            question, today, since, until, words = line.split("\t")
            window = None if words == "-" else Window(_day(since), _day(until), words)
            rows.append((question, date.fromisoformat(today), window))
    return rows


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("date_expressions.tsv", 333),
        # Written in the spoken language, before looking at what the grammar made of it.
        ("date_expressions_spoken.tsv", 111),
        # Written the same way after the spoken ones were mended: 94 % were right at first sight.
        ("date_expressions_aside.tsv", 123),
    ],
)
def test_table_is_read_exactly(name: str, size: int) -> None:
    """At least 98 % of the windows and their words are exactly those worked out by hand; the wrong ones are listed."""
    rows = _rows(name)
    wrong = [
        f"{question} ({today}): {found} instead of {window}"
        for question, today, window in rows
        if (found := read_window(question, today)) != window
    ]
    assert len(rows) == size
    assert len(wrong) <= 0.02 * size, "\n".join(wrong)


def test_words_are_characters_of_the_question() -> None:
    """The words come back as they were typed, whatever their width, script and spaces."""
    window = read_window("請問２０２４ 年 ５ 月 的新聞", TODAY)
    assert window == Window(date(2024, 5, 1), date(2024, 5, 31), "２０２４ 年 ５ 月")


def test_shortest_of_several_times_wins() -> None:
    """Of a year and a day the day is the window; of two days, the first."""
    assert read_window("2024年最热的是7月20日吗", TODAY) == Window(date(2024, 7, 20), date(2024, 7, 20), "7月20日")
    assert read_window("8月3日和9月5日那两次会，头一次", TODAY) == Window(
        date(2026, 8, 3), date(2026, 9, 5), "8月3日和9月5日"
    )
    assert read_window("8月3日的会，9月5日的会", TODAY) == Window(date(2026, 8, 3), date(2026, 8, 3), "8月3日")


def test_year_told_later_holds_for_what_stands_before() -> None:
    """A year at the end of the question is that of the month at its beginning."""
    assert read_window("7月用电量多少，2024年的", TODAY) == Window(date(2024, 7, 1), date(2024, 7, 31), "7月")
    assert read_window("7月用电量比2019年多多少", TODAY) == Window(date(2026, 7, 1), date(2026, 7, 31), "7月")


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("龙年春节的庙会", date(2024, 2, 9), date(2024, 2, 16)),
        ("癸卯年的祭典", date(2023, 1, 1), date(2023, 12, 31)),
        ("甲子年生效的法律", date(1984, 1, 1), date(1984, 12, 31)),
        ("25上半年的订单", date(2025, 1, 1), date(2025, 6, 30)),
        ("2025年前8月出口", date(2025, 1, 1), date(2025, 8, 31)),
        ("2023年前十月的降雨", date(2023, 1, 1), date(2023, 10, 31)),
        ("元旦前一天的客流", date(2025, 12, 31), date(2025, 12, 31)),
        ("1到4月中欧班列开了多少", date(2026, 1, 1), date(2026, 4, 30)),
        ("2020年元旦假期", date(2020, 1, 1), date(2020, 1, 1)),  # a Wednesday
        ("2023年冬天", date(2023, 12, 1), date(2024, 2, 29)),
    ],
)
def test_year_in_other_forms(question: str, since: date, until: date) -> None:
    """Years of the zodiac and the sixty-year cycle, years of two figures, runs of months."""
    window = read_window(question, TODAY)
    assert window is not None
    assert (window.since, window.until) == (since, until)


@pytest.mark.parametrize(
    "question",
    [
        "",
        " ",
        "？",
        "年",
        "月日",
        "0年0月0日",
        "13月45日",
        "2024年13月",
        "99999999",
        "第几季度",
        "今",
        "两",
        "2024",
        "十十十年前",
    ],
)
def test_odd_input_does_no_harm(question: str) -> None:
    """Empty, broken and impossible dates raise nothing."""
    read_window(question, TODAY)


PIECES = """
1850年|2099年|去年|200年前的|春节|除夕|清明|冬至当天|腊月三十
中秋假期|最后99天|头99天|两会|二十大期间|2月29日|到|至|前|后|以来
前后|的|和|99年代|3月|31日|第四季度|999天|近200年|五一|第三周
星期八|周一|癸亥年|0月|20220230|2022.13|12·31|前99个月
十|廿|初十|农历十三月初一|24春节|“|》|《|昨天|三天前|上周|比|同期
几月几号|母亲节|618|暑假
"""


def test_any_words_in_any_order_do_no_harm() -> None:
    """Pieces of time expressions thrown together, dates out of every calendar among them, give windows in order."""
    pieces = PIECES.strip().replace("\n", "|").split("|")
    pick = Random(1)
    for _ in range(3000):
        question = "".join(pick.choices(pieces, k=pick.randint(1, 5)))
        window = read_window(question, TODAY)
        if window:
            assert window.words in question
            assert (window.since or date.min) <= (window.until or date.max), question


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2025, 1, 1), date(2025, 12, 31), date(2024, 3, 31)])
def test_every_day_can_be_today(today: date) -> None:
    """Leap days and the ends of months and years break no expression of the tables."""
    for question, _, _ in _rows("date_expressions.tsv"):
        window = read_window(question, today)
        assert window is None or window.since is None or window.since <= today
