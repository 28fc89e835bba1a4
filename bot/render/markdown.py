"""An answer as Markdown, for notes and other programs."""

import re

from bot.render.labels import CHINESE, Labels, cited, day_text, link, marked, noted, title_text
from bot.render.notes import course_line, notes, refusal
from bot.schema import Answer
from embeddings.schema import Hit
from embeddings.search.course import Event

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
# These open a list, a heading or a rule only at the start of a line.
_LINE_START = re.compile(r"^([^\S\n]*)([-+=]|\d+[.)])", re.MULTILINE)


def escape(text: str) -> str:
    r"""Make Markdown show `text` as it stands.

    >>> escape("*3. <b>")
    '\\*3. \\<b\\>'
    >>> escape("3. 三")
    '3\\. 三'
    """
    text = _SPECIAL.sub(r"\\\1", text)
    return _LINE_START.sub(lambda match: match[1] + match[2][:-1] + "\\" + match[2][-1], text)


def as_markdown(answer: Answer, labels: Labels = CHINESE) -> str:
    """Render an answer as Markdown: the sentence, then a numbered result with its quote each."""
    parts = [_lead(answer, labels)]
    if answer.written:
        parts = [escape(answer.written), labels.verbatim + parts[0]]
    parts += [f"*{escape(note)}*" for note in notes(answer, labels)]
    if answer.events:
        return "\n\n".join([*parts, "\n".join(event_item(event, labels) for event in answer.events)]) + "\n"
    parts += [_result(number, hit, labels) for number, hit in enumerate(answer.hits, start=1)]
    return "\n\n".join(parts) + "\n"


def _lead(answer: Answer, labels: Labels) -> str:
    if answer.abstained:
        return refusal(answer, labels)
    if answer.events:
        return course_line(answer, labels)
    before, asked, after = (escape(part) for part in marked(answer))
    return (f"{before}**{asked}**{after}" if asked else before) + escape(noted(answer) + cited(answer))


def event_item(event: Event, labels: Labels) -> str:
    """Write an event as an item of a list, its words a link where the report has one."""
    article, also = event.hit.article, event.hit.also
    url = link(article)
    # What does not begin a line opens no list there.
    words = escape(f"x{event.text}")[1:]
    told = f"[{words}](<{url}>)" if url else words
    tail = f"（{labels.also.format(count=len(also))}）" if also else ""
    return f"- **{event.day}** {told} · {escape(article.source or labels.no_source)}{tail}"


def _result(number: int, hit: Hit, labels: Labels) -> str:
    article = hit.article
    title = escape(title_text(hit))
    url = link(article)
    head = f"[{title}](<{url}>)" if url else title
    byline = f"{escape(article.source or labels.no_source)} · {day_text(article, labels)}"
    quote = "\n".join(f"   > {escape(line)}" for line in hit.text.splitlines())
    tail = f"\n\n   {labels.also.format(count=len(hit.also))}" if hit.also else ""
    return f"{number}. {byline} · {head}\n\n{quote}{tail}"
