"""Articles to passages: whole sentences, exact offsets, never across a sub-headline."""

import re
from collections.abc import Iterator

from embeddings.schema import PASSAGE_LIMIT, Article, Passage
from embeddings.text import sentences

#: Passages come out about this long, in characters: long enough to stand alone, short enough to be about one thing.
PASSAGE_TARGET = 250
#: A rest shorter than this joins the passage before it.
PASSAGE_MIN = 60
#: A sub-headline has at least and at most this many characters.
HEADING_LENGTHS = (4, 60)

_LINE = re.compile(r"[^\n]+")
# What prose and lists end with, inside any closing quote or bracket, and a headline does not.
_PROSE_END = frozenset("。！？!?…；;：:，,、—")
_CLOSERS = " \u3000\xa0\t\r”’」』》〉）)】\"'"
# Credits and captions look like headlines, but are words of the text: "文/王一", "图为…", "… 摄", "现场。某某供图".
_NO_HEADLINE = re.compile(
    r"[▲△▼↑↓◎●\[【(（]|图[为源自片/]|(?:文|作者|编辑|责编|记者|来源|通讯员|审核|校对|摄影|监制|新华社记者|本报记者)\s*[/|｜丨:：\s]"
    r"|(?:记者|通讯员)[\u4e00-\u9fff]{2,4}$|.*(?:。|图源|图自)|.*(?:摄|供图|截图|资料图片?|视觉中国)[)）]?$"
)
_CUTS = "，,；;、：: \u3000\t"

Span = tuple[int, int]


def chunk(article: Article) -> list[Passage]:
    """Cut an article into passages in order, each `body[start:end]` of at most PASSAGE_LIMIT characters.

    A sub-headline is carried in `heading` and lies in no passage; every other sentence lies in exactly one, in two or
    more only when it alone is longer than the limit.
    """
    return [
        Passage(article.id, start, end, heading)
        for heading, section in _sections(article)
        for start, end in _pack(list(_units(article.body, *section)))
    ]


def _sections(article: Article) -> Iterator[tuple[str, Span]]:
    """Cut the body from sub-headline to sub-headline, without them."""
    body = article.body
    roundup = "快讯" in article.title
    lines = [match.span() for match in _LINE.finditer(body) if not match[0].isspace()]
    prose = [body[start:end].rstrip(_CLOSERS)[-1:] in _PROSE_END for start, end in lines]
    heading, begin = "", 0
    for row, (start, end) in enumerate(lines[:-1]):
        # Alone between two lines of prose, or first in a round-up; a pile of short lines is a list or a masthead.
        alone = not prose[row] and prose[row + 1] and (prose[row - 1] if row else roundup)
        if not alone or not _is_heading(body[start:end].strip()):
            continue
        if body[begin:start].strip():
            yield heading, (begin, start)
        heading, begin = body[start:end].strip(), end
    if body[begin:].strip():
        yield heading, (begin, len(body))


def _is_heading(line: str) -> bool:
    shortest, longest = HEADING_LENGTHS
    return shortest <= len(line) <= longest and not _NO_HEADLINE.match(line)


def _units(body: str, begin: int, finish: int) -> Iterator[Span]:
    """Give sentences, those beyond the limit cut at a clause, else anywhere."""
    for start, end in sentences(body, begin, finish):
        while end - start > PASSAGE_LIMIT:
            window = range(start + PASSAGE_LIMIT - 1, start + PASSAGE_MIN, -1)
            cut = next((at + 1 for at in window if body[at] in _CUTS), start + PASSAGE_LIMIT)
            right = cut
            while body[right - 1].isspace():
                right -= 1
            yield start, right
            start = cut
            while start < end and body[start].isspace():
                start += 1
        if start < end:
            yield start, end


def _pack(units: list[Span]) -> list[Span]:
    """Join neighbours into spans of even length near the target, none above the limit."""
    total = units[-1][1] - units[0][0]
    ideal = total / max(1, round(total / PASSAGE_TARGET))
    spans = [units[0]]
    for start, end in units[1:]:
        opened, closed = spans[-1]
        grown = end - opened
        if grown <= PASSAGE_LIMIT and grown - ideal <= ideal - (closed - opened):
            spans[-1] = (opened, end)
        else:
            spans.append((start, end))
    if len(spans) > 1 and spans[-1][1] - spans[-1][0] < PASSAGE_MIN and spans[-1][1] - spans[-2][0] <= PASSAGE_LIMIT:
        spans[-2:] = [(spans[-2][0], spans[-1][1])]
    return spans
