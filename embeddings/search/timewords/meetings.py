"""Meetings whose days are known: party congresses and plenums, the yearly two sessions."""

import re
from datetime import date, timedelta

from embeddings.search.timewords.festivals import around
from embeddings.search.timewords.rules import QUOTE, Clock, Rule
from embeddings.search.timewords.spans import Span

_CONGRESSES = {
    "十七大": (date(2007, 10, 15), date(2007, 10, 21)),
    "十八大": (date(2012, 11, 8), date(2012, 11, 14)),
    "十九大": (date(2017, 10, 18), date(2017, 10, 24)),
    "二十大": (date(2022, 10, 16), date(2022, 10, 22)),
    "二十届一中全会": (date(2022, 10, 23), date(2022, 10, 23)),
    "二十届二中全会": (date(2023, 2, 26), date(2023, 2, 28)),
    "二十届三中全会": (date(2024, 7, 15), date(2024, 7, 18)),
    "二十届四中全会": (date(2025, 10, 20), date(2025, 10, 23)),
}
# Years whose two sessions were not 4 to 11 March.
_SESSIONS = {
    2015: (date(2015, 3, 3), date(2015, 3, 15)),
    2016: (date(2016, 3, 3), date(2016, 3, 16)),
    2017: (date(2017, 3, 3), date(2017, 3, 15)),
    2018: (date(2018, 3, 3), date(2018, 3, 20)),
    2019: (date(2019, 3, 3), date(2019, 3, 15)),
    2020: (date(2020, 5, 21), date(2020, 5, 28)),
    2023: (date(2023, 3, 4), date(2023, 3, 13)),
    2026: (date(2026, 3, 4), date(2026, 3, 12)),
}
_WHEN = (
    r"(?P<when>期间|前后|前夕|之前|以前|前(?![往三两])|刚刚?(?:开完|结束|闭幕|开过)|(?:闭幕|结束|开完)(?:之?后)?|开幕|召开|之后|以后|后(?![来续])|"
    r"以来|当天|那几?天|那阵)"
)


def _at(span: Span, when: str, today: date) -> Span | None:
    since, until = span
    if when == "以来":
        return Span(since, today)
    if when in ("之后", "以后", "后"):
        return Span(since, date.max)
    if when.startswith("刚") or when.endswith("后"):
        return Span(until, until + timedelta(days=15)) if when != "前后" else around(span, when)
    if when in ("闭幕", "结束", "开完"):
        return Span(until, until)
    return Span(since, since) if when == "开幕" else around(span, when)


def _congress(match: re.Match[str], clock: Clock) -> Span | None:
    return _at(Span(*_CONGRESSES[match["name"]]), match["when"], clock.today)


def _sessions(match: re.Match[str], clock: Clock) -> Span | None:
    def make(year: int) -> Span | None:
        span = Span(*_SESSIONS.get(year, (date(year, 3, 4), date(year, 3, 11))))
        if match["when"] in ("之后", "以后", "后"):
            return around(span, "后")
        return _at(span, match["when"] or "期间", clock.today)

    return clock.settle(make)


STARTS = frozenset("十二全两“\"「『‘'")
RULES: tuple[Rule, ...] = (
    Rule(rf"(?P<name>{'|'.join(_CONGRESSES)}){QUOTE}(?:会议)?{_WHEN}", _congress),
    Rule(rf"{QUOTE}(?:全国)?(?<![省市区县地方峡海津州东西南北川建徽肃疆藏])两会{QUOTE}{_WHEN}?", _sessions),
)
