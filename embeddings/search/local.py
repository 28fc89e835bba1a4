"""The engine over the files of this machine: both indexes are looked through whole, by memory map."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.encoding.encoder import Encoder
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.encoding.segment import Segmenter, Terms
from embeddings.index.engine import About, Candidates, Favour, Scope
from embeddings.index.generations import current_generation
from embeddings.index.snapshot import Snapshot
from embeddings.schema import Article, Passage
from embeddings.search.fusion import scaled, top


class LocalEngine:
    """An opened snapshot, asked as an engine is."""

    def __init__(self, snapshot: Snapshot) -> None:
        manifest = snapshot.manifest
        self._snapshot = snapshot
        self.sources = snapshot.sources
        # The reprints of one group side by side, so that they need not be looked for.
        self._by_head = np.argsort(snapshot.fold, kind="stable")
        self._heads = snapshot.fold[self._by_head]
        self.about = About(
            manifest.generation,
            manifest.built_at,
            manifest.articles,
            manifest.passages,
            int(snapshot.article_day.max(initial=0)),
        )

    def outlets(self) -> list[tuple[str, int]]:
        """Count the articles of each outlet."""
        of_article = self._snapshot.article_source
        counts = np.bincount(of_article[of_article >= 0], minlength=len(self.sources))
        return list(zip(self.sources, counts.tolist(), strict=True))

    def holds(self, scope: Scope) -> bool:
        """Tell whether there is any article in a scope."""
        return bool(self._covered(scope).any())

    def candidates(
        self, terms: Terms, weights: Mapping[str, float], vector: NDArray[np.float32], favour: Favour, count: int
    ) -> Candidates:
        """Gather the best passages of either index."""
        snapshot = self._snapshot
        factor = self._factor(favour)
        by_words = scaled(snapshot.by_words(terms, weights))
        by_meaning = snapshot.dense.search(vector[None], count)[0][0] if vector.any() else np.empty(0, np.int64)
        best = top(by_words if factor is None else by_words * factor, count)
        rows = np.union1d(best, by_meaning[by_meaning >= 0])
        rows = rows if factor is None else rows[factor[rows] > 0]
        return self._told(rows, by_words[rows], snapshot.vectors[rows].astype(np.float32) @ vector)

    def latest(self, scope: Scope, count: int) -> Candidates:
        """Give the first passages of the newest articles."""
        snapshot = self._snapshot
        # Articles that are gone are in no group.
        articles = np.flatnonzero(self._covered(scope) & (snapshot.fold >= 0))
        articles = articles[np.argsort(-snapshot.article_day[articles], kind="stable")][:count]
        firsts, afters = (np.searchsorted(snapshot.passage_article, articles + end) for end in (0, 1))
        rows = firsts[firsts < afters]
        nothing = np.zeros(len(rows), np.float32)
        return self._told(rows, nothing, nothing)

    def tokens(self, rows: Sequence[int]) -> list[NDArray[np.uint16]]:
        """Token numbers of passages."""
        return self._snapshot.tokens(rows)

    def members(self, heads: Sequence[int], scope: Scope) -> dict[int, list[int]]:
        """Give the articles of a scope that are folded under each head."""
        snapshot = self._snapshot
        firsts, afters = (np.searchsorted(self._heads, heads, side) for side in ("left", "right"))
        groups: dict[int, list[int]] = {}
        for head, first, after in zip(heads, firsts.tolist(), afters.tolist(), strict=True):
            rows = self._by_head[first:after]
            covered = scope.covers(snapshot.article_day[rows], snapshot.article_source[rows]) if scope else slice(None)
            groups[head] = rows[covered].tolist()
        return groups

    def read(self, articles: Sequence[int], passages: Sequence[int]) -> tuple[list[Article], list[Passage]]:
        """Read articles and passages by their rows."""
        snapshot = self._snapshot
        owners = snapshot.passage_article[list(passages)].tolist()
        of = {row: snapshot.article(row) for row in dict.fromkeys((*articles, *owners))}
        return [of[row] for row in articles], snapshot.passages(passages, [of[owner] for owner in owners])

    def find(self, article_id: str) -> Article | None:
        """Read an article by its id."""
        return self._snapshot.find(article_id)

    def close(self) -> None:
        """Close the snapshot."""
        self._snapshot.close()

    def _factor(self, favour: Favour) -> NDArray[np.float32] | None:
        """Give the factor of each passage, or None where all count alike."""
        if not (favour.walls or favour.near or favour.wanted):
            return None
        snapshot = self._snapshot
        factor = favour.factor(snapshot.article_day, snapshot.article_source)
        return np.take(factor, snapshot.passage_article, mode="clip")

    def _covered(self, scope: Scope) -> NDArray[np.bool_]:
        return scope.covers(self._snapshot.article_day, self._snapshot.article_source)

    def _told(
        self, rows: NDArray[np.int64], by_words: NDArray[np.float32], by_meaning: NDArray[np.float32]
    ) -> Candidates:
        snapshot = self._snapshot
        article = snapshot.passage_article[rows].astype(np.int64)
        fold = snapshot.fold[article].astype(np.int64)
        day, source = snapshot.article_day[article], snapshot.article_source[article]
        return Candidates(rows, by_words, by_meaning, article, day, source, fold)


class LocalOrigin:
    """The folder of an index; only generations made by these parts are opened."""

    def __init__(
        self, index_dir: Path, encoder: Encoder, segmenter: Segmenter, matcher: LateInteraction | None = None
    ) -> None:
        self._index_dir = index_dir
        self._parts = encoder, segmenter, matcher

    def current(self) -> str | None:
        """Name the live generation."""
        return current_generation(self._index_dir)

    def open(self) -> LocalEngine:
        """Open the live generation."""
        return LocalEngine(Snapshot.open(self._index_dir, *self._parts))

    def close(self) -> None:
        """Do nothing: each generation has its own files."""
