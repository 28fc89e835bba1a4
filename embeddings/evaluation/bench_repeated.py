"""A corpus of any size out of given articles: as they are, then again and again with some words exchanged.

Words are exchanged for others of the corpus, drawn as often as they occur: few stay frequent and most stay rare. So
many are exchanged that no copy is taken for a reprint.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import rjieba

from embeddings.articles import read
from embeddings.articles.chunking import chunk
from embeddings.evaluation.bench_corpus import Asked
from embeddings.schema import Article

#: Share of the words that are exchanged in a copy.
EXCHANGED = 0.3
#: Words kept to draw from.
_DRAWN = 200_000


def write_repeated(paths: Sequence[Path], target: Path, passages: int, seed: int = 0) -> list[Asked]:
    """Write the articles of `paths`, repeated as often as it takes, until there are so many passages, as JSONL.

    Gives the titles of those that stand there as they are, as questions.

    Raises:
        ArticleError: a path is missing or cannot be read.

    """
    asked: list[Asked] = []
    written = 0
    with target.open("w", encoding="utf-8") as file:
        for article, is_copy in repeated(paths, seed):
            file.write(json.dumps({**asdict(article), "authors": list(article.authors)}, ensure_ascii=False) + "\n")
            if article.title and not is_copy:
                asked.append(Asked(article.title, article.id))
            written += len(chunk(article))
            if written >= passages:
                break
    return asked


def repeated(paths: Sequence[Path], seed: int = 0) -> Iterator[tuple[Article, bool]]:
    """Give articles without end, unless there are none, and whether each is a copy with other words."""
    chance = random.Random(seed)  # noqa: S311
    words: list[str] = []
    seen = 0
    for article in read(paths, lambda _: None):
        yield article, False
        for word in rjieba.cut(article.body):
            # Every word seen so far is as likely to be kept (Vitter 1985, algorithm R).
            seen += 1
            if len(words) < _DRAWN:
                words.append(word)
            elif (place := int(chance.random() * seen)) < _DRAWN:
                words[place] = word
    number = 0
    while words:
        number += 1
        for article in read(paths, lambda _: None):
            title, body = (_exchanged(text, words, chance) for text in (article.title, article.body))
            yield replace(article, id=f"{article.id}~{number}", title=title, body=body), True


def _exchanged(text: str, words: Sequence[str], chance: random.Random) -> str:
    """Exchange some of the words; single characters and marks stay where they are."""
    count = len(words)
    return "".join(
        words[int(chance.random() * count)] if len(word) > 1 and chance.random() < EXCHANGED else word
        for word in rjieba.cut(text)
    )
