"""One generation of the index, opened read-only: both indexes, the columns beside them, and the articles."""

from collections.abc import Sized
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from embeddings.encoding.encoder import Encoder
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.encoding.segment import KINDS, Segmenter
from embeddings.errors import IndexUnusableError
from embeddings.index.columns import damaged, open_column
from embeddings.index.dense import DenseIndex
from embeddings.index.digest import searched_text
from embeddings.index.generations import current_generation, read_current
from embeddings.index.manifest import Manifest
from embeddings.index.pack import Pack
from embeddings.index.reuse import keys_of
from embeddings.index.sparse import SparseIndex
from embeddings.index.store import ArticleStore
from embeddings.schema import Article, Passage

#: Files up to this many bytes are read whole and compared whenever a generation is opened.
_SMALL = 1 << 16
#: So are these, of any size: FAISS believes the numbers in its file, a flipped bit makes a number infinite, and the
#: columns say which article a row is of.
_ALWAYS = ("dense.faiss", "vectors", "columns", "fold")


class Snapshot:
    """A generation in use; it stays whole and readable while later ones go live.

    Passages of an article lie in neighbouring rows, in the order of the text. Columns, n passages and a articles:
    `vectors` (n, dim) float16, `passage_article` (n,), `passage_span` (n, 2), `passage_key` (n, 2) hash of the encoded
    text, `article_day` (a,) proleptic ordinal or 0, `article_source` (a,) place in `sources` or -1, `fold` (a,) row
    of the head of the article's reprints.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        passages, articles = manifest.passages, manifest.articles
        self.folder = folder
        self.manifest = manifest
        self.dense = DenseIndex.load(folder / "dense.faiss")
        self.sparse = {kind: SparseIndex.load(folder / "sparse" / kind) for kind in KINDS}
        self.article_sparse = {kind: SparseIndex.load(folder / "sparse" / f"article-{kind}") for kind in KINDS}
        self.vectors = open_column(folder / "vectors", "<f2", (passages, manifest.dim))
        columns = Pack(folder / "columns")
        self.passage_article = columns.array("passage_article", "<i4", (passages,))
        self.passage_span = columns.array("passage_span", "<i4", (passages, 2))
        self.passage_key = columns.array("passage_key", "<u8", (passages, 2))
        lengths = columns.array("passage_tokens", "<i4", (passages,))
        self._token_ends = np.cumsum(lengths, dtype=np.int64)
        self._tokens = open_column(folder / "tokens", "<u2", (int(self._token_ends[-1]) if passages else 0,))
        self.article_day = columns.array("article_day", "<i4", (articles,))
        self.article_source = columns.array("article_source", "<i4", (articles,))
        self.fold = open_column(folder / "fold", "<i4", (articles,))
        self.headings = columns.strings("headings")
        self.sources = list(columns.strings("sources"))
        self.articles = ArticleStore.open(folder / "articles.sqlite")
        self._check_counts()

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
    def open_folder(cls, folder: Path, manifest: Manifest) -> "Snapshot":
        """Open a generation by its folder, live or not."""
        manifest.check_sizes(folder)
        small = (name for name, mark in manifest.files.items() if mark.size <= _SMALL)
        manifest.verify(folder, dict.fromkeys((*_ALWAYS, *small)))
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
        return self.articles.row_of(article_id)

    def find(self, article_id: str) -> Article | None:
        """Read an article by its id."""
        row = self.row_of(article_id)
        if row is None:
            return None
        article = self.article(row)
        if article.id.encode(errors="replace") != article_id.encode(errors="replace"):
            raise damaged(self.folder / "articles.sqlite")
        return article

    def passage(self, row: int, article: Article | None = None) -> Passage:
        """Say where a passage lies; its article is read for it, unless it is given.

        IndexUnusableError when the text there is not the text that was encoded.
        """
        start, end = self.passage_span[row].tolist()
        article = article or self.articles[int(self.passage_article[row])]
        passage = Passage(article.id, start, end, self.headings[row])
        # The articles are not read whole when a generation is opened; what has changed since must not be shown.
        if not np.array_equal(keys_of([searched_text(article, passage)])[0], self.passage_key[row]):
            raise damaged(self.folder / "articles.sqlite")
        return passage

    def tokens(self, row: int) -> NDArray[np.uint16]:
        """Token numbers of a passage for soft matching; none where the index was built without."""
        start = self._token_ends[row - 1] if row else 0
        return self._tokens[start : self._token_ends[row]]

    def passages_of(self, article: int) -> range:
        """Give the rows of the passages of an article."""
        first, after = np.searchsorted(self.passage_article, [article, article + 1]).tolist()
        return range(first, after)

    def close(self) -> None:
        """Close the articles; the arrays are let go of with the last reference to them."""
        self.articles.close()

    def __enter__(self) -> "Snapshot":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _check_counts(self) -> None:
        passages, articles = self.manifest.passages, self.manifest.articles
        by_passage: list[Sized] = [self.dense, self.headings, *self.sparse.values()]
        by_article: list[Sized] = [self.articles, *self.article_sparse.values()]
        if any(len(part) != passages for part in by_passage) or any(len(part) != articles for part in by_article):
            self.close()
            raise damaged(self.folder)


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
