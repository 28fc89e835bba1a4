"""Questions about the report itself, answered from its own data: its outlet, the day of its event, its appearance."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.followups import Asks
from bot.topics import dated
from embeddings.schema import Article
from embeddings.text import sentences

#: What is said of an article that names no outlet.
NO_OUTLET = "来源未注明"
#: What is said of an article that gives no day.
NO_DAY = "日期未注明"
#: Sentences from the start of an article in which the day of its event is looked for.
_LEAD = 3
#: A longer sentence is cut to this many characters around its date.
_LONGEST = 120
_DATE = re.compile(r"(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日(?![报本前])|(?:\d{4}年)?\d{1,2}月(?!\d)")


@dataclass(frozen=True, slots=True)
class Told:
    """An answer from an article's data; `span` marks the asked detail in `text`, `note` completes a date."""

    text: str
    span: tuple[int, int]
    note: str | None = None


def tell(asks: Asks, article: Article, also: Sequence[Article] = (), told: str = "") -> Told:
    """Answer a question about the article in focus; `also` are its reprints, `told` the sentence last shown of it."""
    if asks is Asks.OUTLET:
        return _outlet(article, also)
    if asks is Asks.DATE and (event := _event(article, told)):
        return event
    return _published(article)


def _outlet(article: Article, also: Sequence[Article]) -> Told:
    names = list(dict.fromkeys(one.source for one in (article, *also) if one.source))
    text = "、".join(names) or NO_OUTLET
    return Told(text, (0, len(names[0]) if names else len(text)))


def _published(article: Article) -> Told:
    day = article.day
    if day is None or article.published is None:
        return Told(NO_DAY, (0, len(NO_DAY)))
    time = article.published[11:16]
    text = f"{day.year}年{day.month}月{day.day}日{' ' + time if time else ''}发布"
    return Told(text, (0, len(text) - len("发布")))


def _event(article: Article, told: str) -> Told | None:
    """Find the first date of the sentence last told, of the lead, or of the dateline."""
    again = (told[start:end] for start, end in sentences(told))
    for text in (*again, *_lead(article), article.dateline or ""):
        if found := _DATE.search(text):
            start = max(0, found.start() - _LONGEST // 2) if len(text) > _LONGEST else 0
            cut = text[start : start + _LONGEST]
            span = (found.start() - start, found.end() - start)
            full = dated(found[0], article.day)
            return Told(cut, span, full if full != found[0] else None)
    return None


def _lead(article: Article) -> Iterator[str]:
    for _, (start, end) in zip(range(_LEAD), sentences(article.body), strict=False):
        text = article.body[start:end]
        # A dateline names the day of writing; the event's own comes after it.
        yield text[len(article.dateline) :].lstrip() if article.dateline and text.startswith(article.dateline) else text
