"""Years, decades, centuries and five-year plans."""

import re
from datetime import date

from embeddings.search.timewords.rules import QUOTE, Clock, Rule, number
from embeddings.search.timewords.spans import Span, years

_CHINESE = r"[一二][零〇○九八][零〇○一二三四五六七八九]{2}"
# After a year without 年 these make it a number of something.
_UNIT = (
    r"(?![\d.%‰:年年万亿千百十余多来个只名人位家件米元块公里吨号款型篇次项种台架辆所座岁户例起场届条处级分秒度毫克斤升桶股点票张套"
    r"部门匹艘枚颗支本册页天小时k-z])"
)
_LASTS = r"(?![前后来内间里以之多的老时期历生代龄磨如一])"
_FULL = re.compile(rf"(?<![\d.])(?P<year>(?:1[89]|20)\d\d|{_CHINESE})年度?")
_BARE = re.compile(rf"(?<![\da-z.#$¥-])(?P<year>19[4-9]\d|20[0-3]\d){_UNIT}")
# 21年 and 九八年 are years only where a month follows or nothing makes them a length of time.
_SHORT = re.compile(
    r"(?<![\d.第近过去用花了隔共整续达约超满每])'?(?P<year>\d\d|[零〇○二九八][零〇○一二三四五六七八九])年"
)
_ALONE = re.compile(
    rf"(?:(?<=[，,。、 （(:在于从自和到与比])|(?<![^\s]))'?(?P<year>\d\d|[零〇○九][零〇○一二三四五六七八九])年{_LASTS}"
)
_APPROXIMATE = frozenset({"一二", "二三", "三四", "三五", "四五", "五六", "六七", "七八", "八九"})
_RELATIVE = re.compile(
    r"(?P<word>大前年|(?<![目此之以从先跟面眼日天月提])前年|(?<![过失离])去年|(?<![如当])今年度?|(?<![日基资版文书课样标剧根原成])本年度?|"
    r"(?<![说文证声表发])明年|(?<![今以之此随最前])后年)(?![轻龄均货糕会味画夜饭迈代华])"
)
_OFFSET = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}


def _of_two(word: str, today: date) -> int:
    value = number(word)
    return value + (2000 if value <= today.year % 100 + 4 else 1900)


def read_year(text: str, position: int, today: date) -> tuple[int, int, bool] | None:
    """Read the year at a place, where it ends, and whether it may stand without a month."""
    if match := _FULL.match(text, position) or _BARE.match(text, position):
        return number(match["year"]), match.end(), True
    if match := _RELATIVE.match(text, position):
        return today.year + _OFFSET[match["word"].removesuffix("度")], match.end(), True
    if match := _SHORT.match(text, position):
        short = match["year"]
        alone = _ALONE.match(text, position) is not None and short not in _APPROXIMATE
        year = _of_two(short, today)
        return year, match.end(), alone and (year <= today.year and (year > 1949))
    return None


def _decade(match: re.Match[str], clock: Clock) -> Span | None:
    if match["four"]:
        first = int(match["four"])
    else:
        tens = number(match["two"].replace("零", "〇"))
        century = match["century"] or ""
        if century.startswith(("21", "二十一", "本")):
            first = 2000 + tens
        elif century:
            first = 1900 + tens
        else:
            first = (2000 if tens <= clock.today.year % 100 else 1900) + tens
    return _piece(first, 10, match["piece"])


def _piece(first: int, length: int, piece: str | None) -> Span:
    edge = 3 if length == 10 else 10
    match (piece or "")[:1]:
        case "初" | "前":
            return years(first, first + edge - 1)
        case "中":
            return years(first + length * 3 // 10, first + length * 7 // 10 - 1)
        case "末" | "后":
            return years(first + length - edge, first + length - 1)
    return years(first, first + length - 1)


def _century(match: re.Match[str], clock: Clock) -> Span | None:
    word = match["century"]
    number_of = {"上": 20, "上个": 20, "本": 21}.get(word) or number(word)
    if not match["piece"] and not match["word"] and not word.startswith("上"):
        return None
    return _piece(number_of * 100 - 99, 100, match["piece"])


def _plan(match: re.Match[str], clock: Clock) -> Span | None:
    first = 2001 + 5 * (number(match["plan"]) - 10)
    word = match["when"]
    if word.startswith("开局"):
        return years(first, first)
    if word.startswith(("收官", "末")):
        return years(first + 4, first + 4)
    if word == "以来":
        return Span(date(first, 1, 1), min(date(first + 4, 12, 31), clock.today))
    return years(first, first + 4)


RULES: tuple[Rule, ...] = (
    Rule(
        r"(?<!\d)(?:(?P<century>19|20|21|十九|二十一?|上个?|本)世纪)?(?:(?P<four>(?:19|20)\d0)|(?P<two>\d0|[零〇二三四五六七八九][十零〇]))年代"
        r"(?P<piece>初期?|前期|中期|末期?|后期)?",
        _decade,
    ),
    Rule(
        r"(?<!\d)(?P<century>19|20|21|十九|二十一?|上个?|本)世纪(?P<piece>初(?!中)|中叶|末)?(?P<word>(?=以来))?",
        _century,
    ),
    Rule(
        rf"{QUOTE}(?P<plan>十[一二三四五])五{QUOTE}(?:规划)?(?P<when>期间|时期|以来|末期?|开局之年|收官之年|这五年|的?五年)",
        _plan,
    ),
)
