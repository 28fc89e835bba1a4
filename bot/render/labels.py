"""The fixed words around an answer, and how outlets, days and windows are written."""

from calendar import monthrange
from dataclasses import dataclass

from bot.schema import Answer
from embeddings.schema import Article, Hit
from embeddings.search.dates import Window


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of one language; the names in braces are filled in."""

    no_source: str
    no_date: str
    nothing: str
    nearest: str
    also: str
    looked_in: str
    outside: str
    span: str
    since: str
    until: str
    newest_first: str
    newest_first_as_of: str
    as_of: str
    course: str
    prefers: str
    astray: str
    not_indexed: str
    walled: str
    and_: str
    verbatim: str


CHINESE = Labels(
    no_source="来源未注明",
    no_date="日期不明",
    nothing="没有找到能回答这个问题的报道。",
    nearest="没有找到能回答这个问题的报道，最接近的是：",
    also="另有 {count} 篇同题报道",
    looked_in="按 {span} 查找",
    outside="{span} 内没有找到，以下是这段时间之外的报道",
    span="{since} 至 {until}",
    since="{since} 以来",
    until="{until} 以前",
    newest_first="按时间从新到旧",
    newest_first_as_of="按时间从新到旧，截至 {day}（库里最新一篇的日期）",
    as_of="截至 {day}（库里最新一篇的日期）",
    course="按时间先后，共 {count} 件事：",
    prefers="优先看{outlet}的报道",
    astray="没有找到{outlet}的相关报道，以下来自其他媒体",
    not_indexed="库里没有{outlet}的报道，以下来自其他媒体",
    walled="限定的范围里没有相关的报道：{walls}。",
    and_="、",
    verbatim="原文：",
)

ENGLISH = Labels(
    no_source="source not given",
    no_date="date not given",
    nothing="No article answers this question.",
    nearest="No article answers this question. The nearest:",
    also="{count} more reports of the same text",
    looked_in="Searched in {span}",
    outside="Nothing found in {span}; these are from outside it",
    span="{since} to {until}",
    since="{since} onwards",
    until="up to {until}",
    newest_first="Newest first",
    newest_first_as_of="Newest first, as of {day} (the newest article here)",
    as_of="As of {day} (the newest article here)",
    course="In the order of time, {count} events:",
    prefers="Reports of {outlet} come first",
    astray="No such report of {outlet} was found; these are by others",
    not_indexed="No article of {outlet} is here; these are by others",
    walled="Nothing on it within the limits: {walls}.",
    and_=", ",
    verbatim="In the article's words: ",
)


def window_text(window: Window, labels: Labels = CHINESE) -> str:
    """Name a window as shortly as it can be: a day, a month, a year, or its two ends.

    >>> from datetime import date
    >>> window_text(Window(date(2024, 5, 1), date(2024, 5, 31), "2024年5月"))
    '2024-05'
    >>> window_text(Window(date(2024, 5, 2), None, "5月2日以来"))
    '2024-05-02 以来'
    """
    since, until = window.since, window.until
    if since is None or until is None:
        if since is not None:
            return labels.since.format(since=since)
        return labels.until.format(until=until) if until is not None else window.words
    if since == until:
        return since.isoformat()
    if (since.month, since.day, until.month, until.day) == (1, 1, 12, 31) and since.year == until.year:
        return f"{since:%Y}"
    last = monthrange(until.year, until.month)[1]
    if (since.year, since.month, since.day, until.day) == (until.year, until.month, 1, last):
        return f"{since:%Y-%m}"
    return labels.span.format(since=since, until=until)


def window_line(answer: Answer, labels: Labels = CHINESE) -> str | None:
    """Say which time was searched, or None when the question named none."""
    if answer.window is None:
        return None
    words = labels.outside if answer.outside else labels.looked_in
    return words.format(span=window_text(answer.window, labels))


def day_text(article: Article, labels: Labels = CHINESE) -> str:
    """Write the day and, where it is known, the minute of publication.

    >>> day_text(Article("a", "题", "文", published="2021-07-12T07:51:30+08:00"))
    '2021-07-12 07:51'
    """
    if not article.published:
        return labels.no_date
    return f"{article.published[:10]} {article.published[11:16]}".rstrip()


def title_text(hit: Hit) -> str:
    """Write the title, followed by the sub-headline of the passage when it has one."""
    heading = hit.passage.heading
    title = hit.article.title.strip()
    return f"{title}｜{heading}" if heading and heading != title else title


def link(article: Article) -> str | None:
    """Return the address of an article if a reader could open it, else None.

    >>> link(Article("a", "题", "文", url="javascript:alert(1)")) is None
    True
    """
    url = article.url or ""
    sound = url.startswith(("http://", "https://")) and not any(c.isspace() or c in '<>"' for c in url)
    return url if sound else None


def marked(answer: Answer) -> tuple[str, str, str]:
    """Cut the answering sentence into what stands before, in and after the asked span."""
    text = answer.text or ""
    start, end = answer.span or (0, 0)
    return (text[:start], text[start:end], text[end:]) if 0 <= start < end <= len(text) else (text, "", "")


def noted(answer: Answer) -> str:
    """Write what completes the asked date, in brackets after the answering words, or nothing."""
    return f"（{answer.note}）" if answer.note and answer.text else ""


def cited(answer: Answer) -> str:
    """Write which result the answering words are taken from, as a mark after them: ` [2]`, or nothing."""
    for number, hit in enumerate(answer.hits, start=1):
        if answer.text and answer.text in hit.text:
            return f" [{number}]"
    return ""
