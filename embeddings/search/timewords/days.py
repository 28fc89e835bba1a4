"""Days, weeks and months told from today, and stretches counted back from it."""

import re
from datetime import timedelta
from math import ceil

from embeddings.search.timewords.parts import MONTH_TAIL, within_month
from embeddings.search.timewords.rules import Clock, N, Rule, number
from embeddings.search.timewords.spans import Span, back, day, unit_ago

_DAYS_AGO = {"今": 0, "昨": 1, "前": 2, "大前": 3, "明": -1, "后": -2}
_WEEKDAYS = (
    {char: value for value, char in enumerate("一二三四五六日")} | {"天": 6} | {str(n): n - 1 for n in range(1, 8)}
)
_BACK = {"上上": 2, "大上": 2, "上": 1, "本": 0, "这": 0, "下": -1, "下下": -2}
_UNITS = {"日": "天", "星期": "周", "礼拜": "周", "季度": "季"}
# 几天, 几周, 几个月, 几年 reach back this far.
_SOME = {"天": 7, "周": 4, "月": 6, "年": 5, "季": 2, "时": 24}
_UNIT = r"(?P<unit>天|日|周(?![年岁])|个?星期|个?礼拜|(?:个|(?<=[俩仨多]))月|年(?!级)|个?季度)"
_PREFIX = r"(?P<which>上上|大上|上|这|下下|下|(?<![日基资版文书课样标剧根原成])本)"
_NOT_WEEK = r"(?![边围杰转期刊岁折旋末]|恩来|鸿祎|星驰|润发|冬雨|年)"


def _named_day(match: re.Match[str], clock: Clock) -> Span | None:
    return unit_ago(clock.today, _DAYS_AGO[match["which"]], "天")


def _weekday(match: re.Match[str], clock: Clock) -> Span | None:
    which, wanted = match["which"], match["day"]
    if not which and wanted == "末":
        ending = clock.today - timedelta(days=(clock.today.weekday() + 1) % 7)
        return Span(ending - timedelta(days=1), ending)
    if which:
        here = unit_ago(clock.today, _BACK[which], "周")
        if not wanted:
            return here
        if wanted == "末":
            return Span(here.since + timedelta(days=5), here.until)
        only = here.since + timedelta(days=_WEEKDAYS[wanted])
    elif clock.after:
        only = clock.after + timedelta(days=(_WEEKDAYS[wanted] - clock.after.weekday()) % 7)
    else:
        only = clock.today - timedelta(days=(clock.today.weekday() - _WEEKDAYS[wanted]) % 7)
    return Span(only, only)


def _month(match: re.Match[str], clock: Clock) -> Span | None:
    there = unit_ago(clock.today, _BACK[match["which"]], "月").since
    return within_month(match, there.year, there.month)


def _quarter(match: re.Match[str], clock: Clock) -> Span | None:
    return unit_ago(clock.today, _BACK[match["which"]], "季")


def _day_of_month(match: re.Match[str], clock: Clock) -> Span | None:
    wanted = number(match["d"])
    if clock.after:
        return day(clock.after.year, clock.after.month, wanted)
    for earlier in range(3):
        first = back(clock.today.replace(day=1), earlier, "月")
        span = day(first.year, first.month, wanted)
        if span and span.since <= clock.today:
            return span
    return None


def _unit(word: str) -> str:
    word = word.removeprefix("个")
    return _UNITS.get(word, word)


def _ago(match: re.Match[str], clock: Clock) -> Span | None:
    unit, count = _unit(match["unit"]), match["n"]
    if count == "几":
        return Span(back(clock.today, _SOME[unit], unit), back(clock.today, 1, unit))
    if count == "半":
        return (
            unit_ago(clock.today, 6, "月") if unit == "年" else unit_ago(clock.today, 2, "周") if unit == "月" else None
        )
    return unit_ago(clock.today, number(count), unit) if number(count) <= 200 else None


def _recent(match: re.Match[str], clock: Clock) -> Span | None:
    unit, count = _unit(match["unit"]), match["n"]
    if unit == "小时":
        hours = 24 if count in "几半" else number(count)
        return Span(back(clock.today, ceil(hours / 24), "天"), clock.today)
    if count == "半":
        return Span(back(clock.today, 6, "月") if unit == "年" else back(clock.today, 15, "天"), clock.today)
    many = _SOME[unit] if count == "几" else number(count)
    if many == 0 or many > 200:
        return None
    # Days are counted, today among them; longer units go back to the same day.
    return Span(back(clock.today, many - 1 if unit == "天" else many, unit), clock.today)


def _before(match: re.Match[str], clock: Clock) -> Span | None:
    unit, count = _unit(match["unit"]), match["n"] or match["few"]
    many = _SOME[unit] if count == "几" else number(count)
    if many < 2 or many > 100:
        return None
    if unit == "年" and count != "几":
        return Span(unit_ago(clock.today, many, "年").since, unit_ago(clock.today, 1, "年").until)
    return Span(back(clock.today, many, unit), back(clock.today, 1, "天"))


def _vague(match: re.Match[str], clock: Clock) -> Span | None:
    reach = 10 if "些" in match["some"] else 30 if "久" in match["some"] else 60
    return Span(back(clock.today, reach, "天"), back(clock.today, 1 if "前" in match["some"] else 0, "天"))


def _last_year_today(match: re.Match[str], clock: Clock) -> Span | None:
    ago = number(match["n"]) if match["n"] else {"去": 1, "前": 2}[match["which"]]
    there = back(clock.today, ago, "年")
    around = timedelta(days=15 if match["time"] else 0)
    return Span(there - around, there + around)


# 上周日本, 上周三个, 上周一些: the character after the week belongs to what follows.
_COUNTED = "个名家场次位项条座批支款"
_WEEKDAY = rf"(?P<day>一(?![些共直样度起{_COUNTED}])|[二三四五六](?![{_COUNTED}])|日(?![本元方媒韩股均内前常]))"
_HOUR = r"(?=凌晨|清晨|早|上午|中午|下午|傍晚|晚|夜|当天|当日)"
RULES: tuple[Rule, ...] = (
    Rule(
        rf"(?:(?P<which>去|(?<![目此之以])前)年|(?<!\d)(?P<n>{N})年前)的?(?:今[天日]|同一天|同日|(?P<time>这个?时候?|此时|这会儿))",
        _last_year_today,
    ),
    Rule(r"(?P<which>大前)(?:[天日]|儿个?)", _named_day),
    Rule(
        r"(?<![目之以此提跟面眼空会课节])(?P<which>前)(?:[天日](?![津气安宫舟问文空下鹅猫主然生才])|儿个?|晚(?!期))",
        _named_day,
    ),
    Rule(r"(?P<which>昨)(?:[天日晚夜早晨]|儿个?)", _named_day),
    Rule(r"(?<![如当现而至])(?P<which>今)(?:[天日早晚晨夜]|儿个?)(?!报)", _named_day),
    Rule(rf"{_PREFIX}一?个?(?:周|星期|礼拜){_WEEKDAY}", _weekday),
    Rule(rf"{_PREFIX}一?个?(?:周(?=末)|星期|礼拜)(?P<day>[天末])(?!年)", _weekday),
    Rule(rf"(?<![网路线会天以身海陆地世月史马街]){_PREFIX}一?(?:个?(?:星期|礼拜)|周{_NOT_WEEK})(?P<day>)", _weekday),
    Rule(
        rf"(?P<which>)(?:(?<=[周期拜][一二三四五六])|(?<![\d一二两三四五六七八九十每逢上下本这逐双隔]))(?:周|星期|礼拜){_WEEKDAY}(?![围福多珂志更])",
        _weekday,
    ),
    Rule(rf"(?<![网线地天海明以]){_PREFIX}(?:一?个月|月(?![球亮壤面宫饼牙薪嫂季均供食])份?){MONTH_TAIL}", _month),
    Rule(rf"{_PREFIX}一?个?季度", _quarter),
    Rule(
        rf"(?<![\d.第近])(?P<n>{N}|半|几)(?:个?多|来)?{_UNIT}(?:之前|以前|前)(?![后往期提三首总任锋线沿所列端一二两十\d])",
        _ago,
    ),
    Rule(
        rf"(?:最近|(?<![附接靠临邻])近|过去|刚过去的?|这)的?这?(?P<n>{N}|半|几)(?:个?多|来)?个?"
        rf"(?P<unit>天|日(?!元)|周(?![年岁])|星期|礼拜|月|年(?!级)|季度|小时)(?:以来|来)?",
        _recent,
    ),
    Rule(
        rf"(?<![之以目此提节赛会考战])(?:前(?P<n>{N}|几)|(?:(?<=[，,。])|(?<![^\s]))头(?P<few>[两几]))个?(?P<unit>天|日|周|星期|礼拜|年)",
        _before,
    ),
    Rule(rf"(?<![\d.第])(?P<n>{N}|半)(?:个?多)?{_UNIT}(?:以来|来)(?![自到了临访回华京沪])", _recent),
    Rule(r"(?P<some>前些[天日]子?|不久前|前不久|前一?阵子?|前一?段时间)", _vague),
    Rule(r"(?:最近|近|这)(?P<some>些[天日]子?|一?阵子?|一?段时间|一?段日子)", _vague),
    Rule(r"刚刚?(?:过去|过)的(?P<which>)周(?P<day>末)", _weekday),
    Rule(rf"(?<![\d.第近过续满每逢共达约月])(?P<d>3[01]|[12]\d|0?[1-9])日{_HOUR}", _day_of_month),
    # 神舟9号 lands in the morning too.
    Rule(rf"(?:(?<=[，,。、 在于到从自是和])|(?<![^\s]))(?P<d>3[01]|[12]\d|0?[1-9])号{_HOUR}", _day_of_month),
)
