"""An answer as Telegram messages: HTML, short enough, nothing that Telegram would refuse."""

from collections.abc import Iterator

from bot.render.labels import CHINESE, Labels, cited, day_text, link, marked, noted, title_text
from bot.render.notes import course_line, notes, refusal
from bot.render.rich import Block, Run, clip, messages, units
from bot.schema import Answer
from embeddings.schema import PASSAGE_LIMIT, Hit
from embeddings.search.course import Event

# Together these keep a page of five results in one message: 2 x 120 + 400 + 80 + 5 x (400 + 120 + 40 + 60) < 4096.
_TITLE = 120
_SOURCE = 40
_SENTENCE = 400
_AROUND = 120
# A written answer takes its room from the quotes: 600 + 4 < 5 x 140.
_WRITTEN = 600
_QUOTE_BESIDE = PASSAGE_LIMIT - 140
_QUOTE = "blockquote expandable"


def as_telegram_html(answer: Answer, labels: Labels = CHINESE) -> list[str]:
    """Render an answer as one or more HTML messages of at most 4,096 UTF-16 units each."""
    return messages(blocks(answer, labels))


def blocks(answer: Answer, labels: Labels = CHINESE, first: int = 0, count: int | None = None) -> Iterator[Block]:
    """Give the lead and the results `first` to `first + count`, numbered by their rank; or the course of events."""
    stop = len(answer.hits) if count is None else first + count
    written = [Run(f"{clip(answer.written, _WRITTEN)}\n\n{labels.verbatim}")] if answer.written else []
    yield [*written, *_lead(answer, labels)]
    if lines := notes(answer, labels):
        yield [Run("\n".join(lines), ("i",))]
    if answer.events:
        yield [run for event in answer.events for run in event_runs(event, labels)]
        return
    for number, hit in enumerate(answer.hits[first:stop], start=first + 1):
        yield _result(number, hit, answer, labels)


def _lead(answer: Answer, labels: Labels) -> Block:
    if answer.abstained:
        return [Run(refusal(answer, labels), ("b",))]
    if answer.events:
        return [Run(course_line(answer, labels), ("b",))]
    before, asked, after = marked(answer)
    if not asked:
        return [Run(clip(before, _SENTENCE), ("b",)), Run(noted(answer) + cited(answer))]
    # The asked detail is what must survive when a sentence is too long.
    if units(before) > _AROUND:
        before = "…" + before[1 - _AROUND :]
    return [
        Run(before),
        Run(clip(asked, _SENTENCE), ("b", "u")),
        Run(clip(after, _AROUND) + noted(answer) + cited(answer)),
    ]


def head_runs(hit: Hit, labels: Labels = CHINESE) -> list[Run]:
    """Write outlet, day and title of a result, the title a link where the article has one."""
    article = hit.article
    url = link(article)
    return [
        Run(f"{clip(article.source or labels.no_source, _SOURCE)} · {day_text(article, labels)} · "),
        _titled(clip(title_text(hit), _TITLE), url),
    ]


def line_block(hit: Hit, labels: Labels = CHINESE) -> Block:
    """Write a result in two lines, for lists: the day and outlet, then the title."""
    article = hit.article
    byline = f"{day_text(article, labels)} · {clip(article.source or labels.no_source, _SOURCE)}\n"
    return [Run(byline), _titled(clip(title_text(hit), _TITLE), link(article))]


def event_runs(event: Event, labels: Labels = CHINESE) -> list[Run]:
    """Write an event in a line: the day, what happened, a link where the report has one, and the outlet."""
    article, also = event.hit.article, event.hit.also
    tail = f"（{labels.also.format(count=len(also))}）" if also else ""
    url = link(article)
    tags = (f'a href="{_attribute(url)}"',) if url else ()
    source = clip(article.source or labels.no_source, _SOURCE)
    return [Run(f"{event.day} ", ("b",)), Run(clip(event.text, _TITLE), tags), Run(f" · {source}{tail}\n")]


def _result(number: int, hit: Hit, answer: Answer, labels: Labels) -> Block:
    tail = [Run(f"\n{labels.also.format(count=len(hit.also))}")] if hit.also else []
    quote = _quote(clip(hit.text, _QUOTE_BESIDE if answer.written else PASSAGE_LIMIT), answer.text)
    return [Run(f"{number}. "), *head_runs(hit, labels), Run("\n"), *quote, *tail]


def _titled(title: str, url: str | None) -> Run:
    return Run(title, (f'a href="{_attribute(url)}"',) if url else ("b",))


def _quote(passage: str, sentence: str | None) -> list[Run]:
    """Quote a passage, its answering sentence bold where it has one and more than that."""
    start = passage.find(sentence) if sentence and sentence != passage else -1
    if not sentence or start < 0:
        return [Run(passage, (_QUOTE,))]
    end = start + len(sentence)
    return [
        Run(passage[:start], (_QUOTE,)),
        Run(passage[start:end], (_QUOTE, "b")),
        Run(passage[end:], (_QUOTE,)),
    ]


def _attribute(url: str) -> str:
    return url.replace("&", "&amp;").replace('"', "&quot;")
