"""Festivals, holidays and lunar dates, and the days around them."""

import re
from datetime import timedelta

from embeddings.search.timewords.holidays import NAMES, TERMS, festival, festival_day, lunar_day
from embeddings.search.timewords.rules import MONTH, QUOTE, Clock, Rule, compiled, number
from embeddings.search.timewords.spans import Span

# Names that are also common words, or parts of longer names: what must follow them where no year stands before.
_SHY = {
    "三八": "节|期间|当天|那天|妇女",
    "五四": "期间|当天|那天|青年",
    "六一": "期间|当天|那天|儿童|假期",
    "七一": "期间|当天|那天|前夕|前后",
    "八一": "期间|当天|那天|前夕|前后|建军",
    "十一": "期间|假期|长假|小长假|黄金周|国庆",
    "618": "期间|大促|当天|购物节",
    "5.1": "假期|长假|小长假|黄金周|期间|劳动",
    "10.1": "假期|长假|小长假|黄金周|期间|国庆",
    "跨年": "夜",
    "元宵": "节|期间|假期|当天|晚会|夜",
    "中元": "节",
    "小年": "夜|当天|那天|这天",
    "新春": "佳节|期间|假期",
    "过年": "前|后|期间|那阵|那几天|当天|的时候",
    "春运": "期间|首日|第|头|最后|前|后|开始|启动|结束",
    "八月十五": "(?![日号])",
}
# 小满 is a name too, 谷雨 a company.
_SHY |= dict.fromkeys(TERMS - {"清明", "冬至"}, "节气|时节|当天|那天|这天|前后|之?后|过后|之?前|以来|期间")
_ALWAYS_SHY = frozenset({"5.1", "10.1", "八月十五"})
_HOLIDAY = "假期|小长假|长假|黄金周|假日|期间|档|放假"
_WHEN = (
    r"(?P<when>前后|前夕|前一[天日晚]|之前|以前|前(?![往三两十几\d一])|之后|以后|过后|刚过|后(?![来续期面卫勤台方半程])|"
    r"当天|当日|那天|这天|夜(?![间市场]))"
)
_THAT_DAY = frozenset({"当天", "当日", "那天", "这天", "夜"})
_ORDINAL = r"初[一二三四五六七八九十]|十[一二三四五六七八九]|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|三十"


def around(span: Span | None, when: str) -> Span | None:
    """Find the days before, after or around a festival or meeting, or its own."""
    if span is None:
        return None
    since, until = span
    match when:
        case "前后":
            return Span(since - timedelta(days=7), until + timedelta(days=7))
        case "前一天" | "前一日" | "前一晚":
            return Span(since - timedelta(days=1), since - timedelta(days=1))
        case "前夕":
            return Span(since - timedelta(days=7), since - timedelta(days=1))
        case "前" | "之前" | "以前":
            return Span(since - timedelta(days=15), since - timedelta(days=1))
        case "后" | "之后" | "以后" | "过后" | "刚过":
            return Span(until + timedelta(days=1), until + timedelta(days=15))
    return span


def _festival(match: re.Match[str], clock: Clock) -> Span | None:
    name, tail, when = match["name"], match["tail"], match["when"] or ""
    if name in _SHY and (not clock.beside or name in _ALWAYS_SHY):
        following = match.string[match.end("name") : match.end("name") + 5].lstrip("”\"」』’'")
        if not compiled(_SHY[name]).match(following):
            return None
    if name in ("暑期", "暑假") and tail == "档":
        name = "暑期档"
    if when in _THAT_DAY:
        return clock.settle(lambda year: festival_day(name, year))
    return clock.settle(lambda year: around(festival(name, year, tail is not None), when))


def _lunar(match: re.Match[str], clock: Clock) -> Span | None:
    word = match["month"] or "正"
    month = {"正": 1, "冬": 11, "腊": 12}.get(word) or number(word)
    wanted = number(match["day"].lstrip("初").replace("廿", "二十"))
    return clock.settle(lambda year: lunar_day(year, month, wanted))


_NAMES = "|".join(re.escape(name) for name in sorted(NAMES, key=len, reverse=True))
#: The characters that these expressions begin with.
STARTS = frozenset(name[0] for name in NAMES) | frozenset("正腊冬农阴“\"「『‘'")
RULES: tuple[Rule, ...] = (
    Rule(r"大年(?P<month>)(?P<day>初[一二三四五六七八九十])", _lunar),
    Rule(rf"(?:农历|阴历)?(?P<month>[正腊冬])月(?P<day>{_ORDINAL})", _lunar),
    Rule(rf"(?:农历|阴历)(?P<month>{MONTH})月(?P<day>{_ORDINAL})", _lunar),
    Rule(rf"(?<!\d)(?P<month>{MONTH})月(?P<day>初[一二三四五六七八九十])(?![中级])", _lunar),
    Rule(
        rf"{QUOTE}(?P<name>{_NAMES})(?:(?:国际)?(?:劳动|妇女|青年|儿童)|建军|(?<=[一1])国庆)?(?:佳?节)?{QUOTE}(?P<tail>{_HOLIDAY})?{_WHEN}?",
        _festival,
    ),
)
