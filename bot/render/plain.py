"""An answer as plain text, for a terminal."""

from bot.render.labels import CHINESE, Labels, cited, day_text, link, marked, title_text, window_line
from bot.schema import Answer
from embeddings.schema import Hit


def as_text(answer: Answer, labels: Labels = CHINESE, mark: tuple[str, str] = ("【", "】")) -> str:
    """Render an answer as plain text, the asked span between the two strings of `mark`."""
    parts = [_lead(answer, labels, mark)]
    window = window_line(answer, labels)
    if window and answer.hits:
        parts.append(f"（{window}）")
    parts += [_result(number, hit, labels) for number, hit in enumerate(answer.hits, start=1)]
    return "\n\n".join(parts)


def _lead(answer: Answer, labels: Labels, mark: tuple[str, str]) -> str:
    if answer.abstained:
        return labels.nearest if answer.hits else labels.nothing
    before, asked, after = marked(answer)
    return (f"{before}{mark[0]}{asked}{mark[1]}{after}" if asked else before) + cited(answer)


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
