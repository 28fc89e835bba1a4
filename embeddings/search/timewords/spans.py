"""Stretches of days on the calendar. Pure: no text."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple


class Span(NamedTuple):
    """Days from `since` to `until`, both included; `date.min` and `date.max` are open ends."""

    since: date
    until: date

    @property
    def length(self) -> int:
        """Number of days."""
        return (self.until - self.since).days + 1


def day(year: int, month: int, number: int) -> Span | None:
    """Make one day, or None where the calendar has no such day."""
    try:
        only = date(year, month, number)
    except ValueError:
        return None
    return Span(only, only)


def months(year: int, first: int, last: int) -> Span:
    """Make whole months; numbers below 1 or above 12 run into the year before or after.

    >>> months(2024, 12, 14).until
    datetime.date(2025, 2, 28)
    """
    y1, m1 = divmod(year * 12 + first - 1, 12)
    y2, m2 = divmod(year * 12 + last - 1, 12)
    return Span(date(y1, m1 + 1, 1), date(y2, m2 + 1, monthrange(y2, m2 + 1)[1]))


def years(first: int, last: int | None = None) -> Span:
    """Make whole years."""
    return Span(date(first, 1, 1), date(last or first, 12, 31))


def week(of: date) -> Span:
    """Make the week, Monday to Sunday, around a day."""
    monday = of - timedelta(days=of.weekday())
    return Span(monday, monday + timedelta(days=6))


def back(of: date, number: int, unit: str) -> date:
    """Go back to the same day `number` units (天, 周, 月, 季, 年) earlier; the month's last day where it is shorter."""
    if unit in "天周":
        return of - timedelta(days=number * (7 if unit == "周" else 1))
    year, month = divmod(of.year * 12 + of.month - 1 - number * {"月": 1, "季": 3, "年": 12}[unit], 12)
    return date(year, month + 1, min(of.day, monthrange(year, month + 1)[1]))


def unit_ago(today: date, number: int, unit: str) -> Span:
    """Make the whole day, calendar week, month, quarter or year that lies `number` units back."""
    if unit == "年":
        return years(today.year - number, today.year - number)
    if unit == "季":
        first = (today.month - 1) // 3 * 3 + 1 - 3 * number
        return months(today.year, first, first + 2)
    if unit == "月":
        return months(today.year, today.month - number, today.month - number)
    there = back(today, number, unit)
    return week(there) if unit == "周" else Span(there, there)


def latest(make: Callable[[int], Span | None], today: date, whole: bool = False) -> Span | None:
    """Find, of the same stretch in successive years, the last one begun by today.

    With `whole` its last month must have begun too: in March, 1到6月 speaks of last year.
    """
    for year in range(today.year + 1, today.year - 5, -1):
        span = make(year)
        if span and (span.until.replace(day=1) if whole else span.since) <= today:
            return span
    return None
