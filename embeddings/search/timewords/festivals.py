"""Festivals, holidays and meetings, and the days around them."""

import re
from datetime import date, timedelta

from borax.calendars.lunardate import LunarDate, TermUtils

from embeddings.search.timewords.rules import QUOTE, Clock, Rule
from embeddings.search.timewords.spans import Span, day, months

# name -> month, day; in the table of long holidays also the last day.
_FIXED = {
    "元旦": (1, 1),
    "情人节": (2, 14),
    "妇女节": (3, 8),
    "三八节": (3, 8),
    "三八": (3, 8),
    "植树节": (3, 12),
    "消费者权益日": (3, 15),
    "愚人节": (4, 1),
    "读书日": (4, 23),
    "五一": (5, 1),
    "劳动节": (5, 1),
    "五四": (5, 4),
    "青年节": (5, 4),
    "六一": (6, 1),
    "儿童节": (6, 1),
    "七一": (7, 1),
    "建党节": (7, 1),
    "八一": (8, 1),
    "建军节": (8, 1),
    "教师节": (9, 10),
    "国庆": (10, 1),
    "十一": (10, 1),
    "万圣节": (10, 31),
    "双十一": (11, 11),
    "双11": (11, 11),
    "双十二": (12, 12),
    "618": (6, 18),
    "公祭日": (12, 13),
    "平安夜": (12, 24),
    "圣诞": (12, 25),
    "跨年夜": (12, 31),
    "跨年": (12, 31),
}
_LONG = {
    "五一": (5, 1, 5),
    "劳动节": (5, 1, 5),
    "国庆": (10, 1, 7),
    "十一": (10, 1, 7),
    "双十一": (11, 1, 11),
    "双11": (11, 1, 11),
    "618": (6, 1, 18),
}
# name -> lunar month, day. The twelfth month of a lunar year falls in the next year of ours.
_LUNAR = {
    "春节": (1, 1),
    "过年": (1, 1),
    "新春": (1, 1),
    "元宵": (1, 15),
    "端午": (5, 5),
    "七夕": (7, 7),
    "中元": (7, 15),
    "中秋": (8, 15),
    "重阳": (9, 9),
    "腊八": (12, 8),
    "小年": (12, 23),
}
_TERMS = (
    "清明",
    "冬至",
    "夏至",
    "春分",
    "秋分",
    "立春",
    "立夏",
    "立秋",
    "立冬",
    "谷雨",
    "惊蛰",
    "芒种",
    "处暑",
    "白露",
    "寒露",
    "霜降",
    "大暑",
    "小暑",
    "小满",
)
_SEASONS = {"暑假": (7, 8), "暑期": (7, 8), "暑运": (7, 8), "暑期档": (6, 8), "寒假": (1, 2)}
#: A holiday of three days for one that falls on Monday to Sunday: days before, days after.
_BRIDGE = ((2, 0), (2, 0), (0, 0), (0, 2), (0, 2), (0, 2), (1, 1))
#: Names that are also common words: the words that must follow them.
_SHY = {
    "三八": "期间|当天|那天|妇女",
    "五四": "期间|当天|那天|青年节",
    "六一": "期间|当天|那天|儿童节|假期",
    "七一": "期间|当天|那天|前夕|前后",
    "八一": "期间|当天|那天|前夕|前后|建军节",
    "十一": "期间|假期|长假|小长假|黄金周",
    "618": "期间|大促|当天|购物节",
    "跨年": "夜",
    "元宵": "节|期间|假期|当天|晚会|夜",
    "中元": "节",
    "小年": "夜|当天|那天|这天",
    "新春": "佳节|期间|假期",
    "过年": "前|后|期间|那阵|那几天|当天|的时候",
}
_HOLIDAY = "假期|小长假|长假|黄金周|假日|期间|档|放假"


def _day_of(name: str, year: int) -> Span | None:
    if name in _FIXED:
        return day(year, *_FIXED[name])
    if name in _LUNAR:
        month, number_ = _LUNAR[name]
        only = LunarDate(year - 1 if month == 12 else year, month, number_).to_solar_date()
    elif name == "除夕":
        only = LunarDate(year, 1, 1).to_solar_date() - timedelta(days=1)
    elif name in _TERMS:
        only = TermUtils.day_start_from_term(year, name)
    elif name in ("母亲节", "父亲节"):
        first = date(year, 5 if name == "母亲节" else 6, 1)
        only = first + timedelta(days=(6 - first.weekday()) % 7 + (7 if name == "母亲节" else 14))
    else:  # 感恩节
        first = date(year, 11, 1)
        only = first + timedelta(days=(3 - first.weekday()) % 7 + 21)
    return Span(only, only)


def festival(name: str, year: int, holiday: bool) -> Span | None:
    """Find the day of a festival, or its holiday; a long holiday even unasked."""
    if name in _SEASONS:
        return months(year, *_SEASONS[name])
    if name == "春运":
        first = LunarDate(year, 1, 1).to_solar_date()
        return Span(first - timedelta(days=15), first + timedelta(days=24))
    if name in _LONG and (holiday or not name.startswith(("双", "6"))):
        month, first_day, last_day = _LONG[name]
        return Span(date(year, month, first_day), date(year, month, last_day))
    only = _day_of(name, year)
    if only is None:
        return None
    if name in ("春节", "过年", "新春"):
        return Span(only.since - timedelta(days=1), only.since + timedelta(days=6))
    if holiday and name in ("元旦", "清明", "端午", "中秋"):
        before, after = _BRIDGE[only.since.weekday()]
        return Span(only.since - timedelta(days=before), only.since + timedelta(days=after))
    return only


def _festival(match: re.Match[str], clock: Clock) -> Span | None:
    name, tail, when = match["name"], match["tail"] or "", match["when"] or ""
    if name in _SHY and not (re.match(_SHY[name], match.string[match.end("name") :].lstrip("”\"」』’'"))):
        return None
    if name == "暑期" and tail == "档":
        name = "暑期档"
    exact = when in ("当天", "当日", "那天", "这天", "夜")

    def make(year: int) -> Span | None:
        if exact:
            return _day_of(name, year) if name not in _SEASONS and name != "春运" else None
        return around(festival(name, year, bool(tail)), when)

    return clock.settle(make)


def around(span: Span | None, when: str) -> Span | None:
    """Find the days before, after or around a festival or meeting, or one of its own."""
    if span is None:
        return None
    since, until = span
    match when:
        case "前后":
            return Span(since - timedelta(days=7), until + timedelta(days=7))
        case "前夕":
            return Span(since - timedelta(days=7), since - timedelta(days=1))
        case "前" | "之前" | "以前":
            return Span(since - timedelta(days=15), since - timedelta(days=1))
        case "后" | "之后" | "以后" | "过后" | "刚过":
            return Span(until + timedelta(days=1), until + timedelta(days=15))
    return span


_NAMES = "|".join(
    sorted([*_FIXED, *_LUNAR, *_TERMS, *_SEASONS, "除夕", "春运", "母亲节", "父亲节", "感恩节"], key=len, reverse=True)
)
_WHEN = (
    r"(?P<when>前后|前夕|之前|以前|前(?![往三两十几\d一])|之后|以后|过后|刚过|后(?![来续期面卫勤台方])|"
    r"当天|当日|那天|这天|夜)"
)

#: The characters that these expressions begin with.
STARTS = frozenset(name[0] for name in _NAMES.split("|")) | set("“\"「『‘'")
RULES: tuple[Rule, ...] = (
    Rule(
        rf"{QUOTE}(?P<name>{_NAMES})(?:国际)?(?:劳动|妇女|青年|儿童|建军|青年)?(?:佳?节)?{QUOTE}(?P<tail>{_HOLIDAY})?{_WHEN}?",
        _festival,
    ),
)
