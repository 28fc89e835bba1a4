"""The time a question speaks of."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from embeddings.search.timewords import days, festivals, meetings, numeric, parts, years
from embeddings.search.timewords.folding import fold
from embeddings.search.timewords.names import hide
from embeddings.search.timewords.rules import QUOTE, TO, Clock, Grammar, compiled
from embeddings.search.timewords.spans import Span
from embeddings.search.timewords.spans import years as whole_years
from embeddings.search.timewords.suffixes import extend


@dataclass(frozen=True, slots=True)
class Window:
    """Days a question speaks of, both ends included (None = open), and its words that named them."""

    since: date | None
    until: date | None
    words: str


class _Mention(NamedTuple):
    """A stretch of days, where its words stand in the folded question, and the year they name."""

    span: Span
    start: int
    end: int
    year: int | None


# Nothing else begins a time expression.
_STARTS = (
    frozenset("0123456789一二两三四五六七八九十零〇○今昨前去上本这下明后大最近过刚首头第周星礼年月岁半几不入开中俩仨q'")
    | years.STARTS
    | festivals.STARTS
    | meetings.STARTS
)
_PLAIN = Grammar(
    *numeric.RULES,
    *years.RULES,
    *days.RULES,
    *meetings.RULES,
    *festivals.RULES,
    *parts.RULES,
)
_OF_YEAR = Grammar(*parts.YEAR_ONLY, *parts.RULES, *meetings.RULES, *festivals.RULES)
_BETWEEN = rf"(?:的|从|自)?{QUOTE}"
_OTHER_END = rf"{TO}(?:了|次年|第二年)?"
_AND = r"[和与及、]|以及"
_EVERY = r"(?:每|逢|(?:每|每一|哪|哪一|哪几|历|往|常)年)的?$"
_COMPARED = r"(?:(?<![占同环类之])比|较|高于|低于|超过|多于|少于)(?:上|起)?$"
_COMPARING = r"的?同期|相比|比起来"
_WEEKDAY = r"[（(]?(?:周|星期|礼拜)[一二三四五六日天][)）]?"
_ASKED = r"[的在]?(?:几月|哪个?月|哪一?天|什么时候|何时|几号)"


@lru_cache(64)
def read_window(question: str, today: date) -> Window | None:
    """Read the time expression of a question, or None when it has none.

    The shortest stretch named wins, the first among equals. A date without a year is the last one begun by today.
    A time that begins after today is a target, not a window: no article was published in it.
    """
    text, places = fold(question)
    found = _choose(_all(hide(text), today), text, today)
    if found is None:
        return None
    since, until = found.span
    return Window(
        None if since == date.min else since,
        None if until == date.max else until,
        question[places[found.start] : places[found.end - 1] + 1],
    )


def _all(text: str, today: date) -> list[_Mention]:
    """Read every mention; a year that is told later, as in 7月涨了多少，2024年, holds for those before it."""
    found = _mentions(text, today, None)
    if len(found) > 1 and found[0].year is None:
        named = next((one for one in found if one.year and one.span.length <= 366 and _counts(one, text, today)), None)
        if named:
            return _mentions(text, today, named.year)
    return found


def _mentions(text: str, today: date, year: int | None) -> list[_Mention]:
    found: list[_Mention] = []
    position = 0
    while position < len(text):
        after = found[-1].span.since if found and found[-1].end == position else None
        mention = _read(text, position, Clock(today, year, after)) if text[position] in _STARTS else None
        if mention is None:
            position += 1
            continue
        mention = _whole(text, mention, today)
        year = mention.year or year
        position = mention.end
        found.append(mention)
    return found


def _whole(text: str, mention: _Mention, today: date) -> _Mention:
    """Add the other end of a range, and the suffix, where they follow."""
    if joined := compiled(_OTHER_END).match(text, mention.end):
        since = mention.span.since
        other = _read(text, joined.end(), Clock(today, mention.year or since.year, since))
        if other and other.span.until > since:
            mention = _Mention(Span(since, other.span.until), mention.start, other.end, mention.year)
    span, end = extend(text, mention.end, mention.span, today)
    if span.length == 1 and not compiled(_WEEKDAY).search(text, mention.start, end):
        beside = compiled(_WEEKDAY).match(text, end)
        end = beside.end() if beside else end
    return mention._replace(span=span, end=end)


def _read(text: str, position: int, clock: Clock) -> _Mention | None:
    """Read a year with a part of it, a year alone, or any other form at a place."""
    plain = _PLAIN.read(text, position, clock)
    if named := years.read_year(text, position, clock.today):
        year, end, alone = named
        between = compiled(_BETWEEN).match(text, end)
        for start in dict.fromkeys((between.end() if between else end, end)):
            if part := _OF_YEAR.read(text, start, clock._replace(year=year, beside=True)):
                return _Mention(part[0], position, part[1], year)
        if alone and (plain is None or plain[1] <= end):
            return _Mention(whole_years(year), position, end, year)
    return _Mention(plain[0], position, plain[1], None) if plain else None


def _choose(found: list[_Mention], text: str, today: date) -> _Mention | None:
    kept = _joined([one for one in found if _counts(one, text, today)], text)
    for one in kept:
        if compiled(_ASKED).match(text, one.end):
            return one
    return min(kept, key=lambda one: one.span.length, default=None)


def _counts(one: _Mention, text: str, today: date) -> bool:
    """Tell a time that the question is about from a target, a habit and a standard of comparison."""
    if one.span.since > today or (one.span.since == date.min and one.span.until > today):
        return False
    before = text[max(0, one.start - 4) : one.start]
    return not (
        compiled(_COMPARED).search(before)
        or compiled(_EVERY).search(before)
        or compiled(_COMPARING).match(text, one.end)
    )


def _belongs(last: _Mention, one: _Mention, between: str) -> bool:
    """Tell whether two stretches are named as one: 3月和4月, or 三月底四月初 without a day between."""
    if not between:
        return one.span.since != date.min and 1 <= (one.span.since - last.span.until).days <= 3
    return compiled(_AND).fullmatch(between) is not None and last.span.since < one.span.since


def _joined(kept: list[_Mention], text: str) -> list[_Mention]:
    """Join 3月和4月 into one stretch."""
    joined: list[_Mention] = []
    for one in kept:
        last = joined[-1] if joined else None
        if last and _belongs(last, one, text[last.end : one.start]):
            joined[-1] = _Mention(Span(last.span.since, one.span.until), last.start, one.end, last.year)
        else:
            joined.append(one)
    return joined
