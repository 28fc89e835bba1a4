"""The last stage of the static vectors again and again, from the same earlier weights, with more or fewer questions."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

from embeddings.encoding.training.corpus import Corpus, collect, own_title
from embeddings.encoding.training.recipe import Progress, Recipe, StaticRecipe, silent
from embeddings.encoding.training.sources import Asked
from embeddings.encoding.training.static import StaticWeights, train_static
from embeddings.encoding.training.tokens import Tokens
from embeddings.encoding.training.vocabulary import build_tokenizer, count_words
from embeddings.schema import Article

#: The files of earlier weights.
TOKENIZER, WEIGHTS = "tokenizer.json", "earlier.safetensors"


def earlier(
    folder: Path, articles: Sequence[Article], recipe: Recipe, progress: Progress = silent
) -> tuple[Tokenizer, StaticWeights]:
    """Read the weights that a folder holds, or learn them from the articles alone and keep them there."""
    if not (folder / WEIGHTS).exists():
        tokenizer = build_tokenizer(count_words(f"{own_title(a)}\n{a.body}" for a in articles), recipe.vocabulary)
        stages = tuple(replace(stage, questions=0.0) for stage in recipe.static.stages[:-1])
        corpus, static = collect(articles, tokenizer, progress), replace(recipe.static, stages=stages)
        learned = train_static(pieces_of(tokenizer), corpus, nobody(), static, recipe.seed, progress)
        folder.mkdir(parents=True, exist_ok=True)
        tokenizer.save(str(folder / TOKENIZER))
        parts = {"words": learned.words, "characters": learned.characters, "gains": learned.gains}
        save_file(parts, folder / WEIGHTS)
    kept = load_file(folder / WEIGHTS)
    weights = StaticWeights(kept["words"], kept["characters"], kept["gains"], kept["words"], ())
    return Tokenizer.from_file(str(folder / TOKENIZER)), weights


def taught(
    pieces: Sequence[str],
    start: StaticWeights,
    corpus: Corpus,
    asked: Asked,
    recipe: StaticRecipe,
    seed: int,
    progress: Progress = silent,
) -> StaticWeights:
    """Take the last stage from earlier weights on; without questions it learns from articles alone."""
    last = recipe.stages[-1]
    stage = last if len(asked.questions) else replace(last, questions=0.0)
    return train_static(pieces, corpus, asked, replace(recipe, stages=(stage,)), seed, progress, start)


def some(asked: Asked, count: int, seed: int) -> Asked:
    """Keep `count` questions; fewer of the same seed are among more."""
    rows = np.random.default_rng(seed).permutation(len(asked.questions))[:count]
    texts = [asked.questions[row] for row in rows.tolist()]
    flat = np.concatenate([*texts, np.empty(0, np.uint16)])
    questions = Tokens(flat, np.cumsum([0, *map(len, texts)], dtype=np.int64))
    return replace(asked, questions=questions, passage_of=asked.passage_of[rows])


def nobody() -> Asked:
    """No questions, passages or lexicon."""
    none = Tokens(np.empty(0, np.uint16), np.zeros(1, np.int64))
    return Asked(none, np.empty(0, np.int64), none, none, none)


def pieces_of(tokenizer: Tokenizer) -> list[str]:
    """List the pieces of a tokenizer by their numbers."""
    numbers = tokenizer.get_vocab()
    return sorted(numbers, key=numbers.__getitem__)
