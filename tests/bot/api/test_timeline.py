"""Days counted into periods."""

from datetime import date

import pytest

from bot.timeline import Bar, timeline


def test_nothing_has_no_bars() -> None:
    """No day, no bar."""
    assert timeline([]) == ("day", [])


def test_weeks_begin_on_monday_and_empty_ones_are_kept() -> None:
    """2024-05-01 was a Wednesday: its week began on April 29."""
    days = [date(2024, 5, 1), date(2024, 5, 5), date(2024, 5, 13)]
    assert timeline(days, most=3) == (
        "week",
        [
            Bar(date(2024, 4, 29), date(2024, 5, 5), 2),
            Bar(date(2024, 5, 6), date(2024, 5, 12), 0),
            Bar(date(2024, 5, 13), date(2024, 5, 19), 1),
        ],
    )


@pytest.mark.parametrize(
    ("last", "unit", "bars"),
    [
        (date(2023, 12, 31), "day", 1),
        (date(2024, 1, 23), "day", 24),
        (date(2024, 1, 24), "week", 5),
        (date(2024, 8, 1), "month", 9),
        (date(2025, 11, 30), "month", 24),
        (date(2025, 12, 1), "quarter", 9),
        (date(2029, 9, 30), "quarter", 24),
        (date(2029, 10, 1), "year", 7),
        (date(2060, 1, 1), "year", 38),
    ],
)
def test_the_finest_unit_that_fits_is_taken(last: date, unit: str, bars: int) -> None:
    """At most 24 bars, except for years; counted from 2023-12-31."""
    found, drawn = timeline([date(2023, 12, 31), last])
    assert (found, len(drawn)) == (unit, bars)
    assert sum(bar.count for bar in drawn) == 2
    assert drawn[0].since <= date(2023, 12, 31) <= drawn[0].until
    assert drawn[-1].since <= last <= drawn[-1].until


def test_bars_touch_and_never_overlap() -> None:
    """Each bar begins the day after the one before it ends, over a leap day and a new year."""
    _, bars = timeline([date(2023, 11, 30), date(2024, 3, 1)], most=5)
    assert [(bar.since, bar.until) for bar in bars] == [
        (date(2023, 11, 1), date(2023, 11, 30)),
        (date(2023, 12, 1), date(2023, 12, 31)),
        (date(2024, 1, 1), date(2024, 1, 31)),
        (date(2024, 2, 1), date(2024, 2, 29)),
        (date(2024, 3, 1), date(2024, 3, 31)),
    ]
