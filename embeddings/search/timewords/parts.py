"""Parts of a year: months and their days and thirds, quarters, halves, seasons, its beginning and end."""

import re
from datetime import timedelta

from embeddings.search.timewords.rules import DAY, MONTH, TO, Clock, N, Rule, number
from embeddings.search.timewords.spans import Span, day, latest, months, unit_ago

_ALSO = rf"(?:{TO}|、|和)"
_UNITS = r"[\d.:%‰万亿千百十余多来个名人位家件米元块公里吨款次项种台架座岁户例起届条处级分度部场所只国省市县年月天周]"
_STOP = r"(?=$|[，,。、;?？!！ 的]|那天|当天|当日|凌晨|早|上午|中午|下午|晚)"
#: After 月: a third of it, or a day, or a run of days.
MONTH_TAIL = (
    r"(?:(?P<third>上中旬|中下旬|上旬|中旬|下旬|上半月?(?!场)|下半月|初(?![中一二三四五六七八九十级步])|底(?![特层部线薪])|末(?![端代日])|"
    rf"中(?={_STOP[3:-1]}))|"
    rf"(?P<d1>{DAY})[日号]?{_ALSO}(?P<d2>{DAY})[日号]|(?P<d>{DAY})[日号](?!线|楼)|(?P<plain>3[01]|[12]\d|0?[1-9])(?!{_UNITS}))?"
)
_THIRDS = {
    "上中旬": (1, 20),
    "中下旬": (11, 31),
    "上旬": (1, 10),
    "初": (1, 10),
    "中旬": (11, 20),
    "中": (11, 20),
    "下旬": (21, 31),
    "底": (21, 31),
    "末": (21, 31),
    "上半": (1, 15),
    "下半": (16, 31),
}
_SEASONS = {"春": 3, "夏": 6, "秋": 9, "冬": 12}
_ENDS = {
    "初": (1, 2),
    "开年": (1, 2),
    "伊始": (1, 2),
    "中": (6, 7),
    "底": (11, 12),
    "末": (11, 12),
    "终": (11, 12),
    "尾": (11, 12),
}


def within_month(match: re.Match[str], year: int, month: int) -> Span | None:
    """Read the stretch that a month and its tail (`MONTH_TAIL`) name."""
    if third := match["third"]:
        first, last = _THIRDS[third.removesuffix("月")]
        whole = months(year, month, month)
        return Span(whole.since.replace(day=first), min(whole.until, whole.since + timedelta(days=last - 1)))
    if match["d1"]:
        one, two = day(year, month, number(match["d1"])), day(year, month, number(match["d2"]))
        return Span(one.since, two.until) if one and two and one < two else None
    if only := match["d"] or match["plain"]:
        return day(year, month, number(only))
    return months(year, month, month)


def _month(match: re.Match[str], clock: Clock) -> Span | None:
    month = number(match["m"])
    return clock.settle(lambda year: within_month(match, year, month))


def _months(match: re.Match[str], clock: Clock) -> Span | None:
    first, last = number(match["m1"]), number(match["m2"])
    return clock.settle(lambda year: months(year, first, last + 12 * (last < first)), whole=True)


def _first_months(match: re.Match[str], clock: Clock) -> Span | None:
    last = number(match["n"] or "1")
    return clock.settle(lambda year: months(year, 1, last), whole=True) if 1 <= last <= 12 else None


def _this_month(match: re.Match[str], clock: Clock) -> Span | None:
    for earlier in (0, 1):
        first = unit_ago(clock.today, earlier, "月").since
        span = within_month(match, first.year, first.month)
        if span and span.since <= clock.today:
            return span
    return None


def _last_months(match: re.Match[str], clock: Clock) -> Span | None:
    count = number(match["n"]) * (3 if match["unit"] == "季度" else 1)
    return clock.settle(lambda year: months(year, 13 - count, 12)) if count <= 12 else None


def _quarter(match: re.Match[str], clock: Clock) -> Span | None:
    last = number(match["q"])
    first = number(match["q1"]) if match["q1"] else 1 if match["run"] else last
    if not 1 <= first <= last <= 4:
        return None
    if match["edge"]:
        month = last * 3 if match["edge"] in "末底" else last * 3 - 2
        return clock.settle(lambda year: months(year, month, month))
    return clock.settle(lambda year: months(year, first * 3 - 2, last * 3), whole=first < last)


def _half(match: re.Match[str], clock: Clock) -> Span | None:
    first = 7 if match["half"] in "下后2" else 1
    return clock.settle(lambda year: months(year, first, first + 5))


def season(word: str, clock: Clock) -> Span | None:
    """Make three months from March, June, September or December; winter runs into the next year."""
    first = _SEASONS[word]
    return clock.settle(lambda year: months(year, first, first + 2))


def _edge_of_year(match: re.Match[str], clock: Clock) -> Span | None:
    first, last = _ENDS[match["edge"]]
    return clock.settle(lambda year: months(year, first, last))


def _this_season(match: re.Match[str], clock: Clock) -> Span | None:
    if match["when"] == "去":
        return season(match["season"], clock._replace(year=clock.today.year - 1))
    return latest(lambda year: season(match["season"], clock._replace(year=year)), clock.today)


_MONTHS = Rule(
    rf"(?<![\d.第几])(?P<m1>{MONTH})月?份?(?:{_ALSO})(?P<m2>{MONTH})月份?(?![\d初底末龄]|[上中下]{{1,2}}旬|{DAY}[日号])",
    _months,
)
_MONTH = Rule(rf"(?<![\d.第几十])(?P<m>{MONTH})月份?(?![龄球亮饼壤子]){MONTH_TAIL}", _month)
_QUARTER = Rule(
    rf"(?:(?P<run>[前头])|第?(?P<q1>[一二三1-3])(?:季度)?{_ALSO}第?|第)?(?P<q>[一二三四两首俩仨1-4])(?:(?<=[前头].)个)?季度?(?!假区)(?<=季度|首季)(?P<edge>末|底|初)?",
    _quarter,
)

#: Read after a year, and on their own as the last one begun.
RULES: tuple[Rule, ...] = (
    Rule(
        rf"(?<![之以目此提节赛会考战天日周月期巨龙寡码街镜])[前头](?P<n>{N})个?月份?(?![\d前初底末日]|[上中下]旬)",
        _first_months,
    ),
    _MONTHS,
    _MONTH,
    _QUARTER,
    Rule(r"(?<![大小多])(?P<half>[上下])半年", _half),
    Rule(
        r"(?<![大全近每多常几成半往当过拜那哪该同一二两三四五六七八九十百千万\d])(?:年|岁)(?P<edge>[初底末中])(?![之无]|代|班|会|奖|特|级)",
        _edge_of_year,
    ),
    Rule(r"(?P<when>[今去])(?P<season>[春夏秋冬])(?![奥])", _this_season),
    Rule(r"(?P<when>这个?|刚过去的这?个?|今年)(?P<season>[春夏秋冬])[天季]", _this_season),
    Rule(r"去冬今春", lambda _, clock: months(clock.today.year - 1, 12, 17)),
    Rule(
        rf"(?<![\d一二三四五六七八九十上下本这个每几哪岁半满周])(?:月|(?=[上中下]旬)){MONTH_TAIL}(?<!月)", _this_month
    ),
    Rule(r"(?P<when>入|开)(?P<season>[春夏秋冬])(?=以来|至今|以后|之后|后)", _this_season),
)
#: Read after a year only: alone they are common words.
YEAR_ONLY: tuple[Rule, ...] = (
    Rule(r"(?:(?:头一?|首)个月|首月|第一个月)(?P<n>)", _first_months),
    Rule(r"(?P<half>[前后头])半年", _half),
    Rule(r"q(?P<q>[1-4])(?P<q1>)(?P<run>)(?P<edge>)(?!\d)", _quarter),
    Rule(r"h(?P<half>[12])(?!\d)", _half),
    Rule(rf"最后(?P<n>{N})个(?P<unit>月|季度)", _last_months),
    Rule(r"年?(?P<edge>[初底末]|伊始|开年)(?![中一二三四五级步特层部线端代班薪])", _edge_of_year),
    Rule(r"年(?P<edge>[中终尾])(?!奖)", _edge_of_year),
    Rule(
        r"[开入]?(?P<season>[春夏秋冬])(?:[天季日](?!赛)|(?![节运晚奥令残耕训播窗笋雪分至游闱招考季天]))",
        lambda m, clock: season(m["season"], clock),
    ),
)
