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
from embeddings.search.dates import Window, read_window
from embeddings.search.fusion import fused, lexical, matched, top
from embeddings.search.question import content, simplified
from embeddings.search.walls import OUTSIDE, from_source, preferred, within

#: Weight of each kind of term; single characters carry the synonyms (涨价, 价格上涨).
KIND_WEIGHTS = dict(zip(KINDS, (0.5, 0.5, 1.0), strict=True))
#: How many candidates each index gives.
CANDIDATES = 300
#: How many of the candidates are matched softly.
RERANKED = 120
#: A group's head stands for it when its best passage has at least this share of the best score in the group.
_HEAD_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Found:
    """Ranked hits, the window read from the question, and whether the first hit lies outside it."""

    hits: tuple[Hit, ...]
    window: Window | None
    outside: bool


class Retriever:
    """Searches one snapshot; holds no state of its own, so any number of threads may share it."""

    def __init__(
        self, snapshot: Snapshot, encoder: Encoder, segmenter: Segmenter, matcher: LateInteraction | None = None
    ) -> None:
        self._snapshot = snapshot
        self._encoder = encoder
        self._segmenter = segmenter
        self._matcher = matcher

    def search(
        self,
        question: str,
        k: int,
        today: date,
        since: date | None = None,
        until: date | None = None,
        source: str | None = None,
    ) -> Found:
        """Give at most k articles, best first; `since`, `until` (included) and `source` are walls."""
        plain = simplified(question)
        window = read_window(plain, today)
        days = self._snapshot.article_day
        allowed = within(days, since, until)
        if source is not None:
            allowed &= from_source(self._snapshot.article_source, self._snapshot.sources, source)
        near = preferred(days, window) if window else np.ones(len(days), dtype=bool)
        # An article's factor: nothing outside the walls, less outside the window.
        factor = np.where(near, np.float32(1), np.float32(OUTSIDE)) * allowed
        rows, scores = self._score(plain, factor[self._snapshot.passage_article])
        best = list(self._best_of_articles(rows, scores))
        hits = tuple(self._fold(best, allowed, k))
        outside = bool(hits) and not near[self._snapshot.row_of(hits[0].article.id)]
        return Found(hits, window, outside)

    def _score(self, question: str, factor: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Candidate passages, best first, and their scores."""
        rows, scores = self._candidates(question, factor)
        order = np.lexsort((rows, -(scores * factor[rows])))[:RERANKED]
        rows, scores = rows[order], scores[order]
        if self._matcher is not None:
            passages = [self._snapshot.tokens(row) for row in rows.tolist()]
            scores = matched(scores, self._matcher.matches(content(question), passages))
        scores *= factor[rows]
        # The nearest vectors may still point the other way, and such a passage says nothing of the question.
        rows, scores = rows[scores > 0], scores[scores > 0]
        order = np.lexsort((rows, -scores))
        return rows[order], scores[order]

    def _candidates(self, question: str, factor: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Gather the best passages of either index, in no order, and their fused scores without the factor."""
        snapshot = self._snapshot
        terms = self._segmenter.terms(content(question))
        passages = _weighted(terms, snapshot.sparse)
        articles = _weighted(terms, snapshot.article_sparse)
        by_words = lexical(passages, articles, snapshot.passage_article)
        vector = self._encoder.encode_questions([question])
        by_meaning = snapshot.dense.search(vector, CANDIDATES)[0][0] if vector.any() else np.empty(0, np.int64)
        rows = np.union1d(top(by_words * factor, CANDIDATES), by_meaning[by_meaning >= 0])
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
            head_row, head_score = by_article.get(head, (row, 0.0))
            if head_score >= _HEAD_SHARE * score:
                article, row = head, head_row
            others = np.flatnonzero((fold == head) & allowed)
            also = tuple(self._snapshot.article(int(other)) for other in others if other != article)
            yield Hit(self._snapshot.article(article), self._snapshot.passage(row), score, also)
            if len(shown) == k:
                return


def _weighted(terms: tuple[list[str], ...], indexes: dict[str, SparseIndex]) -> NDArray[np.float32]:
    total = np.zeros(1, np.float32)
    for kind, given in zip(KINDS, terms, strict=True):
        total = total + indexes[kind].scores(dict.fromkeys(given, KIND_WEIGHTS[kind]))
    return total
