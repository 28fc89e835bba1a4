"""Part dates completed from the day of publication."""

from datetime import date

import pytest

from bot.full_dates import full_date

_DAY = date(2021, 6, 29)


@pytest.mark.parametrize(
    ("words", "published", "whole"),
    [
        ("28日", _DAY, "2021年6月28日"),
        ("29日上午", _DAY, "2021年6月29日"),
        ("30日", _DAY, "2021年6月30日"),  # tomorrow
        ("30日", date(2021, 7, 12), "2021年6月30日"),
        ("31日", date(2024, 1, 2), "2023年12月31日"),
        ("31日", date(2021, 7, 2), None),  # neither soon nor a day of June
        ("7月11日", date(2021, 7, 12), "2021年7月11日"),
        ("12月30日", date(2022, 1, 5), "2021年12月30日"),
        ("8月1日", _DAY, "2021年8月1日"),  # still to come
        ("2月30日", _DAY, None),
        ("去年2月29日", date(2021, 3, 1), "2020年2月29日"),
        ("去年12月", _DAY, "2020年12月"),
        ("3月", _DAY, "2021年3月"),
        ("11月底", date(2022, 2, 1), "2021年11月"),
        ("上个月", date(2022, 1, 5), "2021年12月"),
        ("本月", _DAY, "2021年6月"),
        ("下个月", date(2021, 12, 5), "2022年1月"),
        ("昨天", date(2021, 3, 1), "2021年2月28日"),
        ("今日", _DAY, "2021年6月29日"),
        ("明天下午3时", date(2021, 12, 31), "2022年1月1日"),
        ("去年年底", _DAY, "2020年年底"),
        ("今年", _DAY, "2021年"),
        ("近日", _DAY, None),
        ("下午3时", _DAY, None),
    ],
)
def test_completed(words: str, published: date, whole: str | None) -> None:
    """The note gives the words and what they mean on that day, or nothing where that is not known."""
    assert full_date(words, published) == (f"{words}＝{whole}" if whole else None)


def test_whole_dates_need_no_note() -> None:
    """A date with its year is left alone."""
    assert full_date("2021年6月28日", _DAY) is None


def test_no_day_of_publication() -> None:
    """Without a day of publication nothing is guessed."""
    assert full_date("28日", None) is None
