"""The engine over Milvus: the same candidates and scores as from the files of one machine, and no state here."""

import base64
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.encoding.encoder import Encoder
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.encoding.segment import Segmenter, Terms
from embeddings.errors import IndexUnusableError
from embeddings.index.engine import About, Candidates, Favour, Scope
from embeddings.index.manifest import Manifest
from embeddings.index.milvus_articles import MOST_ROWS, key_of, read_articles, read_self
from embeddings.index.milvus_client import BUILDING, Milvus
from embeddings.index.milvus_filters import ARTICLE, bounds, classes
from embeddings.index.milvus_generations import GRAPH_FROM, LAYOUT, articles_of, live, passages_of
from embeddings.index.milvus_terms import TermNumbers
from embeddings.index.snapshot import check_maker
from embeddings.schema import Article, Passage

_KNOWN = ("row", "article", "day", "source", "fold")
#: Searches that one process may have under way at once.
_AT_ONCE = 16
#: Neighbours looked at in a graph for each one wanted: more than enough to find as many as an exact search.
_WIDTH = 4

_Scores = dict[int, float]
_Asked = list[float] | dict[int, float]


class MilvusEngine:
    """One generation, asked as an engine is: two rounds of requests for candidates, one for what is shown."""

    def __init__(self, milvus: Milvus, manifest: Manifest, about: Mapping[str, Any]) -> None:
        self._milvus = milvus
        self._passages, self._articles = passages_of(manifest.generation), articles_of(manifest.generation)
        self._numbers = TermNumbers(about["moved"])
        self._counts: list[int] = about["counts"]
        self._width = _WIDTH if manifest.passages >= GRAPH_FROM else 0
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="milvus")
        self.sources: Sequence[str] = about["sources"]
        self.about = About(
            manifest.generation, manifest.built_at, manifest.articles, manifest.passages, about["newest"]
        )

    def outlets(self) -> list[tuple[str, int]]:
        """Count the articles of each outlet."""
        return list(zip(self.sources, self._counts, strict=True))

    def holds(self, scope: Scope) -> bool:
        """Tell whether there is any article in a scope."""
        return bool(self._query(bounds(scope, *ARTICLE), ["row"], 1))

    def candidates(
        self, terms: Terms, weights: Mapping[str, float], vector: NDArray[np.float32], favour: Favour, count: int
    ) -> Candidates:
        """Gather the best passages of either index."""
        known: dict[int, tuple[int, ...]] = {}
        words = self._numbers.asked(terms, weights)
        # What is favoured may lie deep among all: each class that counts more is asked for by itself as well, and
        # beyond the walls only for the best score there is.
        asked = [(scope, count) for scope in dict.fromkeys(classes(favour))] if words else []
        asked += [(Scope(), 1)] if words and favour.walls else []
        searches = [self._start("sparse", words, bounds(scope), many, known) for scope, many in asked]
        meaning = self._start("dense", vector.tolist(), "", count, known) if vector.any() else None
        by_words: _Scores = {}
        for search in searches:
            by_words.update(search.result())
        by_meaning = meaning.result() if meaning else {}
        best = max(by_words.values(), default=0.0) or 1.0
        rows, factor = _favoured(known, favour)
        scores = np.array([by_words.get(row, 0.0) / best for row in rows.tolist()], np.float32)
        order = np.lexsort((rows, -(scores * factor)))
        chosen = set(rows[order[(scores * factor)[order] > 0][:count]].tolist()) | by_meaning.keys()
        kept = [row for row, of_row in zip(rows.tolist(), factor.tolist(), strict=True) if row in chosen and of_row > 0]
        by_words |= self._missing("sparse", words, kept, by_words)
        by_meaning |= self._missing("dense", vector.tolist(), kept, by_meaning) if vector.any() else {}
        return _told(kept, known, {row: score / best for row, score in by_words.items()}, by_meaning)

    def latest(self, scope: Scope, count: int) -> Candidates:
        """Give the first passages of the newest articles."""
        found: list[dict[str, Any]] = []
        last, span = min(self.about.newest, scope.last or self.about.newest), 1
        # There is no asking for the newest, only for days: twice as many as before until there are enough.
        while len(found) < count and last > 0 and (scope.first is None or last >= scope.first):
            days = Scope(max(last - span + 1, 1), last)
            some = self._query(bounds(scope & days, *ARTICLE), [*_KNOWN, "first"], MOST_ROWS)
            if len(some) == MOST_ROWS and span > 1:
                # More than are given at once: which of them are the newest, fewer days will tell.
                span //= 2
                continue
            found += some
            last, span = last - span, 2 * span
        if len(found) < count and not scope.is_dated:
            found += self._query(bounds(scope, *ARTICLE, "day == 0"), [*_KNOWN, "first"], MOST_ROWS)
        newest = sorted(found, key=lambda row: (-row["day"], row["article"]))[:count]
        known = {row["first"]: tuple(row[name] for name in _KNOWN[1:]) for row in newest if row["first"] >= 0}
        return _told(list(known), known, {}, {})

    def tokens(self, rows: Sequence[int]) -> list[NDArray[np.uint16]]:
        """Token numbers of passages."""
        if not rows:
            return []
        options: dict[str, Any] = {"output_fields": ["row", "tokens"], "limit": MOST_ROWS}
        found = self._milvus.call("query", self._passages, filter=f"row in {list(rows)}", **options)
        texts = {row["row"]: row["tokens"] for row in found}
        return [np.frombuffer(base64.b64decode(texts[row]), "<u2") for row in rows]

    def members(self, heads: Sequence[int], scope: Scope) -> dict[int, list[int]]:
        """Give the articles of a scope that are folded under each head."""
        groups: dict[int, list[int]] = {head: [] for head in heads}
        if heads:
            wanted = bounds(scope, *ARTICLE, f"fold in {list(heads)}")
            found = self._query(wanted, ["article", "fold"], MOST_ROWS)
            for row in sorted(found, key=lambda row: int(row["article"])):
                groups[row["fold"]].append(row["article"])
        return groups

    def read(self, articles: Sequence[int], passages: Sequence[int]) -> tuple[list[Article], list[Passage]]:
        """Read articles and passages by their rows; a passage must be of one of the articles."""
        stored = read_articles(self._milvus, self._articles, articles)
        placed = {one.first + place: passage for one in stored.values() for place, passage in enumerate(one.passages)}
        return [stored[row].article for row in articles], [placed[row] for row in passages]

    def find(self, article_id: str) -> Article | None:
        """Read an article by its id."""
        key = f"key == {key_of(article_id)}"
        rows = [row["article"] for row in self._query(bounds(Scope(), *ARTICLE, key), ["article"], 16)]
        wanted = article_id.encode(errors="replace")
        stored = read_articles(self._milvus, self._articles, rows).values()
        return next((one.article for one in stored if one.article.id.encode(errors="replace") == wanted), None)

    def close(self) -> None:
        """Let go of the threads; the connection is its origin's."""
        self._pool.shutdown(wait=False)

    def _query(self, wanted: str, fields: list[str], limit: int) -> list[dict[str, Any]]:
        found = self._milvus.call("query", self._articles, filter=wanted, output_fields=fields, limit=limit)
        return list(found)

    def _start(
        self, column: str, asked: _Asked, wanted: str, count: int, known: dict[int, tuple[int, ...]]
    ) -> "Future[_Scores]":
        return self._pool.submit(self._search, column, asked, wanted, count, known)

    def _search(
        self, column: str, asked: _Asked, wanted: str, count: int, known: dict[int, tuple[int, ...]]
    ) -> _Scores:
        """Give the best passages with their scores, and put down in `known` what is known of them."""
        params = {"ef": self._width * count} if self._width and column == "dense" else {}
        found = self._milvus.call(
            "search",
            self._passages,
            data=[asked],
            anns_field=column,
            filter=wanted,
            limit=count,
            output_fields=list(_KNOWN),
            search_params={"metric_type": "IP", "params": params},
        )[0]
        rows = [hit["entity"] for hit in found]
        known.update({row["row"]: tuple(row[name] for name in _KNOWN[1:]) for row in rows})
        return {row["row"]: float(hit["distance"]) for row, hit in zip(rows, found, strict=True)}

    def _missing(self, column: str, asked: _Asked, rows: list[int], scores: _Scores) -> _Scores:
        """Score what the other index has found."""
        wanted = [row for row in rows if row not in scores]
        return self._search(column, asked, f"row in {wanted}", len(wanted), {}) if wanted and asked else {}


class MilvusOrigin:
    """The generations of one Milvus; only those made by these parts are opened."""

    def __init__(
        self,
        milvus: Milvus,
        encoder: Encoder,
        segmenter: Segmenter,
        matcher: LateInteraction | None = None,
    ) -> None:
        self._milvus = milvus
        self._parts = encoder, segmenter, matcher

    def current(self) -> str | None:
        """Name the live generation, or None when Milvus does not say."""
        try:
            return live(self._milvus)
        except IndexUnusableError:
            return None

    def open(self) -> MilvusEngine:
        """Open the live generation."""
        name = live(self._milvus)
        if name is None:
            raise IndexUnusableError(f"Milvus（{self._milvus.place.shown}）里还没有索引，请先运行 wenxun rebuild。")
        for collection in (articles_of(name), passages_of(name)):
            # A server that was started again may hold nothing ready.
            self._milvus.call("load_collection", collection, timeout=BUILDING)
        about = read_self(self._milvus, articles_of(name))
        manifest = self._manifest(about)
        check_maker(manifest, *self._parts)
        return MilvusEngine(self._milvus, manifest, about)

    def close(self) -> None:
        """End the connection."""
        self._milvus.close()

    def _manifest(self, about: Mapping[str, Any]) -> Manifest:
        try:
            manifest = Manifest.of(about["manifest"])
            if about["layout"] == LAYOUT:
                return manifest
        except (KeyError, TypeError):
            pass
        raise IndexUnusableError("Milvus 里的索引是另一个版本的程序建的，请运行 wenxun rebuild 重建索引。")


def _favoured(known: Mapping[int, tuple[int, ...]], favour: Favour) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    rows = np.array(sorted(known), np.int64)
    days, sources = (np.array([known[row][place] for row in rows.tolist()], np.int32) for place in (1, 2))
    return rows, favour.factor(days, sources)


def _told(rows: list[int], known: Mapping[int, tuple[int, ...]], by_words: _Scores, by_meaning: _Scores) -> Candidates:
    def column(place: int, dtype: type) -> NDArray[Any]:
        return np.array([known[row][place] for row in rows], dtype)

    def scored(by: _Scores) -> NDArray[np.float32]:
        return np.array([by.get(row, 0.0) for row in rows], np.float32)

    places = column(0, np.int64), column(1, np.int32), column(2, np.int32), column(3, np.int64)
    return Candidates(np.array(rows, np.int64), scored(by_words), scored(by_meaning), *places)
