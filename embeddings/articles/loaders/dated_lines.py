"""One scraped article a line: "2023-07-29 22:14，正文：…", with every other form the head of such a line takes."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from embeddings.articles.cleaning import one_line
from embeddings.articles.credits import names_of
from embeddings.articles.draft import Draft, Loaded
from embeddings.articles.files import TextFile
from embeddings.articles.published import compose

#: The head of a line with the mark that parts it from the text; without a colon only after a date in digits.
HEAD = re.compile(r"(?P<head>[^。！？]{0,320}?)[，,]\s*正文\s*[：:]|(?P<date>[-/:.\s\d]{4,40})[，,]\s*正文\s*")
#: A title taken from the first words is no longer than this.
LEAD_LIMIT = 40

_TIME = r"(?:\s*[T日]?\s*(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
_DATES = (
    re.compile(rf"(?<!\d)(\d{{4}})\s*[-年/.]\s*(\d{{1,2}})\s*[-月/.]\s*(\d{{1,2}})(?!\d){_TIME}"),
    re.compile(rf"(?<!\d)(\d{{4}})(\d{{2}})/(\d{{2}}){_TIME}"),
    # Chinese dates go from year to day, so two digits in front of a month and a day are a year.
    re.compile(rf"(?<!\d)(\d{{2}})-(\d{{1,2}})-(\d{{1,2}})(?!\d){_TIME}"),
)
_NO_YEAR = re.compile(r"(?<![\d:])\d{1,2}\s*[-月/]\s*\d{1,2}(?!\d)")
_SOURCE = re.compile(r"来源\s*[:：]\s*([^\s|｜，,]+(?: [^\s|｜，,]+)*)")
_SITE = re.compile(r"\s*([\u4e00-\u9fff][^\s>｜|:：，,\d]{1,20})\s*(?:>|\s{2,}|\t)")
_AUTHORS = re.compile(r"(?:记者|作者|通讯员|编辑)\s*[:：]?\s*((?:(?!\s{2})[^\d，,|｜])+)")
_ORIGINAL = re.compile(r"\s*(?:原标题|原题)\s*[：:]\s*")
_GAP = re.compile(r"[ \t\xa0\u2002\u2003\u3000]{2,}")
_TITLE_GAP = re.compile(r"\s{2,}|\t|\n")
_LEAD = re.compile(r"[^\n]{0,7}[^。！？!?…\n]*[。！？!?…]?")


class Head(NamedTuple):
    """What the head of a line says."""

    published: str | None
    source: str | None
    authors: tuple[str, ...]
    note: str


def load(file: TextFile) -> Iterator[Loaded]:
    """Each non-empty line as a draft."""
    for number, text, fault in file.lines():
        if fault:
            yield number, fault
        elif text.strip():
            yield number, _draft(text)


def _draft(line: str) -> Draft:
    mark = HEAD.match(line)
    head = read_head(mark["head"] or mark["date"] or "") if mark else Head(None, None, (), "没有日期")
    title, body = _title(line[mark.end() :] if mark else line)
    return Draft(
        title=title, body=body, published=head.published, source=head.source, authors=head.authors, note=head.note
    )


def read_head(head: str) -> Head:
    """Date, outlet and authors of the words before the mark.

    >>> read_head("来源：某某日报  |  2023年07月28日 11:04:45")[:2]
    ('2023-07-28T11:04:45', '某某日报')
    >>> read_head("8-13 18:01")
    Head(published=None, source=None, authors=(), note='日期没有年份：8-13')
    """
    published, note = None, "没有日期"
    for pattern in _DATES:
        if match := pattern.search(head):
            year, *rest = match.groups()
            published = compose(f"20{year}" if len(year) == 2 else year, *rest)
            note = "" if published else f"日期不可能：{match[0].strip()}"
            break
    else:
        if match := _NO_YEAR.search(head):
            note = f"日期没有年份：{one_line(match[0])}"
    named = _SOURCE.search(head) or _SITE.match(head)
    signed = _AUTHORS.search(head)
    return Head(published, named[1] if named else None, names_of(signed[1]) if signed else (), note)


def _title(text: str) -> tuple[str, str]:
    """Title and body: the original title where the text gives one that ends visibly, else the first words."""
    if marked := _ORIGINAL.match(text):
        text = text[marked.end() :]
        gap = _TITLE_GAP.search(text, 0, 80)
        if gap and gap.start() >= 4:
            return text[: gap.start()], _fold(text[gap.end() :])
    body = _fold(text)
    return lead(body), body


def _fold(text: str) -> str:
    """Make line breaks of runs of blanks, which stand for the page's paragraphs."""
    return _GAP.sub("\n", text).strip()


def lead(body: str) -> str:
    """Take the first words of a body without a title: a sentence, or what of it ends at a mark within LEAD_LIMIT.

    >>> lead("今天，全市中小学开学。天气晴。"), lead("甲" * 30 + "，" + "乙" * 30)
    ('今天，全市中小学开学', '甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲')
    """
    first = _LEAD.match(body.lstrip("”’）)】」』，。、；： \n"))
    words = first[0].rstrip("。 ") if first else ""
    if len(words) <= LEAD_LIMIT:
        return words
    cut = max(words.rfind(mark, 0, LEAD_LIMIT + 1) for mark in "，,；;：: 、")
    return words[: cut if cut >= LEAD_LIMIT // 3 else LEAD_LIMIT]
