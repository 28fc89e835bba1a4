"""Dates written in figures: 2022-05-03, 2022/5/3, 2023.7, 20220503, 5·12."""

import re

from embeddings.search.timewords.rules import Clock, Rule
from embeddings.search.timewords.spans import Span, day, months

_YEAR = r"(?<![\d.])(?P<y>(?:19|20)\d\d)"
_MONTH = r"(?P<m>1[0-2]|0?[1-9])"
_DAY = r"(?P<d>3[01]|[12]\d|0?[1-9])"
# 2023.7亿元 is a sum of money, 2010-11赛季 a season of two years.
_END = r"(?![\d.%‰万亿千百元倍米公吨个]|赛季)"
_EVENT = r"(?!事件|事变|惨案|[^，。]{0,4}大?地震|专案|大案|空难|恐|暴)"


def _date(match: re.Match[str], clock: Clock) -> Span | None:
    year, month = int(match["y"]), int(match["m"])
    return day(year, month, int(match["d"])) if match["d"] else months(year, month, month)


def _dotted(match: re.Match[str], clock: Clock) -> Span | None:
    month, number = int(match["m"]), int(match["d"])
    return clock.settle(lambda year: day(year, month, number))


RULES: tuple[Rule, ...] = (
    Rule(rf"{_YEAR}(?P<mark>[-/.]){_MONTH}(?P=mark){_DAY}日?{_END}", _date),
    Rule(rf"{_YEAR}[-/.]{_MONTH}(?P<d>){_END}(?![-/])", _date),
    Rule(rf"{_YEAR}(?P<m>0[1-9]|1[0-2])(?P<d>[0-2]\d|3[01])(?!\d)", _date),
    Rule(rf"(?<![\d.]){_MONTH}[·•・‧]{_DAY}(?!\d){_EVENT}", _dotted),
)
