"""One article a file: a saved HTML page, what surrounds the article left out by trafilatura."""

import re
from collections.abc import Iterator

from embeddings.articles.cleaning import one_line
from embeddings.articles.draft import Draft, Loaded, Refused
from embeddings.articles.files import TextFile
from embeddings.articles.published import compose, iso

_TAGS = re.compile(r"<[^<>]*>|&nbsp;")
_META = re.compile(r"<meta\s[^<>]*>", re.IGNORECASE)
_TIME_NAME = re.compile(r"article:published_time|datePublished|pubdate|publishdate", re.IGNORECASE)
_CONTENT = re.compile(r"content\s*=\s*[\"']([^\"']*)[\"']", re.IGNORECASE)
# As Chinese pages print it under the title: "2024-05-02 08:30 来源：某某日报".
_PRINTED = re.compile(r"(\d{4})\s*[-年/]\s*(\d{1,2})\s*[-月/]\s*(\d{1,2})日?(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_SOURCE = re.compile(r"来源\s*[:：]\s*([^\s|｜，。：:]{2,20})")


def load(file: TextFile) -> Iterator[Loaded]:
    """Read the page as one draft."""
    # A third of a second to import, which an index without web pages need not spend.
    import trafilatura

    page = file.text()
    try:
        found = trafilatura.bare_extraction(
            page,
            with_metadata=True,
            include_comments=False,
            # Only dates that the page states: an extensive search would take one from anywhere on it.
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except Exception as error:
        # Parsers of broken HTML raise anything, and one page must not stop the rest.
        raise Refused(f"HTML 读不懂：{type(error).__name__}") from None
    if found is None or isinstance(found, dict) or not (found.text or "").strip():
        raise Refused("HTML 里没有正文")
    title, body = one_line(found.title or ""), found.text or ""
    if body.startswith(f"{title}\n"):
        body = body[len(title) + 1 :]
    published = _published(page, found.date)
    printed = _SOURCE.search(_TAGS.sub(" ", page))
    authors = tuple(name.strip() for name in (found.author or "").split(";") if name.strip())
    yield (
        None,
        Draft(
            title=title,
            body=body,
            published=published,
            source=printed[1] if printed else found.sitename,
            url=found.url,
            authors=authors,
            note="" if published else "没有日期",
        ),
    )


def _published(page: str, day: str | None) -> str | None:
    """Take the time of the page's own metadata, else the day found, with its time where that is printed beside it."""
    meta = next((found[0] for found in _META.finditer(page) if _TIME_NAME.search(found[0])), "")
    if (content := _CONTENT.search(meta)) and (stamp := iso(content[1])):
        return stamp
    if not day or not iso(day):
        return None
    for match in _PRINTED.finditer(_TAGS.sub(" ", page)):
        stamp = compose(*match.groups())
        if stamp and stamp.startswith(day):
            return stamp
    return iso(day)
