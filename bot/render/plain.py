"""An answer as plain text, for a terminal."""

from bot.render.labels import CHINESE, Labels, cited, day_text, link, marked, noted, title_text
from bot.render.notes import course_line, notes, refusal
from bot.render.rich import sound
from bot.schema import Answer
from embeddings.schema import Hit
from embeddings.search.course import Event


def as_text(answer: Answer, labels: Labels = CHINESE, mark: tuple[str, str] = ("【", "】"), told: bool = False) -> str:
    """Render an answer as plain text, the asked span between the two strings of `mark`.

    With `told` the written answer is left out: the reader has had it already, sentence by sentence.
    """
    parts = [_lead(answer, labels, mark)]
    if answer.written:
        parts = [*([] if told else [answer.written]), labels.verbatim + parts[0]]
    parts += [f"（{note}）" for note in notes(answer, labels)]
    if answer.events:
        parts.append("\n".join(_event(event, labels) for event in answer.events))
    else:
        parts += [_result(number, hit, labels) for number, hit in enumerate(answer.hits, start=1)]
    return sound("\n\n".join(parts))


def _lead(answer: Answer, labels: Labels, mark: tuple[str, str]) -> str:
    if answer.abstained:
        return refusal(answer, labels)
    if answer.events:
        return course_line(answer, labels)
    before, asked, after = marked(answer)
    return (f"{before}{mark[0]}{asked}{mark[1]}{after}" if asked else before) + noted(answer) + cited(answer)


def _event(event: Event, labels: Labels) -> str:
    hit = event.hit
    also = f"（{labels.also.format(count=len(hit.also))}）" if hit.also else ""
    return f"{event.day}  {event.text}  {hit.article.source or labels.no_source}{also}"


def _result(number: int, hit: Hit, labels: Labels) -> str:
    article = hit.article
    lines = [
        f"{number}. {title_text(hit)}",
        f"   {article.source or labels.no_source} · {day_text(article, labels)}",
        *(f"   {line}" for line in hit.text.splitlines()),
    ]
    if url := link(article):
        lines.insert(2, f"   {url}")
    if hit.also:
        lines.append(f"   {labels.also.format(count=len(hit.also))}")
    return "\n".join(lines)
