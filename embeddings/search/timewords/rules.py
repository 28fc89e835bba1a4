"""What every table of the grammar is made of."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from typing import NamedTuple

from embeddings.search.timewords.spans import Span, latest

#: A small whole number, a month, a day of the month; Arabic or Chinese.
N = r"(?:\d{1,3}|[二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九俩仨]{1,2})"
MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十])"
DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
#: What joins the two ends of a range, and the quotation marks a festival may stand in.
TO = r"(?:一?直?到|至|-|—{1,2}|–|~)"
QUOTE = r"[“”\"「」『』‘’']?"

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "两": 2,
    "俩": 2,
    "仨": 3,
    "〇": 0,
    "○": 0,
    "首": 1,
    "头": 1,
}


class Clock(NamedTuple):
    """Today; the year named before, and whether right before; the day that the end of a range comes after."""

    today: date
    year: int | None = None
    after: date | None = None
    beside: bool = False

    def settle(self, make: Callable[[int], Span | None], whole: bool = False) -> Span | None:
        """Make the stretch in the year named, else the last one begun by today."""
        return latest(make, self.today, whole) if self.year is None else make(self.year)


class Rule(NamedTuple):
    """A form of words, and how it is read; reading None means that it is not this form after all."""

    pattern: str
    read: Callable[[re.Match[str], Clock], Span | None]

    def match(self, text: str, position: int) -> re.Match[str] | None:
        """Match the form at a place."""
        return compiled(self.pattern).match(text, position)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Compile once, when first needed: compiling the whole grammar at import would cost a tenth of a second."""
    return re.compile(pattern)


class Grammar:
    """Rules of which the first that can be read counts.

    Most places begin no time: one pattern finds that out, or which rule matches first, sooner than each in turn.
    """

    def __init__(self, *rules: Rule) -> None:
        self._rules = rules
        self._any = either(rule.pattern for rule in rules)

    def read(self, text: str, position: int, clock: Clock) -> tuple[Span, int] | None:
        """Read what stands at a place, and where it ends."""
        if (found := compiled(self._any).match(text, position)) and found.lastindex:
            for rule in self._rules[found.lastindex - 1 :]:
                match = rule.match(text, position)
                if match and (span := rule.read(match, clock)):
                    return span, match.end()
        return None


def either(patterns: Iterable[str]) -> str:
    r"""Make one pattern that matches where any of these does: group n where the nth is the first that may.

    >>> either([r"(?P<day>\d)日", r"(?P<mark>[“'])年(?P=mark)"])
    "((?:\\d)日)|((?:[“'])年.*?)"
    """
    unnamed = (re.sub(r"\(\?P<\w+>", "(?:", pattern) for pattern in patterns)
    return "|".join(f"({re.sub(r'[(][?]P=[a-z]+[)]', '.*?', pattern)})" for pattern in unnamed)


def number(word: str) -> int:
    """Read a numeral below a thousand.

    >>> [number(word) for word in ("12", "十二", "三十", "两", "三四")]
    [12, 12, 30, 2, 4]
    """
    if word.isdecimal():
        return int(word)
    tens, ten, ones = word.rpartition("十")
    if ten:
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
    # 三四天 is four days at most.
    return _DIGITS[word[-1]]


def digits(word: str) -> int:
    """Read figures said one by one.

    >>> digits("二〇二四"), digits("98")
    (2024, 98)
    """
    return int(word) if word.isdecimal() else int("".join(str(_DIGITS[char]) for char in word))
