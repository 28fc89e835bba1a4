"""The days of festivals, year by year. Pure: no text but their names."""

from datetime import date, timedelta

from borax.calendars.lunardate import LunarDate, TermUtils

from embeddings.search.timewords.spans import Span, day, months

#: name -> month, day
FIXED = {
    "元旦": (1, 1),
    "情人节": (2, 14),
    "妇女节": (3, 8),
    "三八": (3, 8),
    "植树节": (3, 12),
    "消费者权益日": (3, 15),
    "愚人节": (4, 1),
    "读书日": (4, 23),
    "五一": (5, 1),
    "5.1": (5, 1),
    "劳动节": (5, 1),
    "五四": (5, 4),
    "青年节": (5, 4),
    "六一": (6, 1),
    "儿童节": (6, 1),
    "618": (6, 18),
    "七一": (7, 1),
    "建党节": (7, 1),
    "八一": (8, 1),
    "建军节": (8, 1),
    "教师节": (9, 10),
    "国庆": (10, 1),
    "十一": (10, 1),
    "10.1": (10, 1),
    "万圣节": (10, 31),
    "双十一": (11, 11),
    "双11": (11, 11),
    "双十二": (12, 12),
    "公祭日": (12, 13),
    "平安夜": (12, 24),
    "圣诞": (12, 25),
    "跨年": (12, 31),
}
#: name -> lunar month, day; day 0 is the eve of the month.
LUNAR = {
    "春节": (1, 1),
    "过年": (1, 1),
    "新春": (1, 1),
    "除夕": (1, 0),
    "大年三十": (1, 0),
    "年三十": (1, 0),
    "大年夜": (1, 0),
    "元宵": (1, 15),
    "端午": (5, 5),
    "七夕": (7, 7),
    "中元": (7, 15),
    "中秋": (8, 15),
    "八月十五": (8, 15),
    "重阳": (9, 9),
    "腊八": (12, 8),
    "小年": (12, 23),
}
#: name -> month, weekday (Monday = 0), which one of the month
FLOATING = {"母亲节": (5, 6, 2), "父亲节": (6, 6, 3), "感恩节": (11, 3, 4)}
#: Solar terms; 大雪, 小雪, 大寒, 小寒 and 雨水 are the weather too.
TERMS = frozenset(
    "清明 冬至 夏至 春分 秋分 立春 立夏 立秋 立冬 谷雨 惊蛰 芒种 处暑 白露 寒露 霜降 大暑 小暑 小满".split()  # noqa: SIM905
)
#: name -> first and last month
STRETCHES = {"暑假": (7, 8), "暑期": (7, 8), "暑运": (7, 8), "暑期档": (6, 8), "寒假": (1, 2)}
_LONG = {
    "五一": (5, 1, 5),
    "劳动节": (5, 1, 5),
    "5.1": (5, 1, 5),
    "国庆": (10, 1, 7),
    "十一": (10, 1, 7),
    "10.1": (10, 1, 7),
}
_SALES = {"双十一": (11, 1, 11), "双11": (11, 1, 11), "618": (6, 1, 18)}
# A holiday of three days, for a festival on Monday to Sunday: days before it, days after it.
_BRIDGE = ((2, 0), (2, 0), (0, 0), (0, 2), (0, 2), (0, 2), (1, 1))
# The years that the lunar tables know.
_YEARS = range(1901, 2100)
NAMES = (*FIXED, *LUNAR, *FLOATING, *TERMS, *STRETCHES, "春运")


def lunar_day(year: int, month: int, number: int) -> Span | None:
    """Find a day of the lunar calendar that falls in a year of ours; day 0 is the eve of the month."""
    if year not in _YEARS:
        return None
    try:
        # The eleventh and twelfth months are counted to the year before.
        first = LunarDate(year - (month > 10), month, max(number, 1)).to_solar_date()
    except ValueError:
        return None
    only = first - timedelta(days=number == 0)
    return Span(only, only)


def festival_day(name: str, year: int) -> Span | None:
    """Find the one day of a festival; None for a stretch such as 暑假."""
    if name in FIXED:
        return day(year, *FIXED[name])
    if name in LUNAR:
        return lunar_day(year, *LUNAR[name])
    if name in TERMS and year in _YEARS:
        only = TermUtils.day_start_from_term(year, name)
        return Span(only, only)
    if name in FLOATING:
        month, weekday, which = FLOATING[name]
        first = date(year, month, 1)
        only = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))
        return Span(only, only)
    return None


def festival(name: str, year: int, holiday: bool) -> Span | None:
    """Find the day of a festival, or with `holiday` its days off; 春节, 五一 and 国庆 are always these."""
    if name in STRETCHES:
        return months(year, *STRETCHES[name])
    if long := _LONG.get(name) or (_SALES.get(name) if holiday else None):
        month, first_day, last_day = long
        return Span(date(year, month, first_day), date(year, month, last_day))
    if name in ("春节", "过年", "新春", "春运") and year in _YEARS:
        first = LunarDate(year, 1, 1).to_solar_date()
        before, after = (15, 24) if name == "春运" else (1, 6)
        return Span(first - timedelta(days=before), first + timedelta(days=after))
    only = festival_day(name, year)
    if only and holiday and name in ("元旦", "清明", "端午", "中秋"):
        before, after = _BRIDGE[only.since.weekday()]
        return Span(only.since - timedelta(days=before), only.since + timedelta(days=after))
    return only
