"""From a question to ranked articles: candidates of both indexes, one score, the best passage of each article."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from embeddings.encoding.encoder import Encoder
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.encoding.segment import KINDS, Segmenter
from embeddings.index.engine import Candidates, Engine, Favour, Scope
from embeddings.index.snapshot import Snapshot
from embeddings.schema import Hit
from embeddings.search.course import Event, course
from embeddings.search.dates import Window
from embeddings.search.fusion import fused, matched
from embeddings.search.intents import Order
from embeddings.search.local import LocalEngine
from embeddings.search.outlets import Outlet
from embeddings.search.question import content
from embeddings.search.reading import Reading, read
from embeddings.search.trace import SILENT, Trace
from embeddings.search.walls import OUTSIDE, Walls, lets_in, of_outlet, preferred, shut

#: Weight of each kind of term; single characters carry the synonyms (涨价, 价格上涨).
KIND_WEIGHTS = dict(zip(KINDS, (0.5, 0.5, 1.0), strict=True))
#: How many candidates each index gives, and how many of them are matched softly. On 227 thousand passages three times
#: as many are no better (MRR .824, R@10 .941 either way).
CANDIDATES, RERANKED = 100, 100
#: The same where all that was reported on a topic is wanted.
ALL_CANDIDATES, ALL_RERANKED = 800, 400
#: What scores under this share of the best is not on the topic. Measured on topics of four years of daily news, the
#: scores of what is on a topic fall slowly to .85 of the best, then soon to .6.
ON_TOPIC = 0.85
#: What scores at least this share of the best answers a question for a detail as well, and the newest of it goes first.
AS_GOOD = 0.95
#: So many hits at least are read again and looked through for the newest.
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


#: Orders hits anew for a question, best first, with scores that fall; given the tokens of their passages, where known.
Reread = Callable[[str, Sequence[Hit], Sequence[NDArray[np.uint16] | None]], tuple[Hit, ...]]


class Retriever:
    """Searches one generation; holds no state of its own, so any number of threads may share it."""

    def __init__(
        self,
        engine: Engine | Snapshot,
        encoder: Encoder,
        segmenter: Segmenter,
        matcher: LateInteraction | None = None,
        reread: Reread | None = None,
    ) -> None:
        self._reread = reread
        self._engine = LocalEngine(engine) if isinstance(engine, Snapshot) else engine
        self._encoder = encoder
        self._segmenter = segmenter
        self._matcher = matcher
        newest = self._engine.about.newest
        self._newest = date.fromordinal(newest) if newest else None

    def search(
        self,
        question: str,
        k: int,
        today: date,
        since: date | None = None,
        until: date | None = None,
        source: str | None = None,
        trace: Trace = SILENT,
        read_again: bool = True,
    ) -> Found:
        """Give at most k articles; `since`, `until` (included) and `source` are walls; `trace` takes notes.

        Where their scores are to be joined with those of another search, hits are not to be read again.
        """
        sources = self._engine.sources
        with trace.timed("reading"):
            reading = read(question, sources, today, self._newest)
        trace.searched(reading.words)
        walls = Walls(since, until, source)
        outlet = reading.outlet
        favour = Favour(
            walls=lets_in(walls, sources),
            near=preferred(reading.window) if reading.window else Scope(),
            wanted=of_outlet(sources, outlet.sources) if outlet and outlet.sources else Scope(),
            outside=OUTSIDE,
        )
        # 最近办了什么展 asks for a show, not for a list: the best match answers, and among equals the newest.
        order: Order = "best" if reading.order == "latest" and reading.asks_detail else reading.order
        events: tuple[Event, ...] = ()
        if order == "best":
            best = self._ranked(reading.words, favour, CANDIDATES, RERANKED, trace)
            hits, rows = self._fold(best, favour.walls, max(k, _NEXT), trace)
            if self._reread is not None and read_again:
                with trace.timed("rereading"):
                    hits = self._reread(reading.words, hits, [best.tokens.get(row) for row in rows])
                trace.reread([hit.article.id for hit in hits], [hit.score for hit in hits])
            hits = (_newest_of_the_best(hits) if reading.order == "latest" else hits)[:k]
        else:
            hits = self._on_topic(reading, favour, k, trace)
            events = course(hits, reading.words) if reading.order == "timeline" else ()
            # One event is no course; its report is the answer.
            events = events if len(events) > 1 else ()
            hits = (_newest_first(hits) if reading.order == "latest" else hits)[:k]
        first = hits[0] if hits else None
        return Found(
            hits,
            reading.window,
            outside=first is not None and not _is_of(first.article.day, favour.near),
            order=order,
            as_of=self._newest if reading.order == "latest" else None,
            events=events,
            outlet=outlet,
            astray=first is not None and outlet is not None and not _tells(first, outlet),
            wall=(shut(walls, sources, self._engine.holds) or walls or None) if first is None else None,
            topic=reading.words if (reading.order, outlet) != ("best", None) else "",
        )

    def _on_topic(self, reading: Reading, favour: Favour, k: int, trace: Trace) -> tuple[Hit, ...]:
        """Give all that was reported on a topic, best first; of the time and outlet asked for where there is any."""
        near = favour.near & favour.wanted & favour.walls
        # Here a window is kept to the day: what came after it would be the newest of it.
        inside = near & Scope.between(reading.window.since, reading.window.until) if reading.window else near
        if reading.words:
            best = self._ranked(reading.words, favour, ALL_CANDIDATES, ALL_RERANKED, trace)
            best = best.take(best.scores.astype(float) >= ON_TOPIC * best.scores[:1].astype(float))
            choices = (best.take(scope.covers(best.of.day, best.of.source)) for scope in (inside, near))
            best = next((choice for choice in choices if len(choice.scores)), best)
        else:
            # No topic: whatever is newest, more than k since some will be folded.
            scope = next((scope for scope in (inside, near) if self._engine.holds(scope)), favour.walls)
            newest = self._engine.latest(scope, 4 * k)
            best = _Ranked(newest, newest.lexical, {})
        return self._fold(best, favour.walls, len(best.scores), trace)[0]

    def _ranked(self, words: str, favour: Favour, candidates: int, reranked: int, trace: Trace) -> "_Ranked":
        """Give articles with their best passage and its score, best first."""
        with trace.timed("encoding"):
            terms = self._segmenter.terms(content(words))
            vector = self._encoder.encode_questions([words])[0]
        with trace.timed("candidates"):
            found = self._engine.candidates(terms, KIND_WEIGHTS, vector, favour, candidates)
        scores, factor = fused(found.lexical, found.cosine), favour.factor(found.day, found.source)
        order = np.lexsort((found.rows, -(scores * factor)))[:reranked]
        found, scores = found.take(order), scores[order]
        soft, tokens = {}, {}
        if self._matcher is not None:
            with trace.timed("matching"):
                rows = found.rows.tolist()
                tokens = dict(zip(rows, self._engine.tokens(rows), strict=True))
                matches = self._matcher.matches(content(words), list(tokens.values()))
            scores, soft = matched(scores, matches), {"whole": matches.whole, "stretch": matches.stretch}
        scores *= factor[order]
        trace.scored(found.rows, lexical=found.lexical, cosine=found.cosine, **soft, factor=factor[order], score=scores)
        # The nearest vectors may still point the other way, and such a passage says nothing of the question.
        order = np.lexsort((found.rows, -scores))[: np.count_nonzero(scores > 0)]
        # The best passage of each article comes first.
        firsts = np.sort(np.unique(found.article[order], return_index=True)[1])
        return _Ranked(found, scores, tokens).take(order[firsts])

    def _fold(self, best: "_Ranked", walls: Scope, k: int, trace: Trace) -> tuple[tuple[Hit, ...], list[int]]:
        """One hit a group of reprints with its row, at the rank of its best member; its head on top where as good."""
        articles, scores = best.of.article.tolist(), best.scores.tolist()
        place_of = {article: place for place, article in enumerate(articles)}
        shown: dict[int, tuple[int, int, float]] = {}
        for place, head in enumerate(best.of.fold.tolist()):
            if len(shown) == k:
                break
            if head not in shown:
                at_head = place_of.get(head, place)
                on_top = at_head if scores[at_head] >= _HEAD_SHARE * scores[place] else place
                shown[head] = articles[on_top], int(best.of.rows[on_top]), scores[place]
        also = {
            article: [row for row in rows if row != article]
            for (article, _, _), rows in zip(
                shown.values(), self._engine.members(list(shown), walls).values(), strict=True
            )
        }
        wanted = [*also, *(row for rows in also.values() for row in rows)]
        with trace.timed("gathering"):
            rows = [row for _, row, _ in shown.values()]
            read_articles, passages = self._engine.read(wanted, rows)
        of = dict(zip(wanted, read_articles, strict=True))
        trace.shown([of[article].id for article, _, _ in shown.values()], rows)
        hits = tuple(
            Hit(of[article], passage, score, tuple(of[row] for row in also[article]))
            for (article, _, score), passage in zip(shown.values(), passages, strict=True)
        )
        return hits, rows


class _Ranked(NamedTuple):
    """Candidates with their final scores, the best first; `tokens` of their passages by row, if they were matched."""

    of: Candidates
    scores: NDArray[np.float32]
    tokens: Mapping[int, NDArray[np.uint16]]

    def take(self, places: NDArray[Any]) -> "_Ranked":
        return _Ranked(self.of.take(places), self.scores[places], self.tokens)


def _is_of(day: date | None, scope: Scope) -> bool:
    """Tell whether a day lies in a scope of any outlets."""
    if day is None:
        return not scope.is_dated
    number = day.toordinal()
    return (scope.first is None or scope.first <= number) and (scope.last is None or number <= scope.last)


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
