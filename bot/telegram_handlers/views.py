"""A kept answer as one message with its buttons."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.render.rich import Block, Run, clip, messages
from bot.render.telegram_html import blocks, event_runs, line_block
from bot.schema import Answer
from bot.state.pages import Page
from bot.telegram_handlers import presses
from bot.telegram_handlers.presses import BEST, NEWEST, Press, packed
from bot.telegram_handlers.words import Words
from embeddings.schema import Hit

_LINES = 10
_BUTTON = 60


@dataclass(frozen=True, slots=True)
class View:
    """The HTML of one message and what stands under it."""

    html: str
    buttons: InlineKeyboardMarkup | None


def view(page: Page, words: Words, per_page: int, first: int = 0, order: str = BEST) -> View:
    """Show the results from `first` on, in the kept order (best first) or newest first; or the course of events."""
    answer = page.answer
    if answer is None:
        raise ValueError("a page without an answer has no view")
    per_page = _LINES if page.kind == "timeline" else per_page
    ranks = _ranks(answer.hits, order)
    first = first if 0 <= first < len(ranks) else 0
    shown = ranks[first : first + per_page]
    # In another order the numbers that a written answer cites would name other results.
    written = answer.written if order == BEST else None
    ordered = replace(answer, hits=tuple(answer.hits[rank] for rank in ranks), written=written)
    html = messages(_blocks(page, ordered, words, first, per_page))[0]
    # A course of events takes the place of the results, and is one message.
    listed = not answer.events
    rows = [
        _turning(page, len(ranks), first, per_page, order) if listed else [],
        _tools(page, answer, words, order),
        *(_results(page, answer.hits, shown, first, words) if listed and page.kind != "timeline" else ()),
        *_suggestions(page),
        _judging(page, first, order) if page.kind == "answer" else [],
    ]
    rows = [row for row in rows if row]
    return View(html, InlineKeyboardMarkup(rows) if rows else None)


def shown_articles(page: Page, first: int, order: str, per_page: int) -> list[str]:
    """Give the ids of the articles that `view` shows."""
    if page.answer is None:
        return []
    if page.answer.events:
        return [event.hit.article.id for event in page.answer.events]
    hits = page.answer.hits
    return [hits[rank].article.id for rank in _ranks(hits, order)[first : first + per_page]]


def _blocks(page: Page, answer: Answer, words: Words, first: int, per_page: int) -> Iterator[Block]:
    topic = clip(answer.question, 60)
    if page.kind == "timeline":
        count = len(answer.events or answer.hits)
        yield [Run(words.timeline_head.format(topic=topic, count=count), ("b",))]
        if answer.events:
            yield [run for event in answer.events for run in event_runs(event, words.labels)]
        else:
            yield from (line_block(hit, words.labels) for hit in answer.hits[first : first + per_page])
        return
    parts = blocks(answer, words.labels, first, per_page)
    lead = next(parts)
    head = words.latest_head.format(topic=topic) if topic else words.latest_all
    yield [Run(head, ("b",))] if page.kind == "latest" else lead
    yield from parts


def _ranks(hits: Sequence[Hit], order: str) -> list[int]:
    ranks = list(range(len(hits)))
    # Undated articles come last; among equals the better one stays first.
    return (
        sorted(ranks, key=lambda rank: hits[rank].article.published or "", reverse=True) if order == NEWEST else ranks
    )


def _turning(page: Page, count: int, first: int, per_page: int, order: str) -> list[InlineKeyboardButton]:
    if count <= per_page:
        return []
    total = -(-count // per_page)
    here = first // per_page

    def to(label: str, number: int) -> InlineKeyboardButton:
        return _button(label, Press(presses.TURN, page.token, str(number * per_page), order))

    back = [to("◀", here - 1)] if here > 0 else []
    on = [to("▶", here + 1)] if here + 1 < total else []
    return [*back, to(f"{here + 1} / {total}", here), *on]


def _tools(page: Page, answer: Answer, words: Words, order: str) -> list[InlineKeyboardButton]:
    row = []
    # Results that came newest first have no better order to go back to.
    if len(answer.hits) > 1 and not answer.abstained and page.kind == "answer" and answer.order == "best":
        label, other = (words.newest_first, NEWEST) if order == BEST else (words.best_first, BEST)
        row.append(_button(label, Press(presses.TURN, page.token, "0", other)))
    if page.limited or (answer.window and not answer.outside):
        row.append(_button(words.all_dates, Press(presses.ALL_DATES, page.token)))
    return row


def _results(
    page: Page, hits: Sequence[Hit], shown: Sequence[int], first: int, words: Words
) -> list[list[InlineKeyboardButton]]:
    numbered = list(enumerate(shown, start=first + 1))
    context = [
        _button(words.context.format(number=number), Press(presses.CONTEXT, page.token, str(rank)))
        for number, rank in numbered
    ]
    reprints = [
        _button(words.reprints.format(number=number), Press(presses.REPRINTS, page.token, str(rank)))
        for number, rank in numbered
        if hits[rank].also
    ]
    return [context, reprints]


def _suggestions(page: Page) -> list[list[InlineKeyboardButton]]:
    return [
        [_button(clip(text, _BUTTON), Press(presses.SUGGESTED, page.token, str(number)))]
        for number, text in enumerate(page.suggestions)
    ]


def suggestion_buttons(page: Page) -> InlineKeyboardMarkup | None:
    """Offer the suggestions of a page that has no answer."""
    rows = _suggestions(page)
    return InlineKeyboardMarkup(rows) if rows else None


def _judging(page: Page, first: int, order: str) -> list[InlineKeyboardButton]:
    # The order letter tells which articles were on the screen, the sign which verdict it is.
    return [
        _button(label, Press(presses.JUDGE, page.token, f"{sign}{first}", order))
        for label, sign in (("👍", "+"), ("👎", "-"))
    ]


def _button(label: str, press: Press) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=packed(press))
