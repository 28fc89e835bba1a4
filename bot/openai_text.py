"""An answer as a chat message: the words that answer, then numbered sources with their links."""

from bot.render.labels import CHINESE, Labels, day_text, link, marked, noted, title_text
from bot.render.markdown import escape, event_item
from bot.render.notes import course_line, notes, refusal
from bot.schema import Answer
from embeddings.schema import Hit


def as_message(answer: Answer, labels: Labels = CHINESE) -> str:
    """Write the message as Markdown; the sources are the last paragraph."""
    if answer.abstained:
        parts = [refusal(answer, labels)]
    elif answer.events:
        parts = [course_line(answer, labels)]
    else:
        before, asked, after = marked(answer)
        bold = f"**{_inside(asked)}**" if asked else ""
        parts = [f"{escape(before)}{bold}{_inside(after + noted(answer))}"]
        if answer.written:
            parts = [escape(answer.written), labels.verbatim + parts[0]]
    parts += [f"*{escape(note)}*" for note in notes(answer, labels)]
    if answer.events:
        return "\n\n".join([*parts, "\n".join(event_item(event, labels) for event in answer.events)])
    parts.append("\n".join(_source(number, hit, labels) for number, hit in enumerate(answer.hits, start=1)))
    return "\n\n".join(part for part in parts if part)


def _inside(text: str) -> str:
    # What does not begin a line opens no list there: 7.4 stays 7.4.
    return escape(f"x{text}")[1:]


def _source(number: int, hit: Hit, labels: Labels) -> str:
    title, url = escape(title_text(hit)), link(hit.article)
    head = f"[{title}](<{url}>)" if url else title
    also = f"（{labels.also.format(count=len(hit.also))}）" if hit.also else ""
    return (
        f"{number}. {escape(hit.article.source or labels.no_source)} · {day_text(hit.article, labels)} · {head}{also}"
    )
