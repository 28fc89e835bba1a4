"""What the service takes and gives; every surface translates to and from these."""

from dataclasses import dataclass
from datetime import date

from embeddings.schema import Hit
from embeddings.search.course import Event
from embeddings.search.dates import Window
from embeddings.search.intents import Order
from embeddings.search.outlets import Outlet
from embeddings.search.walls import Walls

#: Longest question that is read, in characters.
QUESTION_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Query:
    """A question and how to answer it.

    `since` and `until` (both included) and `source` are walls: nothing outside them is returned.
    `today` is the day that relative words count from; None means now in Asia/Shanghai.
    `write` lets an LLM, where one is set, write an answer as well.
    """

    question: str
    k: int = 5
    since: date | None = None
    until: date | None = None
    source: str | None = None
    conversation_id: str | None = None
    today: date | None = None
    write: bool = True


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """Which index answered: generation name, ISO time of building, counts, newest day in it."""

    generation: str
    built_at: str
    articles: int
    passages: int
    newest: date | None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in the articles' own words, or an honest refusal with the nearest hits.

    `text` is None exactly when `abstained`. `span` marks the asked detail in `text`, `note` completes it where it is a
    date given in part (28日＝2021年6月28日).
    `window` is the time read from the question; `outside` says that the hits lie outside it. `order` is that of the
    hits, `as_of` the newest day in the index, given where the newest is asked for; `events` is the course of events,
    oldest first, given with "timeline". `outlet` is the one asked for; `astray` says that the first hit is of another.
    `wall` holds the limits that let no article through.
    `written` is an LLM's answer, every sentence checked against the hits that it cites as [1][2] (from 1), `citations`
    those numbers; None where no LLM is set or nothing it wrote held. It never stands without `text`.
    """

    question: str
    text: str | None
    hits: tuple[Hit, ...]
    abstained: bool
    index: IndexInfo
    span: tuple[int, int] | None = None
    window: Window | None = None
    outside: bool = False
    conversation_id: str | None = None
    took_ms: float = 0.0
    order: Order = "best"
    as_of: date | None = None
    events: tuple[Event, ...] = ()
    outlet: Outlet | None = None
    astray: bool = False
    wall: Walls | None = None
    written: str | None = None
    citations: tuple[int, ...] = ()
    note: str | None = None
