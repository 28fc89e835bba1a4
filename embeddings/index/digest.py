"""What an index keeps of some articles: passages, vectors and postings as arrays, ready to be written.

Nothing here depends on other articles or on files being written, so that any process can do it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from embeddings.articles.chunking import chunk
from embeddings.articles.fingerprints import Hashes
from embeddings.articles.reprints import hashes_of
from embeddings.encoding.coding import Cuts, code
from embeddings.encoding.encoder import Encoder
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.index.postings import Counted, count
from embeddings.index.reuse import Keys, KnownVectors, keys_of, known_vectors, nothing_known
from embeddings.schema import Article, Passage
from embeddings.text import simplified

#: Passages encoded at once.
BATCH = 2048


class Terms(NamedTuple):
    """The terms of one kind by passage; a term is told by its place in `spelled`."""

    spelled: list[str]
    counted: Counted


class Digest(NamedTuple):
    """What is kept of some articles, p passages in all; article and passage rows are counted from 0.

    `vectors` (p, dim); `tokens` are those of all passages after each other, `token_counts` (p,) of each.
    """

    passages: list[Passage]
    article_of: NDArray[np.int32]
    keys: Keys
    vectors: NDArray[np.float16]
    embedded: int
    tokens: NDArray[np.uint16]
    token_counts: NDArray[np.int32]
    terms: dict[str, Terms]
    hashes: list[Hashes]


class Digester:
    """Digests articles with the parts that an index is made with.

    What is searched of a passage is the article's title, the passage's heading and its text, a line each, in simplified
    characters. The vectors that the live generation of `known_from` holds are taken from there.
    """

    def __init__(
        self, encoder: Encoder, segmenter: Cuts, matcher: LateInteraction | None = None, known_from: Path | None = None
    ) -> None:
        self._encoder = encoder
        self._segmenter = segmenter
        self._matcher = matcher
        self._known_from = known_from
        self._known: KnownVectors | None = None

    def digest(self, articles: Sequence[Article]) -> Digest:
        """Digest some articles."""
        cut = [chunk(article) for article in articles]
        passages = [passage for of_article in cut for passage in of_article]
        article_of = np.repeat(np.arange(len(articles), dtype=np.int32), list(map(len, cut)))
        titles = [simplified(article.title) for article in articles]
        owners = article_of.tolist()
        texts = [
            simplified(below_title(articles[owner], passage)) for owner, passage in zip(owners, passages, strict=True)
        ]
        searched = [below(titles[owner], text) for owner, text in zip(owners, texts, strict=True)]
        keys = keys_of([whole_text(articles[owner], passage) for owner, passage in zip(owners, passages, strict=True)])
        vectors, embedded, tokens = self._encode(searched, keys)
        return Digest(
            passages=passages,
            article_of=article_of,
            keys=keys,
            vectors=vectors,
            embedded=embedded,
            tokens=np.concatenate([np.empty(0, np.uint16), *tokens]),
            token_counts=np.fromiter(map(len, tokens), np.int32, len(tokens)),
            terms=self._terms(titles, texts, article_of),
            hashes=[hashes_of(article) for article in articles],
        )

    def _encode(self, texts: Sequence[str], keys: Keys) -> tuple[NDArray[np.float16], int, list[NDArray[np.uint16]]]:
        if self._known is None:
            self._known = (
                known_vectors(self._known_from, self._encoder) if self._known_from else nothing_known(self._encoder)
            )
        vectors = np.empty((len(texts), self._encoder.dim), np.float16)
        tokens: list[NDArray[np.uint16]] = []
        embedded = 0
        for start in range(0, len(texts), BATCH):
            part = texts[start : start + BATCH]
            tokens += self._matcher.tokens(part) if self._matcher else [np.empty(0, np.uint16)] * len(part)
            known, old = self._known.find(keys[start : start + BATCH])
            place = vectors[start : start + BATCH]
            place[known] = old
            missing = [text for text, is_known in zip(part, known.tolist(), strict=True) if not is_known]
            if missing:
                place[~known] = self._encoder.encode_passages(missing)
            embedded += len(missing)
        return vectors, embedded, tokens

    def _terms(self, titles: Sequence[str], texts: Sequence[str], article_of: NDArray[np.int32]) -> dict[str, Terms]:
        sizes = np.bincount(article_of, minlength=len(titles))
        firsts = np.cumsum(sizes) - sizes
        terms: dict[str, Terms] = {}
        for kind, coded in code(self._segmenter, [*titles, *texts]).items():
            of_title = coded.owners < len(titles)
            title, titled = coded.codes[of_title], coded.owners[of_title]
            text, passage = coded.codes[~of_title], coded.owners[~of_title] - len(titles)
            # A title is searched with every passage of its article.
            times = sizes[titled]
            within = np.arange(int(times.sum())) - np.repeat(np.cumsum(times) - times, times)
            codes, counted = count(
                np.concatenate([np.repeat(title, times), text]),
                np.concatenate([np.repeat(firsts[titled], times) + within, passage]),
                len(texts),
            )
            terms[kind] = Terms(coded.spell(codes), counted)
        return terms


def searched_text(article: Article, passage: Passage) -> str:
    """Put what is searched of a passage in simplified characters."""
    return simplified(whole_text(article, passage))


def whole_text(article: Article, passage: Passage) -> str:
    """Join title, heading and text of a passage, a line each: what its key is of."""
    return below(article.title, below_title(article, passage))


def below_title(article: Article, passage: Passage) -> str:
    """Join heading and text of a passage, a line each."""
    return below(passage.heading, article.body[passage.start : passage.end])


def below(heading: str, text: str) -> str:
    """Put a text on the line below a heading, where there is one."""
    return f"{heading}\n{text}" if heading else text
