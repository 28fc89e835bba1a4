"""When a topic was reported: days counted into as few equal periods as can be read at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Unit = Literal["day", "week", "month", "quarter", "year"]
_UNITS: tuple[Unit, ...] = ("day", "week", "month", "quarter", "year")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Bar:
    """One period, both days included, and how many reports fell into it."""

    since: date
    until: date
    count: int


def timeline(days: Sequence[date], most: int = 24) -> tuple[Unit, list[Bar]]:
    """Count days into the finest unit that needs at most `most` bars; empty periods between are bars of 0.

    Years are never left out, so a longer history than `most` years gives more bars.

    >>> unit, bars = timeline([date(2021, 6, 28), date(2021, 6, 28), date(2021, 6, 30)])
    >>> unit, [bar.count for bar in bars]
    ('day', [2, 0, 1])
    """
    if not days:
        return "day", []
    first, last = min(days), max(days)
    for unit in _UNITS:
        starts = _starts(first, last, unit)
        if len(starts) <= most:
            break
    counts = dict.fromkeys(starts, 0)
    for day in days:
        counts[_start(day, unit)] += 1
    return unit, [Bar(start, _next(start, unit) - timedelta(days=1), counts[start]) for start in starts]


def _starts(first: date, last: date, unit: Unit) -> list[date]:
    starts = [_start(first, unit)]
    while (following := _next(starts[-1], unit)) <= last:
        starts.append(following)
    return starts


def _start(day: date, unit: Unit) -> date:
    if unit == "day":
        return day
    if unit == "week":
        return day - timedelta(days=day.weekday())
    months = _MONTHS[unit]
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)


def _next(start: date, unit: Unit) -> date:
    if unit == "day":
        return start + timedelta(days=1)
    if unit == "week":
        return start + timedelta(days=7)
    month = start.month - 1 + _MONTHS[unit]
    return date(start.year + month // 12, month % 12 + 1, 1)
