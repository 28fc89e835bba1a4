"""Years, decades, centuries and five-year plans."""

import re
from datetime import date

from embeddings.search.timewords.rules import QUOTE, Clock, N, Rule, compiled, digits, either, number
from embeddings.search.timewords.spans import Span, years

_CHINESE = r"[一二][零〇○九八][零〇○一二三四五六七八九]{2}"
# After a year without 年 these make it a number of something.
_UNIT = (
    r"(?![\d.%‰:年万亿千百十余多来]|[只名位家件米块吨号款型篇次项台架辆座岁户例起届条处秒毫克斤升桶张套]|"
    r"[匹艘枚颗支册页天亩棵株群栋幅封份笔趟宗遍盏倍码磅瓦伏赫兆]|[a-gi-pr-z]|[hq](?![1-4])|"
    r"人(?!代|大|工|才)|个(?!人|税|体)|元(?!旦|宵|月)|种(?!粮|植|子|地)|公[里斤顷]|小时|度(?!假)|级(?!联)|分(?!红)|[点票](?!评)|股(?!市|价)|所(?!得)|部(?!门)|本(?!土)|"
    r"集(?!体|团|中)|期(?!中|末|货)|场(?!景)|双(?!十|1|节)|单(?!招|身)|班(?!子))"
)
_LASTS = r"(?![前后来内间里以之多老时期历生代龄磨如一])(?!(?<=[1-9][05]年)的)"
_FULL = rf"(?<![\d.])(?P<year>(?:1[89]|20)\d\d|{_CHINESE})年度?"
_BARE = rf"(?<![\da-z.#$¥-])(?P<year>19[4-9]\d|20[0-3]\d){_UNIT}"
# 21年 and 九八年 are years only where a month follows or nothing makes them a length of time.
_TWO = r"'?(?P<year>\d\d|[零〇○一二八九][零〇○一二三四五六七八九])年"
_SHORT = rf"(?<![\d.第近过去用花了隔共整续达约超满每]){_TWO}"
_ALONE = rf"(?:(?<=[，,。、 （(:在于从自和到与比])|(?<![^\s])){_TWO}{_LASTS}"
_APPROXIMATE = frozenset({"一二", "二三", "三四", "三五", "四五", "五六", "六七", "七八", "八九"})
_RELATIVE = (
    r"(?P<word>大前年|(?<![目此之以从先跟面眼日天月提])前年|(?<![过失离])去年|(?<![如当])今年度?|(?<![日基资版文书课样标剧根原成])本年度?|"
    r"(?<![说文证声表发])明年|(?<![今以之此随最前])后年)(?![轻龄均货糕会味画夜饭迈代华])"
)
_BORN = r"出生|生人|生的|[前后]出生"
_STEMS, _BRANCHES, _ANIMALS = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥", "鼠牛虎兔龙蛇马羊猴鸡狗猪"
_CYCLE = rf"(?P<year>[{_STEMS}][{_BRANCHES}]|[{_ANIMALS}])年"
_SHORTEST = r"(?<![\d.])(?P<year>2\d)(?=上半年|下半年|第?[一二三四]季度|q[1-4]|春节|国庆|五一|端午|中秋|清明|暑期)"
# 三年前的五月 is a year too, where a part of it follows.
_AGO = rf"(?<![\d.第近])(?P<n>{N})年(?:之前|以前|前)(?:的|那个)?(?![\d一二两三四五六七八九十]+[年天名位个])"
_ANY = either((_FULL, _BARE, _RELATIVE, _SHORT, _CYCLE, _SHORTEST, _AGO))
_OFFSET = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}


def _of_two(word: str, today: date) -> int:
    value = digits(word)
    return value + (2000 if value <= today.year % 100 + 4 else 1900)


def _of_cycle(word: str, today: date) -> int:
    """Find the last year, up to this one, of an animal or of a stem and branch: 1984 was 甲子, the rat's."""
    if len(word) == 1:
        return today.year - (today.year - 1984 - _ANIMALS.index(word)) % 12
    stem, branch = _STEMS.index(word[0]), _BRANCHES.index(word[1])
    # The only number below 60 with these remainders by 10 and 12.
    place = (6 * stem - 5 * branch) % 60
    return today.year - (today.year - 1984 - place) % 60


def read_year(text: str, position: int, today: date) -> tuple[int, int, bool] | None:
    """Read the year at a place, where it ends, and whether it may stand without a month."""
    if not compiled(_ANY).match(text, position):
        return None
    if match := compiled(_FULL).match(text, position) or compiled(_BARE).match(text, position):
        return digits(match["year"]), match.end(), not compiled(_BORN).match(text, match.end())
    if match := compiled(_RELATIVE).match(text, position):
        return today.year + _OFFSET[match["word"].removesuffix("度")], match.end(), True
    if match := compiled(_SHORT).match(text, position):
        short = match["year"]
        alone = compiled(_ALONE).match(text, position) is not None and short not in _APPROXIMATE
        year = _of_two(short, today)
        return year, match.end(), alone and not compiled(_BORN).match(text, match.end())
    if match := compiled(_CYCLE).match(text, position):
        return _of_cycle(match["year"], today), match.end(), len(match["year"]) == 2
    if match := compiled(_SHORTEST).match(text, position):
        return 2000 + int(match["year"]), match.end(), False
    if match := compiled(_AGO).match(text, position):
        return today.year - min(number(match["n"]), 999), match.end(), False
    return None


def _decade(match: re.Match[str], clock: Clock) -> Span | None:
    if match["four"]:
        first = int(match["four"])
    else:
        tens = digits(match["two"].replace("十", "〇"))
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


#: The characters that years of the sixty-year cycle begin with.
STARTS = frozenset(_STEMS + _ANIMALS)
RULES: tuple[Rule, ...] = (
    Rule(
        r"(?:(?:20|二十|上个?)世纪)?(?P<from>[二三四五六七八])(?P<to>[三四五六七八九])十年代",
        lambda m, _: years(1900 + digits(m["from"]) * 10, 1909 + digits(m["to"]) * 10),
    ),
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
