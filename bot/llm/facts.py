"""What in a sentence can be plainly wrong: its numbers with their units, names, quotations and negations."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import rjieba

from bot.topics import dated
from embeddings.text import normalise

#: A value and its unit, "" where the unit may be left out or said otherwise.
Number = tuple[Decimal, str]

_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_DIGITS = {"〇": 0, "两": 2, **{digit: value for value, digit in enumerate("零一二三四五六七八九")}}
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_PERCENT = re.compile(r"百分之([零〇一二两三四五六七八九十百点\d.]+)")
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)([十百千万亿]*)|[零〇一二两三四五六七八九十百千万亿]+")
# 一个, 百姓, 十分, 万一: characters of numbers that count nothing.
_NO_NUMBER = frozenset(("一", "零", "〇", "百", "千", "万", "亿", "万一", "一一", "千万", "百万", "亿万"))
_UNITS = {"号": "日", "点": "时", **{unit: unit for unit in "年月日时分秒%元米公吨度岁亩倍级辆"}}
# A day belongs to its month: 5月28日 is not known from 5月2日 and 4月28日.
_DATE = re.compile(r"(\d{1,2})月(\d{1,2})[日号]")
_DAY_ALONE = re.compile(r"(?<![\d月])\d{1,2}[日号]")
_NAMES = frozenset(("ns", "nr", "nrt", "nrfg", "nt", "nz"))
_LATIN = re.compile(r"[a-z][a-z0-9&.\-]*[a-z0-9]")
_QUOTED = re.compile(r"《([^《》]{2,60})》|“([^“”]{2,60})”|「([^「」]{2,60})」|\"([^\"]{2,60})\"")
_SPACE = re.compile(r"\s+")
_NEGATIVE = frozenset(
    """
    没有 没 未 不 并未 并非 非 无 无法 无人 不能 不会 不再 不得 不是 不准 不予 不可 未能 尚未 从未 毫无 否认 拒绝
    禁止 取消 反对 停止
    """.split()  # noqa: SIM905
)


#: Words of these kinds say something: nouns, verbs, adjectives, set phrases.
_SAYING = ("n", "v", "a", "i", "l", "j")
#: These only say that something is said or done.
_HOLLOW = frozenset(("报道", "据报道", "表示", "指出", "介绍", "进行", "可以", "能够", "应该", "需要"))


def contents(text: str) -> Iterator[str]:
    """Nouns, verbs and adjectives of a text, of two characters or more, folded for matching."""
    for word, flag in rjieba.tag(text):
        if len(word) > 1 and flag.startswith(_SAYING) and word not in _HOLLOW:
            yield folded(word)


def numbers(text: str, day: date | None = None) -> frozenset[Number]:
    """Read the numbers of a text; with the day of publication also that day, and days without a month completed by it.

    >>> sorted(numbers("两万一千辆，同比增长百分之四"))
    [(Decimal('4'), '%'), (Decimal('21000'), '辆')]
    """
    found = set(_read(text))
    if day is not None:
        found |= set(_read(f"{day.year}年{day.month}月{day.day}日"))
        for alone in _DAY_ALONE.finditer(text):
            found |= set(_read(dated(alone[0], day)))
    return frozenset(found)


def unknown_numbers(said: frozenset[Number], known: frozenset[Number]) -> frozenset[Number]:
    """Numbers said that are not known; a unit that matters must be the same."""
    values = {value for value, _ in known}
    return frozenset(one for one in said if one not in known and (one[1] or one[0] not in values))


def names(text: str) -> Iterator[str]:
    """Names and Latin words of a text, folded for matching."""
    for word, flag in rjieba.tag(text):
        if flag in _NAMES and len(word) > 1:
            yield folded(word)
    yield from _LATIN.findall(normalise(text))


def quoted(text: str) -> Iterator[str]:
    """Give what a text puts in quotation or title marks, folded for matching."""
    for match in _QUOTED.finditer(text):
        yield folded(next(group for group in match.groups() if group is not None))


def folded(text: str) -> str:
    """Fold width and case and take out white space, for matching."""
    return _SPACE.sub("", normalise(text))


def negative(text: str) -> bool:
    """Tell whether a clause denies something.

    >>> negative("没有发生事故"), negative("不少人到场"), negative("未来三天")
    (True, False, False)
    """
    return any(word in _NEGATIVE for word in rjieba.cut(text))


def without_numbers(text: str) -> str:
    """Put a comma in place of each number.

    >>> without_numbers("首日通过2.1万辆")
    '首日通过，辆'
    """
    return _NUMBER.sub("，", _THOUSANDS.sub("", text))


def _read(text: str) -> Iterator[Number]:
    plain = normalise(_PERCENT.sub(r"\1%", _THOUSANDS.sub("", text)))
    for dated_at in _DATE.finditer(plain):
        yield Decimal(int(dated_at[1]) * 100 + int(dated_at[2])), "月日"
    for match in _NUMBER.finditer(plain):
        if match[0] in _NO_NUMBER or (match[0] == "十" and plain.startswith("分", match.end())):
            continue
        yield _value(match), _UNITS.get(plain[match.end() : match.end() + 1], "")


def _value(match: re.Match[str]) -> Decimal:
    if match[1]:
        value = Decimal(match[1])
        for scale in match[2]:
            value *= _SCALES[scale]
        return value.normalize() + 0
    word = match[0]
    if not any(character in _SCALES for character in word):
        return Decimal("".join(str(_DIGITS[digit]) for digit in word))
    whole = section = digit = 0
    for character in word:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif (scale := _SCALES[character]) < 10**4:
            section, digit = section + (digit or 1) * scale, 0
        elif character == "亿":
            whole, section, digit = (whole + section + digit or 1) * scale, 0, 0
        else:
            whole, section, digit = whole + (section + digit or 1) * scale, 0, 0
    return Decimal(whole + section + digit)
