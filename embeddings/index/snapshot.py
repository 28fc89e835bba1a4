"""One generation of the index, opened read-only: both indexes, the columns beside them, and the articles."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.encoding.encoder import Encoder
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.encoding.segment import KINDS, Segmenter, Terms
from embeddings.errors import IndexUnusableError
from embeddings.index.columns import JoinedRows, damaged, open_column, starts_of
from embeddings.index.dense import DenseIndex
from embeddings.index.digest import whole_text
from embeddings.index.generations import current_generation, read_current
from embeddings.index.joined import Chained, JoinedDense, JoinedSparse
from embeddings.index.manifest import Manifest
from embeddings.index.part import ALWAYS, Part
from embeddings.index.reuse import keys_of
from embeddings.index.scoring import WordIndex, bm25
from embeddings.schema import Article, Passage

#: Files up to this many bytes are read whole and compared whenever a generation is opened.
_SMALL = 1 << 16
#: So are these, of any size; `fold`, `met` and `gone` number articles.
_ALWAYS = ("fold", "met", "gone")
_NONE = np.zeros(0, np.int64)


class Snapshot:
    """A generation in use; it stays whole and readable while later ones go live.

    Its parts are read as one: rows of the second follow on those of the first. Passages of an article lie in
    neighbouring rows, in the order of the text. Columns, n passages and a articles: `vectors` (n, dim) float16,
    `passage_article` (n,), `passage_span` (n, 2), `passage_key` (n, 2) hash of the encoded text, `article_day` (a,)
    proleptic ordinal or 0, `article_source` (a,) place in `sources` or -1, `fold` (a,) row of the head of the article's
    reprints.

    Articles that were replaced since their part was written are gone (`gone`, rows): neither index finds their
    passages, they have no day, no outlet and no group (-1), and no id leads to them.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest
        self.parts = parts = [Part(folder / mark.folder, mark, manifest.dim) for mark in manifest.parts]
        self.passage_starts = starts_of([len(part.passage_article) for part in parts])
        self.article_starts = starts_of([len(part.article_day) for part in parts])
        articles = self.article_starts[-1]
        self.gone = open_column(folder / "gone", "<i4")
        self.fold = open_column(folder / "fold", "<i4", (articles,))
        self.passage_article = _together(
            [
                part.passage_article + np.int32(start) if start else part.passage_article
                for part, start in self._starting()
            ]
        )
        self.passage_span = _together([part.passage_span for part in parts])
        self.passage_key = _together([part.passage_key for part in parts])
        self.article_day = _together([part.article_day for part in parts])
        self.headings: Sequence[str] = Chained([part.headings for part in parts])
        self.articles: Sequence[Article] = Chained([part.articles for part in parts])
        self.sources = list(dict.fromkeys(source for part in parts for source in part.sources))
        self.article_source = _together([_renumbered(part, self.sources) for part in parts])
        if len(self.gone):
            self._check_gone(articles)
            self.article_day, self.article_source = self.article_day.copy(), self.article_source.copy()
            self.article_day[self.gone], self.article_source[self.gone] = 0, -1
        self._gone = frozenset(self.gone.tolist())
        self._join(np.flatnonzero(np.isin(self.passage_article, self.gone)) if len(self.gone) else _NONE)

    def _join(self, gone: NDArray[np.int64]) -> None:
        """Read the indexes of all parts as one, without the passages that are gone."""
        if len(self.parts) == 1 and not len(gone):
            (part,) = self.parts
            self.dense: DenseIndex | JoinedDense = part.dense
            self.vectors: NDArray[np.float16] | JoinedRows = part.vectors
            self.sparse: dict[str, WordIndex] = dict(part.sparse)
            return
        self.dense = JoinedDense([part.dense for part in self.parts], gone)
        self.vectors = JoinedRows([part.vectors for part in self.parts])
        self.sparse = {kind: JoinedSparse([part.sparse[kind] for part in self.parts], gone) for kind in KINDS}

    @classmethod
    def open(
        cls,
        index_dir: Path,
        encoder: Encoder | None = None,
        segmenter: Segmenter | None = None,
        matcher: LateInteraction | None = None,
    ) -> "Snapshot":
        """Open the live generation of an index, if it was made by these parts (None: by any).

        Raises:
            IndexUnusableError: there is none, it is damaged, or it was made otherwise; the message says what to run.

        """
        while True:
            current = read_current(index_dir)
            try:
                manifest = Manifest.read(index_dir / current.name, current.sha256)
                check_maker(manifest, encoder, segmenter, matcher)
                return cls.open_folder(index_dir / current.name, manifest)
            except IndexUnusableError:
                # Builders may have gone on twice since CURRENT was read, and removed what it named.
                if current_generation(index_dir) in (current.name, None):
                    raise

    @classmethod
    def open_folder(cls, folder: Path, manifest: Manifest, known: frozenset[str] = frozenset()) -> "Snapshot":
        """Open a generation by its folder, live or not; files `known` to be whole are not read for it again."""
        manifest.check_sizes(folder)
        always = [*_ALWAYS, *(f"{part.folder}/{name}" for part in manifest.parts for name in ALWAYS)]
        small = [name for name, mark in manifest.files.items() if mark.size <= _SMALL]
        manifest.verify(folder, [name for name in dict.fromkeys((*always, *small)) if name not in known])
        return cls(folder, manifest)

    def verify(self) -> None:
        """Read every file; IndexUnusableError names the first that is not as it was written."""
        self.manifest.check_sizes(self.folder)
        self.manifest.verify(self.folder)

    def article(self, row: int) -> Article:
        """Read the article of a row; IndexUnusableError when its day is not the one that the columns have for it."""
        article = self.articles[row]
        if (article.day.toordinal() if article.day else 0) != self.article_day[row]:
            raise damaged(self.folder / "articles.sqlite")
        return article

    def row_of(self, article_id: str) -> int | None:
        """Find the row of an article by its id."""
        # What came later stands for what came before.
        for part, start in reversed(self._starting()):
            if (row := part.articles.row_of(article_id)) is not None and start + row not in self._gone:
                return start + row
        return None

    def find(self, article_id: str) -> Article | None:
        """Read an article by its id."""
        row = self.row_of(article_id)
        if row is None:
            return None
        article = self.article(row)
        if article.id.encode(errors="replace") != article_id.encode(errors="replace"):
            raise damaged(self.folder / "articles.sqlite")
        return article

    def passage(self, row: int) -> Passage:
        """Say where a passage lies; IndexUnusableError as for `passages`."""
        return self.passages([row], [self.articles[int(self.passage_article[row])]])[0]

    def passages(self, rows: Sequence[int], articles: Sequence[Article]) -> list[Passage]:
        """Say where passages lie, given the article of each.

        IndexUnusableError when the text there is not the text that was encoded.
        """
        spans = self.passage_span[rows].tolist()
        passages = [
            Passage(article.id, start, end, self.headings[row])
            for row, article, (start, end) in zip(rows, articles, spans, strict=True)
        ]
        # The articles are not read whole when a generation is opened; what has changed since must not be shown.
        if not np.array_equal(keys_of(list(map(whole_text, articles, passages))), self.passage_key[rows]):
            raise damaged(self.folder / "articles.sqlite")
        return passages

    def tokens(self, rows: Sequence[int]) -> list[NDArray[np.uint16]]:
        """Token numbers of passages for soft matching; none where the index was built without."""
        wanted = np.asarray(rows, np.int64)
        if len(self.parts) == 1:
            return self.parts[0].tokens(wanted)
        found: dict[int, NDArray[np.uint16]] = {}
        for part, (start, after) in zip(self.parts, pairwise(self.passage_starts), strict=True):
            theirs = wanted[(wanted >= start) & (wanted < after)]
            found.update(zip(theirs.tolist(), part.tokens(theirs - start), strict=True))
        return [found[row] for row in rows]

    def by_words(self, terms: Terms, weights: Mapping[str, float]) -> NDArray[np.float32]:
        """Score all passages, (passages,): BM25 over the terms of each kind, times its weight."""
        of_kinds = zip(KINDS, terms, strict=True)
        return bm25((self.sparse[kind], dict.fromkeys(given, weights[kind])) for kind, given in of_kinds)

    def passages_of(self, article: int) -> range:
        """Give the rows of the passages of an article; none of one that is gone."""
        if article in self._gone:
            return range(0)
        first, after = np.searchsorted(self.passage_article, [article, article + 1]).tolist()
        return range(first, after)

    def present(self) -> Iterator[Article]:
        """Give all articles that are not gone, in order."""
        return (article for row, article in enumerate(self.articles) if row not in self._gone)

    def close(self) -> None:
        """Close the articles; the arrays are let go of with the last reference to them."""
        for part in self.parts:
            part.articles.close()

    def __enter__(self) -> "Snapshot":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _starting(self) -> list[tuple[Part, int]]:
        return list(zip(self.parts, self.article_starts, strict=False))

    def _check_gone(self, articles: int) -> None:
        if self.gone[0] < 0 or self.gone[-1] >= articles or np.any(np.diff(self.gone) <= 0):
            self.close()
            raise damaged(self.folder / "gone")


def _together(columns: Sequence[NDArray[Any]], starts: Sequence[int] | None = None) -> NDArray[Any]:
    """Give the column of a single part as it is, on disk; those of several, which are small, are joined in memory."""
    if len(columns) == 1:
        return columns[0]
    if starts is not None:
        columns = [column + np.int32(start) for column, start in zip(columns, starts, strict=False)]
    return np.concatenate(columns)


def _renumbered(part: Part, sources: Sequence[str]) -> NDArray[np.int32]:
    """Give the outlets of a part's articles by their place in `sources`."""
    if part.sources == sources[: len(part.sources)]:
        return part.article_source
    place = np.array([*(sources.index(source) for source in part.sources), -1], np.int32)
    return np.asarray(place[part.article_source])


def check_maker(
    manifest: Manifest, encoder: Encoder | None, segmenter: Segmenter | None, matcher: LateInteraction | None
) -> None:
    """Refuse an index that other parts made; the message says what to run."""
    if encoder is not None and (manifest.encoder_id, manifest.encoder_digest) != (encoder.id, encoder.digest):
        if manifest.encoder_id == encoder.id:
            raise IndexUnusableError("索引是用另一个版本的同名模型建的，请运行 wenxun rebuild 重建索引。")
        other = f"另一个模型（{manifest.encoder_id}）"
        raise IndexUnusableError(f"索引是用{other}建的，请运行 wenxun rebuild 重建索引，或把 WENXUN_MODEL 改回去。")
    if segmenter is not None and manifest.segmenter != segmenter.fingerprint:
        raise IndexUnusableError("索引是用另一个版本的分词或另一份用户词典建的，请运行 wenxun rebuild 重建索引。")
    if matcher is not None and manifest.matcher not in ("", matcher.digest):
        raise IndexUnusableError("索引是用另一个版本的自带模型建的，请运行 wenxun rebuild 重建索引。")
