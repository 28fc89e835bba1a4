"""Answers kept as they were shown, so that their buttons work after a rebuild and a restart."""

import json
import secrets
import zlib
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Literal

from bot.schema import Answer, IndexInfo
from bot.state.store import Store
from embeddings.schema import Article, Hit, Passage
from embeddings.search.course import Event
from embeddings.search.dates import Window
from embeddings.search.outlets import Outlet
from embeddings.search.walls import Walls

#: Seconds that an answer's buttons work.
KEPT_FOR = 30 * 86400
#: Answers kept at most; the oldest go first.
KEPT = 20_000

Kind = Literal["answer", "latest", "timeline"]

_SWEEP_EVERY = 256


@dataclass(frozen=True, slots=True)
class Page:
    """A kept answer (bodies cut to the passages shown) and the questions offered under it.

    `limited` says that the person's own default period was applied to it.
    """

    token: str
    who: str
    answer: Answer | None
    kind: Kind = "answer"
    limited: bool = False
    suggestions: tuple[str, ...] = ()


def keep(
    store: Store,
    who: str,
    answer: Answer | None,
    kind: Kind = "answer",
    limited: bool = False,
    suggestions: tuple[str, ...] = (),
) -> Page:
    """Keep an answer and return it with the token that its buttons carry (11 characters)."""
    page = Page(secrets.token_urlsafe(8), who, _cut(answer) if answer else None, kind, limited, suggestions)
    row = store.db.execute("INSERT INTO pages VALUES (?, ?, ?, ?)", (page.token, who, store.clock(), _body(page)))
    if (row.lastrowid or 0) % _SWEEP_EVERY == 0:
        sweep(store)
    return page


def offer(store: Store, page: Page, suggestions: tuple[str, ...]) -> Page | None:
    """Keep questions to be offered under a kept answer; None when it is no longer kept."""
    offered = replace(page, suggestions=suggestions)
    row = store.db.execute("UPDATE pages SET body = ? WHERE token = ?", (_body(offered), page.token))
    return offered if row.rowcount else None


def find(store: Store, token: str) -> Page | None:
    """Return a kept answer, or None when it is too old."""
    row = store.db.execute(
        "SELECT who, body FROM pages WHERE token = ? AND at > ?", (token, store.clock() - KEPT_FOR)
    ).fetchone()
    if row is None:
        return None
    record = json.loads(zlib.decompress(row[1]))
    answer = _answer(record["answer"]) if record["answer"] else None
    return Page(token, row[0], answer, record["kind"], record["limited"], tuple(record["suggestions"]))


def sweep(store: Store, kept: int = KEPT) -> None:
    """Delete what is too old or too much."""
    store.db.execute("DELETE FROM pages WHERE at <= ?", (store.clock() - KEPT_FOR,))
    store.db.execute("DELETE FROM pages WHERE rowid <= (SELECT max(rowid) FROM pages) - ?", (kept,))


def _body(page: Page) -> bytes:
    record = {
        "answer": asdict(page.answer) if page.answer else None,
        "kind": page.kind,
        "limited": page.limited,
        "suggestions": page.suggestions,
    }
    return zlib.compress(json.dumps(record, ensure_ascii=False, default=date.isoformat).encode("utf-8", "replace"))


def _cut(answer: Answer) -> Answer:
    """Leave of every article what its result shows."""
    hits = tuple(_cut_hit(hit) for hit in answer.hits)
    events = tuple(replace(event, hit=_cut_hit(event.hit)) for event in answer.events)
    return replace(answer, hits=hits, events=events, conversation_id=None, took_ms=0.0)


def _cut_hit(hit: Hit) -> Hit:
    return Hit(
        _bodiless(hit.article, hit.text),
        Passage(hit.article.id, 0, len(hit.text), hit.passage.heading),
        hit.score,
        tuple(_bodiless(other, "") for other in hit.also),
    )


def _bodiless(article: Article, body: str) -> Article:
    return Article(article.id, article.title, body, article.published, article.source, article.url)


def _answer(record: dict[str, Any]) -> Answer:
    """Undo `asdict`, whose tuples and days have gone through JSON."""
    window, wall, outlet = record["window"], record["wall"], record["outlet"]
    changed = {
        "hits": tuple(_hit(hit) for hit in record["hits"]),
        "index": IndexInfo(**_dated(record["index"], "newest")),
        "span": tuple(record["span"]) if record["span"] else None,
        "window": Window(**_dated(window, "since", "until")) if window else None,
        "as_of": _day(record["as_of"]),
        "events": tuple(Event(**(event | {"hit": _hit(event["hit"])})) for event in record["events"]),
        "outlet": Outlet(outlet["name"], tuple(outlet["sources"])) if outlet else None,
        "wall": Walls(**_dated(wall, "since", "until")) if wall else None,
        "citations": tuple(record["citations"]),
    }
    return Answer(**(record | changed))


def _hit(record: dict[str, Any]) -> Hit:
    also = tuple(_article(other) for other in record["also"])
    return Hit(_article(record["article"]), Passage(**record["passage"]), record["score"], also)


def _article(record: dict[str, Any]) -> Article:
    return Article(**(record | {"authors": tuple(record["authors"])}))


def _dated(record: dict[str, Any], *names: str) -> dict[str, Any]:
    return record | {name: _day(record[name]) for name in names}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
