"""From articles to the rows of a generation: passages, their vectors and their terms, one batch after the other."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from embeddings.articles.chunking import chunk
from embeddings.encoding.encoder import Encoder
from embeddings.encoding.segment import KINDS, Segmenter, Terms
from embeddings.index.columns import Strings, save_column
from embeddings.index.postings import new_vocabulary
from embeddings.index.reuse import KnownVectors, keys_of
from embeddings.index.sparse import SparseBuilder
from embeddings.schema import Article, Passage

#: Passages encoded at once.
BATCH = 2048


class RowWriter:
    """Writes the columns of passages and articles as the articles come, and gathers their terms.

    What is searched of a passage is the article's title, the passage's heading and its text, a line each; of an
    article, the title and all its passages.
    """

    def __init__(self, folder: Path, spill: Path, encoder: Encoder, segmenter: Segmenter, known: KnownVectors) -> None:
        self.articles = self.passages = self.embedded = self.reused = 0
        self._folder = folder
        self._encoder = encoder
        self._segmenter = segmenter
        self._known = known
        self._files = ExitStack()
        self._columns = {
            name: self._files.enter_context((folder / name).open("wb"))
            for name in ("vectors", "passage_article", "passage_span", "passage_key", "article_day", "article_source")
        }
        self._builders: dict[str, SparseBuilder] = {}
        for kind in KINDS:
            vocabulary = new_vocabulary()
            for name in (kind, f"article-{kind}"):
                self._builders[name] = SparseBuilder(_made(spill / name), vocabulary=vocabulary)
        self._headings: list[str] = []
        self._sources: dict[str, int] = {}
        self._texts: list[str] = []

    def add(self, article: Article) -> None:
        """Add the next article."""
        title = self._segmenter.terms(article.title)
        whole = Terms(*map(list, title))
        passages = chunk(article)
        for passage in passages:
            terms = self._segmenter.terms(_under_title(article, passage))
            for kind, of_title, of_text, of_whole in zip(KINDS, title, terms, whole, strict=True):
                self._builders[kind].add(of_title + of_text)
                of_whole.extend(of_text)
            self._texts.append(searched_text(article, passage))
            self._headings.append(passage.heading)
        for kind, of_whole in zip(KINDS, whole, strict=True):
            self._builders[f"article-{kind}"].add(of_whole)
        self._append("passage_article", [self.articles] * len(passages), "<i4")
        self._append("passage_span", [(passage.start, passage.end) for passage in passages], "<i4")
        self._append("article_day", [article.day.toordinal() if article.day else 0], "<i4")
        source = self._sources.setdefault(article.source, len(self._sources)) if article.source else -1
        self._append("article_source", [source], "<i4")
        self.articles += 1
        self.passages += len(passages)
        if len(self._texts) >= BATCH:
            self._encode()

    def finish(self, k1: float, b: float) -> None:
        """Write what is left, and the sparse indexes."""
        self._encode()
        self._files.close()
        Strings.of(self._headings).save(self._folder, "headings")
        Strings.of(self._sources).save(self._folder, "sources")
        for name in list(self._builders):
            # One after the other, each let go of before the next: their peaks must not add up.
            self._builders.pop(name).build(k1, b, self._folder / "sparse" / name)

    def _encode(self) -> None:
        texts, self._texts = self._texts, []
        if not texts:
            return
        keys = keys_of(texts)
        known, old = self._known.find(keys)
        vectors = np.empty((len(texts), self._encoder.dim), np.float16)
        vectors[known] = old
        missing = [text for text, is_known in zip(texts, known.tolist(), strict=True) if not is_known]
        if missing:
            vectors[~known] = self._encoder.encode_passages(missing)
        self._append("vectors", vectors, "<f2")
        self._append("passage_key", keys, "<u8")
        self.embedded += len(missing)
        self.reused += len(texts) - len(missing)

    def _append(self, name: str, values: Sequence[object] | NDArray[np.generic], dtype: str) -> None:
        self._columns[name].write(np.asarray(values, dtype).tobytes())

    def __enter__(self) -> "RowWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._files.close()


def save_fold(folder: Path, heads: Sequence[int]) -> int:
    """Write the column of reprints and count the articles that are folded under another."""
    fold = np.asarray(heads, "<i4")
    save_column(folder / "fold", fold)
    return int(np.count_nonzero(fold != np.arange(len(fold))))


def searched_text(article: Article, passage: Passage) -> str:
    """Join what is encoded of a passage: title, heading and text, a line each."""
    under = _under_title(article, passage)
    return f"{article.title}\n{under}" if article.title else under


def _under_title(article: Article, passage: Passage) -> str:
    text = article.body[passage.start : passage.end]
    return f"{passage.heading}\n{text}" if passage.heading else text


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder
