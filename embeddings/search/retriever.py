"""From a question to ranked articles: candidates of both indexes, one score, the best passage of each article."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from embeddings.encoding.encoder import Encoder
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.encoding.segment import KINDS, Segmenter
from embeddings.index.snapshot import Snapshot
from embeddings.index.sparse import SparseIndex
from embeddings.schema import Hit
from embeddings.search.course import Event, course
from embeddings.search.dates import Window
from embeddings.search.fusion import fused, lexical, matched, top
from embeddings.search.intents import Order
from embeddings.search.outlets import Outlet
from embeddings.search.question import content
from embeddings.search.reading import Reading, read
from embeddings.search.walls import OUTSIDE, Walls, lets_in, of_outlet, preferred, within

#: Weight of each kind of term; single characters carry the synonyms (涨价, 价格上涨).
KIND_WEIGHTS = dict(zip(KINDS, (0.5, 0.5, 1.0), strict=True))
#: How many candidates each index gives, and how many of them are matched softly.
CANDIDATES, RERANKED = 300, 120
#: The same where all that was reported on a topic is wanted.
ALL_CANDIDATES, ALL_RERANKED = 800, 400
#: What scores under this share of the best is not on the topic. Measured on topics of four years of daily news, the
#: scores of what is on a topic fall slowly to .85 of the best, then soon to .6.
ON_TOPIC = 0.85
#: What scores at least this share of the best answers a question for a detail as well, and the newest of it goes first.
AS_GOOD = 0.95
#: So many hits at least are looked through for the newest.
_NEXT = 10
#: A group's head stands for it when its best passage has at least this share of the best score in the group.
_HEAD_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found and how the question was read.

    `window` is the time read from the question; `outside` says that the first hit lies outside it. `order` is that of
    the hits: newest first when "latest", best first else. `as_of` is the newest day in the index, given where the
    newest is asked for. `events` is the course of events, oldest first, given with "timeline". `outlet` is the one
    asked for; `astray` says that the first hit is of another. `wall` holds the walls that let no article through.
    `topic` is the question without the words that ask for an order or an outlet, "" where there are none.
    """

    hits: tuple[Hit, ...]
    window: Window | None
    outside: bool
    order: Order = "best"
    as_of: date | None = None
    events: tuple[Event, ...] = ()
    outlet: Outlet | None = None
    astray: bool = False
    wall: Walls | None = None
    topic: str = ""


class Retriever:
    """Searches one snapshot; holds no state of its own, so any number of threads may share it."""

    def __init__(
        self, snapshot: Snapshot, encoder: Encoder, segmenter: Segmenter, matcher: LateInteraction | None = None
    ) -> None:
        self._snapshot = snapshot
        self._encoder = encoder
        self._segmenter = segmenter
        self._matcher = matcher
        newest = int(snapshot.article_day.max(initial=0))
        self._newest = date.fromordinal(newest) if newest else None

    def search(
        self,
        question: str,
        k: int,
        today: date,
        since: date | None = None,
        until: date | None = None,
        source: str | None = None,
    ) -> Found:
        """Give at most k articles; `since`, `until` (included) and `source` are walls."""
        snapshot = self._snapshot
        reading = read(question, snapshot.sources, today, self._newest)
        walls = Walls(since, until, source)
        allowed, wall = lets_in(walls, snapshot.article_day, snapshot.article_source, snapshot.sources)
        near = preferred(snapshot.article_day, reading.window) if reading.window else _all(snapshot.article_day)
        wanted = self._of(reading.outlet)
        # An article's factor: nothing outside the walls, less outside the window, less again of another outlet.
        factor = np.where(near, np.float32(1), np.float32(OUTSIDE)) * allowed
        factor *= np.where(wanted, np.float32(1), np.float32(OUTSIDE))
        # 最近办了什么展 asks for a show, not for a list: the best match answers, and among equals the newest.
        order: Order = "best" if reading.order == "latest" and reading.asks_detail else reading.order
        events: tuple[Event, ...] = ()
        if order == "best":
            best = self._ranked(reading.words, factor, CANDIDATES, RERANKED)
            hits = tuple(self._fold(best, allowed, k if reading.order == "best" else max(k, _NEXT)))
            hits = (_newest_of_the_best(hits) if reading.order == "latest" else hits)[:k]
        else:
            hits = self._on_topic(reading, factor, near & wanted & allowed, allowed, k)
            events = course(hits, reading.words) if reading.order == "timeline" else ()
            # One event is no course; its report is the answer.
            events = events if len(events) > 1 else ()
            hits = (_newest_first(hits) if reading.order == "latest" else hits)[:k]
        first = hits[0] if hits else None
        return Found(
            hits,
            reading.window,
            outside=first is not None and not near[snapshot.row_of(first.article.id)],
            order=order,
            as_of=self._newest if reading.order == "latest" else None,
            events=events,
            outlet=reading.outlet,
            astray=first is not None and reading.outlet is not None and not _tells(first, reading.outlet),
            wall=(wall or walls or None) if first is None else None,
            topic=reading.words if (reading.order, reading.outlet) != ("best", None) else "",
        )

    def _of(self, outlet: Outlet | None) -> NDArray[np.bool_]:
        """Tell for each article whether it is of the outlet asked for, or whether that is no matter."""
        sources = self._snapshot.article_source
        return (
            of_outlet(sources, self._snapshot.sources, outlet.sources) if outlet and outlet.sources else _all(sources)
        )

    def _on_topic(
        self,
        reading: Reading,
        factor: NDArray[np.float32],
        near: NDArray[np.bool_],
        allowed: NDArray[np.bool_],
        k: int,
    ) -> tuple[Hit, ...]:
        """Give all that was reported on a topic, best first; of the time and outlet asked for where there is any."""
        # Here a window is kept to the day: what came after it would be the newest of it.
        window = reading.window or Window(None, None, "")
        inside = near & within(self._snapshot.article_day, window.since, window.until)
        if reading.words:
            best = self._ranked(reading.words, factor, ALL_CANDIDATES, ALL_RERANKED)
            best = [one for one in best if one[2] >= ON_TOPIC * best[0][2]]
            choices = ([one for one in best if mask[one[0]]] for mask in (inside, near))
            best = next(filter(None, choices), best)
        else:
            # No topic: whatever is newest, more than k since some will be folded.
            rows = np.flatnonzero(next((mask for mask in (inside, near) if mask.any()), allowed))
            rows = rows[np.argsort(-self._snapshot.article_day[rows], kind="stable")][: 4 * k]
            firsts = ((row, self._snapshot.passages_of(row)) for row in rows.tolist())
            best = [(row, passages[0], 0.0) for row, passages in firsts if passages]
        return tuple(self._fold(best, allowed, len(best)))

    def _ranked(
        self, words: str, factor: NDArray[np.float32], candidates: int, reranked: int
    ) -> list[tuple[int, int, float]]:
        """Articles with their best passage and its score, best first."""
        rows, scores = self._candidates(words, factor[self._snapshot.passage_article], candidates)
        order = np.lexsort((rows, -(scores * factor[self._snapshot.passage_article[rows]])))[:reranked]
        rows, scores = rows[order], scores[order]
        if self._matcher is not None:
            passages = [self._snapshot.tokens(row) for row in rows.tolist()]
            scores = matched(scores, self._matcher.matches(content(words), passages))
        scores *= factor[self._snapshot.passage_article[rows]]
        # The nearest vectors may still point the other way, and such a passage says nothing of the question.
        rows, scores = rows[scores > 0], scores[scores > 0]
        order = np.lexsort((rows, -scores))
        return list(self._best_of_articles(rows[order], scores[order]))

    def _candidates(
        self, question: str, factor: NDArray[np.float32], count: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Gather the best passages of either index, in no order, and their fused scores without the factor."""
        snapshot = self._snapshot
        terms = self._segmenter.terms(content(question))
        passages = _weighted(terms, snapshot.sparse)
        articles = _weighted(terms, snapshot.article_sparse)
        by_words = lexical(passages, articles, snapshot.passage_article)
        vector = self._encoder.encode_questions([question])
        by_meaning = snapshot.dense.search(vector, count)[0][0] if vector.any() else np.empty(0, np.int64)
        rows = np.union1d(top(by_words * factor, count), by_meaning[by_meaning >= 0])
        rows = rows[factor[rows] > 0]
        return rows, fused(by_words[rows], snapshot.vectors[rows].astype(np.float32) @ vector[0])

    def _best_of_articles(
        self, rows: NDArray[np.int64], scores: NDArray[np.float32]
    ) -> Iterator[tuple[int, int, float]]:
        """Article row, its best passage row and the score, best first."""
        seen: set[int] = set()
        for row, score in zip(rows.tolist(), scores.tolist(), strict=True):
            article = int(self._snapshot.passage_article[row])
            if article not in seen:
                seen.add(article)
                yield article, row, score

    def _fold(self, best: list[tuple[int, int, float]], allowed: NDArray[np.bool_], k: int) -> Iterator[Hit]:
        """One hit a group of reprints, at the rank of its best member; its head on top where it matches as well."""
        fold = self._snapshot.fold
        by_article = {article: (row, score) for article, row, score in best}
        shown: set[int] = set()
        for article, row, score in best:
            head = int(fold[article])
            if head in shown:
                continue
            shown.add(head)
            if head in by_article and by_article[head][1] >= _HEAD_SHARE * score:
                article, row = head, by_article[head][0]
            others = np.flatnonzero((fold == head) & allowed)
            also = tuple(self._snapshot.article(int(other)) for other in others if other != article)
            yield Hit(self._snapshot.article(article), self._snapshot.passage(row), score, also)
            if len(shown) == k:
                return


def _all(articles: NDArray[np.int32]) -> NDArray[np.bool_]:
    return np.ones(len(articles), dtype=bool)


def _newest_first(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Undated ones come last; among equals the better one stays first."""
    return tuple(sorted(hits, key=lambda hit: hit.article.published or "", reverse=True))


def _newest_of_the_best(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Put the newest first of those that are as good as the best."""
    good = sum(hit.score >= AS_GOOD * hits[0].score for hit in hits)
    return (*_newest_first(hits[:good]), *hits[good:])


def _tells(hit: Hit, outlet: Outlet) -> bool:
    """Tell whether a hit is of the outlet, or speaks of it."""
    return hit.article.source in outlet.sources or outlet.name in hit.article.title + hit.text


def _weighted(terms: tuple[list[str], ...], indexes: dict[str, SparseIndex]) -> NDArray[np.float32]:
    total = np.zeros(1, np.float32)
    for kind, given in zip(KINDS, terms, strict=True):
        total = total + indexes[kind].scores(dict.fromkeys(given, KIND_WEIGHTS[kind]))
    return total
