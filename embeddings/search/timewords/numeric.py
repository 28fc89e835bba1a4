"""Dates written in figures: 2022-05-03, 2022/5/3, 2023.7, 20220503, 5·12."""

import re

from embeddings.search.timewords.rules import TO, Clock, Rule
from embeddings.search.timewords.spans import Span, day, months

_YEAR = r"(?<![\d.])(?P<y>(?:19|20)\d\d)"
_MONTH = r"(?P<m>1[0-2]|0?[1-9])"
_DAY = r"(?P<d>3[01]|[12]\d|0?[1-9])"
# 2023.7亿元 is a sum of money, 2010-11赛季 a season of two years.
_END = r"(?![\d.%‰万亿千百元倍米公吨个]|赛季)"
# 7·20 before such a word is the name of an event, whose year it does not tell.
_EVENT = r"(?![^，。的]{0,4}(?:事件|事变|案|地震|空难|恐袭|爆炸|火灾|大火|暴雨|洪|枪击|坠机|事故|矿难))"


def _date(match: re.Match[str], clock: Clock) -> Span | None:
    year, month = int(match["y"]), int(match["m"])
    return day(year, month, int(match["d"])) if match["d"] else months(year, month, month)


def _dotted(match: re.Match[str], clock: Clock) -> Span | None:
    month, number = int(match["m"]), int(match["d"])
    return clock.settle(lambda year: day(year, month, number))


def _dates(match: re.Match[str], clock: Clock) -> Span | None:
    one = day(int(match["y"]), int(match["m"]), int(match["d"]))
    two = day(int(match["y"]), int(match["m2"]), int(match["d2"]))
    return Span(one.since, two.until) if one and two and one < two else None


RULES: tuple[Rule, ...] = (
    Rule(
        rf"{_YEAR}(?P<mark>[/.]){_MONTH}(?P=mark){_DAY}{TO}(?P<m2>1[0-2]|0?[1-9])(?P=mark)(?P<d2>3[01]|[12]\d|0?[1-9]){_END}",
        _dates,
    ),
    Rule(rf"{_YEAR}(?P<mark>[-/.]){_MONTH}(?P=mark){_DAY}日?{_END}", _date),
    Rule(rf"{_YEAR}[-/.]{_MONTH}(?P<d>){_END}(?![-/])", _date),
    Rule(rf"{_YEAR}(?P<m>0[1-9]|1[0-2])(?P<d>[0-2]\d|3[01])(?!\d)", _date),
    Rule(rf"(?<![\d.]){_MONTH}[·•・‧]{_DAY}(?!\d){_EVENT}", _dotted),
)
