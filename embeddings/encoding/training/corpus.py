"""Articles as token numbers: sentences, titles, and which sentences are whose."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from embeddings.encoding.training.recipe import Progress, silent
from embeddings.encoding.training.tokens import Text, Tokens, tokenise
from embeddings.schema import Article
from embeddings.text import sentences

#: What is read of an article: the matter is at the front, and no article may fill a batch.
_CHARACTERS = 3000
_SENTENCES = 60


@dataclass(frozen=True, slots=True)
class Corpus:
    """Article i has title `titles[i]` (empty: none of its own) and sentences `first[i]` to `first[i + 1]`."""

    sentences: Tokens
    titles: Tokens
    first: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.titles)

    def article(self, row: int) -> list[Text]:
        """Sentences of one article."""
        return [self.sentences[i] for i in range(int(self.first[row]), int(self.first[row + 1]))]

    def counts(self, size: int) -> NDArray[np.int64]:
        """How often each of `size` tokens occurs in sentences and titles."""
        return self.sentences.counts(size) + self.titles.counts(size)


def collect(articles: Sequence[Article], tokenizer: Tokenizer, progress: Progress = silent) -> Corpus:
    """Cut articles into sentences and tokens."""
    first = [0]

    def texts() -> Iterator[str]:
        for article in articles:
            body = article.body[:_CHARACTERS]
            spans = list(islice(sentences(body), _SENTENCES))
            first.append(first[-1] + len(spans))
            progress("切词", len(first) - 1, len(articles))
            yield from (body[start:end] for start, end in spans)

    cut = tokenise(texts(), tokenizer)
    titles = tokenise((own_title(article) for article in articles), tokenizer)
    return Corpus(cut, titles, np.array(first, np.int64))


def own_title(article: Article) -> str:
    """Give the title, or nothing when it only repeats how the body begins: such a pair teaches nothing.

    >>> [own_title(Article("1", title, "夜班船开了，市民多了一条路。")) for title in ("渡口加开夜班船", "夜班船开了…")]
    ['渡口加开夜班船', '']
    """
    return "" if article.body.startswith(article.title.rstrip("…")) else article.title
