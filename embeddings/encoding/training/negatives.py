"""Hard wrong answers: passages that share a question's words, and are not of the story that answers it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from embeddings.encoding.training.recipe import Progress, silent
from embeddings.encoding.training.sources import Scorer, Sources
from embeddings.encoding.training.tokens import tokenise
from embeddings.errors import ModelError
from embeddings.text import sentences

#: A sentence of so many tokens is hardly ever written twice: whoever has it tells the same story.
_TELLING = 8


@dataclass(frozen=True, slots=True)
class Pool:
    """Passages that compete: of the articles, then those of the questions, row `first + i` being passage i of these.

    `stories[row]` is the id of the article or passage that a row is of.
    """

    texts: list[str]
    stories: list[str]
    first: int


@dataclass(frozen=True, slots=True)
class Mined:
    """For q questions: rows of wrong passages, best first (q, depth), their scores by words, and the answer's (q,).

    Scores are divided by the best score of the question, so that they lie between 0 and 1.
    """

    rows: NDArray[np.int32]
    scores: NDArray[np.float32]
    own: NDArray[np.float32]


def gather(sources: Sources, limit: int) -> Pool:
    """Take the first `limit` passages of the articles, and all of the questions."""
    texts: list[str] = []
    stories: list[str] = []
    for article in sources.articles:
        if len(texts) >= limit:
            break
        of_article = sources.cut(article)[: limit - len(texts)]
        texts += of_article
        stories += [article.id] * len(of_article)
    return Pool(texts + list(sources.passages.values()), stories + list(sources.passages), len(texts))


def kin(pool: Pool, tokenizer: Tokenizer) -> list[NDArray[np.int64]]:
    """Rows of the story of each passage of the questions: the same article, and whatever shares a telling sentence."""
    tellers: dict[bytes, set[str]] = {key: set() for text in pool.texts[pool.first :] for key in _keys(text, tokenizer)}
    rows_of: dict[str, list[int]] = defaultdict(list)
    for row, (story, text) in enumerate(zip(pool.stories, pool.texts, strict=True)):
        rows_of[story].append(row)
        for key in _keys(text, tokenizer):
            if key in tellers:
                tellers[key].add(story)
    found: list[NDArray[np.int64]] = []
    for story, text in zip(pool.stories[pool.first :], pool.texts[pool.first :], strict=True):
        related = {story}.union(*(tellers[key] for key in _keys(text, tokenizer)))
        found.append(np.array(sorted(row for name in related for row in rows_of[name]), np.int64))
    return found


def mine(
    sources: Sources,
    pool: Pool,
    related: Sequence[NDArray[np.int64]],
    passage_of: NDArray[np.int64],
    depth: int,
    progress: Progress = silent,
) -> Mined:
    """Find the best `depth` wrong passages of every question by words."""
    spare = len(pool.texts) - max(map(len, related))
    if spare < 1:
        raise ModelError("文章太少，找不到可以和答案相比的段落，请用 --articles 给出更多文章。")
    depth = min(depth, spare)
    score: Scorer = sources.scorer(pool.texts)
    rows = np.empty((len(sources.questions), depth), np.int32)
    scores = np.empty((len(sources.questions), depth), np.float32)
    own = np.empty(len(sources.questions), np.float32)
    for place, (question, passage) in enumerate(zip(sources.questions, passage_of.tolist(), strict=True)):
        found = score(question.text)
        found = found / max(float(found.max()), 1e-6)
        own[place] = found[pool.first + passage]
        found[related[passage]] = -1
        best = np.argpartition(-found, depth - 1)[:depth]
        rows[place] = best[np.lexsort((best, -found[best]))]
        scores[place] = found[rows[place]]
        progress("找相近的段落", place + 1, len(sources.questions))
    return Mined(rows, scores, own)


def _keys(text: str, tokenizer: Tokenizer) -> Iterator[bytes]:
    """Give the telling sentences of a text, as bytes of their tokens."""
    tokens = tokenise((text[start:end] for start, end in sentences(text)), tokenizer)
    return (tokens[row].tobytes() for row in range(len(tokens)) if len(tokens[row]) >= _TELLING)
