"""An answer as a chat message: the words that answer, then numbered sources with their links."""

from bot.render.labels import CHINESE, Labels, day_text, link, marked, title_text, window_line
from bot.render.markdown import escape
from bot.schema import Answer
from embeddings.schema import Hit


def as_message(answer: Answer, labels: Labels = CHINESE) -> str:
    """Write the message as Markdown; the sources are the last paragraph."""
    if answer.abstained:
        parts = [labels.nearest if answer.hits else labels.nothing]
    else:
        before, asked, after = marked(answer)
        bold = f"**{_inside(asked)}**" if asked else ""
        parts = [f"{escape(before)}{bold}{_inside(after)}"]
    if (window := window_line(answer, labels)) and answer.hits:
        parts.append(f"*{escape(window)}*")
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
