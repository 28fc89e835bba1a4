"""What follows a time and changes its ends: 以来, 以前, 前后, 第一天."""

import re
from datetime import date, timedelta

from embeddings.search.timewords.rules import number
from embeddings.search.timewords.spans import Span

_STOP = r"(?=$|[，,。、?？!的要完实把将就达需须全建都应])"
_SUFFIX = re.compile(
    r"的?(?:(?P<last>最后一天|最后一日)|(?:第(?P<nth>[一二三四五六七八九十]{1,2}|\d{1,2})天|(?P<first>头一?天|首日)))"
    r"|(?P<since>以来|至今|迄今|到现在|到目前|到今天|到如今)"
    rf"|(?P<before>之前|以前|前{_STOP})"
    r"|(?P<after>之后|以后|后(?![来续期面卫勤台方者世半天年]))"
    r"|(?P<around>前后|左右)"
)


def extend(text: str, position: int, span: Span, today: date) -> tuple[Span, int]:
    """Change the span by the suffix that stands at a place; also where the suffix ends."""
    match = _SUFFIX.match(text, position)
    if match is None:
        return span, position
    since, until = span
    if match["since"]:
        return (Span(since, today) if since <= today else span), match.end()
    if match["before"]:
        return Span(date.min, since - timedelta(days=1)), match.end()
    if match["after"]:
        return Span(since, date.max), match.end()
    if match["around"]:
        wide = timedelta(days=3 if span.length <= 3 else 15)
        return Span(since - wide, until + wide), match.end()
    if match["last"]:
        return Span(until, until), match.end()
    only = since + timedelta(days=number(match["nth"]) - 1 if match["nth"] else 0)
    return (Span(only, only), match.end()) if only <= until and span.length > 1 else (span, position)
