"""What follows a time and changes its ends: 以来, 以前, 前后, 第一天, 最后一周."""

import re
from datetime import date, timedelta

from embeddings.search.timewords.rules import N, compiled, number
from embeddings.search.timewords.spans import Span

_STOP = r"(?=$|[，,。、?？!的要完实把将就达需须全建都应])"
_INSIDE = (
    rf"的?(?:最后(?P<last>{N})(?P<unit>天|周)|第(?P<nth>{N})个?(?P<nth_unit>天|周|星期)|(?P<first>头一?天|首日)|"
    rf"头(?:(?P<few>几)|(?P<run>{N}))天|(?<=假期|期间|长假|假日)前(?P<run2>{N})天)"
)
_AROUND = (
    r"(?P<since>以来|至今|迄今|到现在|到目前|到今天|到如今)"
    rf"|(?P<before>之前|以前|前{_STOP})"
    r"|(?P<after>之后|以后|后(?![来续期面卫勤台方者世半天年]))"
    r"|(?P<around>前后|左右)"
)


def extend(text: str, position: int, span: Span, today: date) -> tuple[Span, int]:
    """Change the span by the suffixes that stand at a place; also where they end."""
    if (inside := compiled(_INSIDE).match(text, position)) and (part := _inside(inside, span)):
        span, position = part, inside.end()
    around = compiled(_AROUND).match(text, position)
    if around is None:
        return span, position
    since, until = span
    if around["since"]:
        return (Span(since, today) if since <= today else span), around.end()
    if around["before"]:
        return Span(date.min, since - timedelta(days=1)), around.end()
    if around["after"]:
        return Span(since, date.max), around.end()
    wide = timedelta(days=3 if span.length <= 3 else 15)
    return Span(since - wide, until + wide), around.end()


def _inside(match: re.Match[str], span: Span) -> Span | None:
    """Cut the first, the last or the nth days or week out of a longer span."""
    since, until = span
    if match["last"]:
        count = number(match["last"]) * (7 if match["unit"] == "周" else 1)
        part = Span(until - timedelta(days=count - 1), until)
    elif count := number(match["run"] or match["run2"] or ("7" if match["few"] else "0")):
        part = Span(since, since + timedelta(days=count - 1))
    else:
        length = 1 if match["first"] or match["nth_unit"] == "天" else 7
        first = since + timedelta(days=length * (number(match["nth"] or "1") - 1))
        part = Span(first, first + timedelta(days=length - 1))
    return part if since <= part.since and part.until <= until and part != span else None
