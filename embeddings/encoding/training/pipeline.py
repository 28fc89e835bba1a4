"""The whole training, from named inputs to a complete model folder."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter

import numpy as np
from tokenizers import Tokenizer

from embeddings.encoding.training.card import Figures, card
from embeddings.encoding.training.contest import Contest
from embeddings.encoding.training.corpus import Corpus, collect, own_title
from embeddings.encoding.training.export import LATE, STATIC, TOKENIZER, export, export_late
from embeddings.encoding.training.late_interaction import LateWeights, train_late
from embeddings.encoding.training.negatives import gather, kin, mine
from embeddings.encoding.training.recipe import Progress, Recipe, silent
from embeddings.encoding.training.sources import Asked, Sources, tokenised
from embeddings.encoding.training.static import StaticWeights, train_static
from embeddings.encoding.training.tokens import tokenise
from embeddings.encoding.training.vocabulary import build_tokenizer, count_words
from embeddings.errors import ModelError
from embeddings.schema import Article


@dataclass(frozen=True, slots=True)
class Trained:
    """Everything that was learned, before it is rounded and written."""

    tokenizer: Tokenizer
    static: StaticWeights
    late: LateWeights


def train(sources: Sources, recipe: Recipe, folder: Path, progress: Progress = silent) -> tuple[Trained, Figures]:
    """Train from the sources and write the model folder with its card."""
    sources = limited(sources, recipe)
    clock = _Clock()
    with clock.timed("词表 vocabulary"):
        counts = count_words(_texts(sources.articles, progress))
        tokenizer = build_tokenizer(counts, recipe.vocabulary)
        numbers = tokenizer.get_vocab()
        pieces = sorted(numbers, key=numbers.__getitem__)
    with clock.timed("切词 tokens"):
        corpus = collect(sources.articles, tokenizer, progress)
        asked = tokenised(sources, tokenizer)
    with clock.timed("静态向量 static vectors"):
        static = train_static(pieces, corpus, asked, recipe.static, recipe.seed, progress)
    with clock.timed("相近的段落 hard negatives"):
        contest = _contest(sources, asked, tokenizer, recipe, progress)
    with clock.timed("逐词匹配 late interaction"):
        late = train_late(pieces, static, contest, recipe.late, recipe.seed, progress)
    export(static.rows, tokenizer, folder)
    export_late(late.directions, late.importance, folder)
    figures = _figures(sources, corpus, asked, contest, static, late, clock.seconds, folder)
    (folder / "README.md").write_text(card(figures, recipe), encoding="utf-8")
    return Trained(tokenizer, static, late), figures


def limited(sources: Sources, recipe: Recipe) -> Sources:
    """Keep what the recipe takes of the articles and questions, and the passages that are asked about.

    Raises:
        ModelError: nothing is left to learn from.

    """
    questions = [question for question in sources.questions if question.passage in sources.passages]
    questions = questions[: recipe.questions]
    articles = sources.articles[: recipe.articles]
    wanted = {question.passage for question in questions}
    passages = {name: text for name, text in sources.passages.items() if name in wanted}
    if not articles or len(passages) < 2:
        raise ModelError("没有可学的：文章一篇也没有，或者问题和段落对不上（passage_id 要一致）。")
    return replace(sources, articles=articles, questions=questions, passages=passages)


def _contest(sources: Sources, asked: Asked, tokenizer: Tokenizer, recipe: Recipe, progress: Progress) -> Contest:
    pool = gather(sources, recipe.pool)
    mined = mine(sources, pool, kin(pool, tokenizer), asked.passage_of, recipe.late.depth, progress)
    return Contest(asked.questions, tokenise(pool.texts, tokenizer), pool.first + asked.passage_of, mined)


def _texts(articles: Sequence[Article], progress: Progress) -> Iterator[str]:
    for number, article in enumerate(articles, start=1):
        progress("数词", number, len(articles))
        yield f"{own_title(article)}\n{article.body}"


def _figures(
    sources: Sources,
    corpus: Corpus,
    asked: Asked,
    contest: Contest,
    static: StaticWeights,
    late: LateWeights,
    seconds: dict[str, float],
    folder: Path,
) -> Figures:
    return Figures(
        articles=len(corpus),
        sentences=len(corpus.sentences),
        tokens=len(corpus.sentences.flat) + len(corpus.titles.flat),
        questions=len(asked.questions),
        passages=len(asked.passages),
        lexicon=len(sources.lexicon),
        pool=len(contest.passages),
        pieces=len(static.rows),
        losses=tuple(_first_and_last(losses) for losses in (*static.losses, late.losses)),
        held_out=late.held_out,
        seconds=seconds,
        sizes={name: (folder / name).stat().st_size for name in (TOKENIZER, STATIC, LATE)},
    )


def _first_and_last(losses: Sequence[float]) -> tuple[float, float]:
    """Means over the first and the last 50 steps, or over a quarter of a short stage."""
    few = min(50, -(-len(losses) // 4))
    return float(np.mean(losses[:few])), float(np.mean(losses[-few:]))


@dataclass
class _Clock:
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        began = perf_counter()
        yield
        self.seconds[stage] = round(perf_counter() - began, 1)
