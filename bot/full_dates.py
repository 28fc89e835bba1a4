"""Dates that an article gives in part (28日, 上个月), completed from its day of publication."""

import re
from collections.abc import Callable
from datetime import date, timedelta

_FULL = re.compile(r"\d{4}年")
_MONTH_DAY = re.compile(r"(?<!\d)(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]")
_MONTH = re.compile(r"(?<!\d)(?P<month>\d{1,2})月(?!\d)")
_DAY = re.compile(r"(?<![\d月])(?P<day>\d{1,2})[日号]")
_NAMED_DAYS = {
    "今天": 0,
    "今日": 0,
    "今晚": 0,
    "今晨": 0,
    "昨天": -1,
    "昨日": -1,
    "昨晚": -1,
    "前天": -2,
    "明天": 1,
    "明日": 1,
}
_NAMED_MONTHS = {"上个月": -1, "上月": -1, "本月": 0, "这个月": 0, "下个月": 1, "下月": 1}
_NAMED_YEARS = {"今年": 0, "去年": -1, "前年": -2, "明年": 1}
#: A day of the month, or a month, this far ahead of publication is still to come; further ahead it is past.
_AHEAD = timedelta(days=90)


def full_date(words: str, published: date | None) -> str | None:
    """Complete a date of an article published on `published`; None where it is whole already or cannot be completed.

    >>> full_date("28日", date(2021, 6, 29))
    '28日＝2021年6月28日'
    >>> full_date("去年12月", date(2021, 6, 29))
    '去年12月＝2020年12月'
    """
    if published is None or _FULL.search(words):
        return None
    for read in (_relative_day, _month_and_day, _month, _day, _relative_month, _relative_year):
        whole = read(words, published)
        if whole:
            return f"{words}＝{whole}"
    return None


def _relative_day(words: str, published: date) -> str | None:
    for name, shift in _NAMED_DAYS.items():
        if words.startswith(name):
            return _say(published + timedelta(days=shift))
    return None


def _year_of(words: str, published: date, guess: Callable[[int], date | None]) -> int | None:
    """Give the year that the words name, else the latest that puts `guess` not far ahead of publication."""
    for name, shift in _NAMED_YEARS.items():
        if name in words:
            return published.year + shift
    for year in (published.year, published.year - 1):
        day = guess(year)
        if day and day <= published + _AHEAD:
            return year
    return None


def _month_and_day(words: str, published: date) -> str | None:
    match = _MONTH_DAY.search(words)
    if not match:
        return None
    month, day = int(match["month"]), int(match["day"])
    year = _year_of(words, published, lambda year: _date(year, month, day))
    whole = _date(year, month, day) if year else None
    return _say(whole) if whole else None


def _month(words: str, published: date) -> str | None:
    match = _MONTH.search(words)
    if not match:
        return None
    month = int(match["month"])
    year = _year_of(words, published, lambda year: _date(year, month, 1))
    return f"{year}年{month}月" if year and 1 <= month <= 12 else None


def _day(words: str, published: date) -> str | None:
    """Take a bare day of the month for the last one before publication, or one of the next few days."""
    match = _DAY.search(words)
    if not match:
        return None
    day = int(match["day"])
    here = _date(published.year, published.month, day)
    if here and here <= published + timedelta(days=7):
        return _say(here)
    year, month = _shift(published, -1)
    before = _date(year, month, day)
    return _say(before) if before else None


def _relative_month(words: str, published: date) -> str | None:
    for name, shift in _NAMED_MONTHS.items():
        if words.startswith(name):
            year, month = _shift(published, shift)
            return f"{year}年{month}月"
    return None


def _relative_year(words: str, published: date) -> str | None:
    for name, shift in _NAMED_YEARS.items():
        if words.startswith(name):
            return f"{published.year + shift}年{words[len(name) :]}"
    return None


def _shift(day: date, months: int) -> tuple[int, int]:
    years, month = divmod(day.month - 1 + months, 12)
    return day.year + years, month + 1


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _say(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
