"""RSS and Atom files, an article an entry."""

import io
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from embeddings.articles.draft import Draft, Loaded, Refused
from embeddings.articles.files import TextFile
from embeddings.articles.markup import from_html
from embeddings.articles.published import in_shanghai, iso


def load(file: TextFile) -> Iterator[Loaded]:
    """Each entry as a draft, numbered from 1."""
    # A tenth of a second to import, which an index without feeds need not spend.
    import feedparser

    # A stream, with its encoding told: a string would be taken for an address and fetched, bytes for a file's name.
    stream = io.BytesIO(file.text().encode("utf-8", errors="replace"))
    try:
        feed = feedparser.parse(stream, response_headers={"content-type": "application/xml; charset=utf-8"})
    except Exception as error:
        # Its parser of broken feeds raises anything, and one file must not stop the rest.
        raise Refused(f"RSS/Atom 读不懂：{type(error).__name__}") from None
    if not feed.entries:
        reason = feed.get("bozo_exception")
        raise Refused(f"不是有效的 RSS/Atom：{str(reason).splitlines()[0]}" if reason else "RSS/Atom 里没有条目")
    outlet = from_html(feed.feed.get("title", "")) or None
    for entry in feed.entries:
        yield None, _draft(entry, outlet)


def _draft(entry: Any, outlet: str | None) -> Draft:
    contents = [content.get("value", "") for content in entry.get("content", [])]
    published = _published(entry)
    # Without a link, feedparser takes the id for one.
    link = entry.get("link", "")
    return Draft(
        title=from_html(entry.get("title", "")),
        body=from_html(max([*contents, entry.get("summary", "")], key=len)),
        published=published,
        source=entry.get("source", {}).get("title") or outlet,
        url=link if link.startswith("http") else None,
        authors=tuple(name for author in entry.get("authors", []) if (name := author.get("name", "").strip())),
        id=entry.get("id") or None,
        note="" if published else "没有日期",
    )


def _published(entry: Any) -> str | None:
    for name in ("published", "updated"):
        # Asked first, since feedparser answers with the one for the other, and warns.
        text = entry[name].strip() if name in entry else ""
        if not text:
            continue
        if stamp := iso(text):
            return stamp
        try:
            # feedparser's own reading takes a time without a zone for Greenwich's.
            return in_shanghai(parsedate_to_datetime(text))
        except ValueError:
            parsed = entry.get(f"{name}_parsed")
            if parsed:
                return in_shanghai(datetime.fromtimestamp(timegm(parsed), UTC))
    return None
