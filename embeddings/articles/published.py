"""Dates as articles write them, to ISO; an impossible one is None, never mended."""

import re
from datetime import datetime, timedelta, timezone

_SHANGHAI = timezone(timedelta(hours=8))
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)


def iso(text: str) -> str | None:
    """ISO form of "YYYY-MM-DD" with or without time and zone, other zones told in Shanghai time; None if no such day.

    >>> iso("2024-5-2 07:51"), iso("2024-05-01T23:30:00Z"), iso("2024-13-01")
    ('2024-05-02T07:51', '2024-05-02T07:30:00+08:00', None)
    """
    match = _ISO.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    return compose(year, month, day, hour, minute, second, zone)


def compose(
    year: str,
    month: str,
    day: str,
    hour: str | None = None,
    minute: str | None = None,
    second: str | None = None,
    zone: str | None = None,
) -> str | None:
    """ISO form of the parts, as exact as they are; None when there is no such day or time."""
    try:
        moment = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
        if zone:
            moment = datetime.fromisoformat(moment.isoformat() + zone.upper()).astimezone(_SHANGHAI)
    except (ValueError, OverflowError):
        return None
    if hour is None:
        return moment.date().isoformat()
    return moment.isoformat(timespec="seconds" if second else "minutes")


def in_shanghai(moment: datetime) -> str:
    """ISO form of a moment; one without a zone is taken as Shanghai time already."""
    return moment.astimezone(_SHANGHAI).isoformat(timespec="seconds") if moment.tzinfo else moment.isoformat()
