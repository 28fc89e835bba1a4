"""From articles to the rows of a generation: passages, their vectors and their terms, one batch after the other."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.articles.chunking import chunk
from embeddings.encoding.encoder import Encoder
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.encoding.segment import KINDS, Segmenter, Terms
from embeddings.index.columns import Strings, save_column
from embeddings.index.pack import PackWriter
from embeddings.index.reuse import KnownVectors, keys_of
from embeddings.index.sparse import SparseBuilder
from embeddings.index.vocabulary import Vocabulary
from embeddings.schema import Article, Passage
from embeddings.text import simplified

#: The columns beside the vectors, with their type and, where a row is more than one number, its width.
COLUMNS: dict[str, tuple[str, tuple[int, ...]]] = {
    "passage_article": ("<i4", ()),
    "passage_span": ("<i4", (2,)),
    "passage_key": ("<u8", (2,)),
    "passage_tokens": ("<i4", ()),
    "article_day": ("<i4", ()),
    "article_source": ("<i4", ()),
}
#: Passages encoded at once.
BATCH = 2048


class RowWriter:
    """Writes the columns of passages and articles as the articles come, and gathers their terms.

    What is searched of a passage is the article's title, the passage's heading and its text, a line each, in simplified
    characters; of an article, the title and all its passages.
    """

    def __init__(
        self,
        folder: Path,
        spill: Path,
        encoder: Encoder,
        segmenter: Segmenter,
        known: KnownVectors,
        matcher: LateInteraction | None = None,
    ) -> None:
        self.articles = self.passages = self.embedded = self.reused = 0
        self._folder = folder
        self._encoder = encoder
        self._segmenter = segmenter
        self._known = known
        self._matcher = matcher
        self._vectors = (folder / "vectors").open("wb")
        self._tokens = (folder / "tokens").open("wb")
        self._columns: dict[str, list[NDArray[Any]]] = {name: [] for name in COLUMNS}
        self._builders: dict[str, SparseBuilder] = {}
        for kind in KINDS:
            vocabulary = Vocabulary()
            for name in (kind, f"article-{kind}"):
                self._builders[name] = SparseBuilder(_made(spill / name), vocabulary=vocabulary)
        self._headings: list[str] = []
        self._sources: dict[str, int] = {}
        self._texts: list[str] = []

    def add(self, article: Article) -> None:
        """Add the next article."""
        title = self._segmenter.terms(simplified(article.title))
        whole = Terms(*map(list, title))
        passages = chunk(article)
        for passage in passages:
            terms = self._segmenter.terms(simplified(_under_title(article, passage)))
            for kind, of_title, of_text, of_whole in zip(KINDS, title, terms, whole, strict=True):
                self._builders[kind].add(of_title + of_text)
                of_whole.extend(of_text)
            self._texts.append(searched_text(article, passage))
            self._headings.append(passage.heading)
        for kind, of_whole in zip(KINDS, whole, strict=True):
            self._builders[f"article-{kind}"].add(of_whole)
        self._keep("passage_article", [self.articles] * len(passages))
        self._keep("passage_span", [(passage.start, passage.end) for passage in passages])
        self._keep("article_day", [article.day.toordinal() if article.day else 0])
        source = self._sources.setdefault(article.source, len(self._sources)) if article.source else -1
        self._keep("article_source", [source])
        self.articles += 1
        self.passages += len(passages)
        if len(self._texts) >= BATCH:
            self._encode()

    def finish(self, k1: float, b: float) -> None:
        """Write what is left, and the sparse indexes."""
        self._encode()
        self._vectors.close()
        self._tokens.close()
        with PackWriter(self._folder / "columns") as pack:
            for name, (dtype, width) in COLUMNS.items():
                pack.add(name, np.concatenate([np.zeros((0, *width), dtype), *self._columns.pop(name)]), dtype)
            pack.add_strings("headings", Strings.of(self._headings))
            pack.add_strings("sources", Strings.of(self._sources))
        (self._folder / "sparse").mkdir()
        for name in list(self._builders):
            # One after the other, each let go of before the next: their peaks must not add up.
            self._builders.pop(name).build_into(self._folder / "sparse" / name, k1, b)

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
        vectors.astype("<f2").tofile(self._vectors)
        self._keep("passage_key", keys)
        self._tokenise(texts)
        self.embedded += len(missing)
        self.reused += len(texts) - len(missing)

    def _tokenise(self, texts: Sequence[str]) -> None:
        tokens = self._matcher.tokens(texts) if self._matcher else [np.empty(0, np.uint16)] * len(texts)
        np.concatenate(tokens).astype("<u2").tofile(self._tokens)
        self._keep("passage_tokens", [len(of_passage) for of_passage in tokens])

    def _keep(self, name: str, values: Sequence[object] | NDArray[Any]) -> None:
        dtype, width = COLUMNS[name]
        self._columns[name].append(np.asarray(values, dtype).reshape(-1, *width))

    def __enter__(self) -> "RowWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._vectors.close()
        self._tokens.close()


def save_fold(folder: Path, heads: Sequence[int]) -> int:
    """Write the column of reprints and count the articles that are folded under another."""
    fold = np.asarray(heads, "<i4")
    save_column(folder / "fold", fold)
    return int(np.count_nonzero(fold != np.arange(len(fold))))


def searched_text(article: Article, passage: Passage) -> str:
    """Join what is encoded of a passage: title, heading and text, a line each, in simplified characters."""
    under = _under_title(article, passage)
    return simplified(f"{article.title}\n{under}" if article.title else under)


def _under_title(article: Article, passage: Passage) -> str:
    text = article.body[passage.start : passage.end]
    return f"{passage.heading}\n{text}" if passage.heading else text


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder
