"""Learning the static vectors: texts that belong together come close, the others of the batch stay away.

The loss is InfoNCE over the batch in both directions (van den Oord et al. 2018), on mean vectors at unit length.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embeddings.encoding.training.composition import composed, composition
from embeddings.encoding.training.corpus import Corpus
from embeddings.encoding.training.pairs import ArticlePairs, Pair, QuestionPairs
from embeddings.encoding.training.recipe import Progress, Stage, StaticRecipe, silent
from embeddings.encoding.training.sources import Asked
from embeddings.encoding.training.tokens import Text

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True)
class StaticWeights:
    """What was learned: own rows of words and of characters (v, dim), log gains (v,), losses by step.

    `rows` are the token vectors (v, dim) that come of them.
    """

    words: NDArray[np.float32]
    characters: NDArray[np.float32]
    gains: NDArray[np.float32]
    rows: NDArray[np.float32]
    losses: tuple[tuple[float, ...], ...]


def train_static(
    pieces: Sequence[str],
    corpus: Corpus,
    asked: Asked,
    recipe: StaticRecipe,
    seed: int,
    progress: Progress = silent,
    start: StaticWeights | None = None,
) -> StaticWeights:
    """Learn token vectors, stage after stage, from chance or from earlier weights; `losses` has one tuple a stage."""
    import torch

    generator = torch.Generator().manual_seed(seed)
    rng = np.random.default_rng(seed)
    parts = composition(pieces, alone=False)
    weight = torch.from_numpy(rare_first(corpus.counts(len(pieces)), recipe.common))
    shape = (len(pieces), recipe.dim)
    if start is None:
        words = 0.05 * weight[:, None] * torch.randn(shape, generator=generator)
        characters = 0.05 * torch.randn(shape, generator=generator)
        gains = torch.log(weight + 1e-3)
    else:
        words, characters, gains = (torch.tensor(part) for part in (start.words, start.characters, start.gains))
    for part in (words, characters, gains):
        part.requires_grad_()
    articles, questions = ArticlePairs(corpus, recipe, rng), QuestionPairs(asked, recipe, rng)

    def rows() -> "Tensor":
        return composed(parts, words, characters) * torch.exp(gains)[:, None]

    losses: list[tuple[float, ...]] = []
    for number, stage in enumerate(recipe.stages, start=1):
        groups = [
            {"params": [words, characters], "lr": stage.rate},
            {"params": [gains], "lr": recipe.gain_rate},
        ]
        # Adam anew for each stage: what it remembers of other pairs would lead the first steps astray.
        optimiser = torch.optim.Adam(groups, fused=True)
        of_stage: list[float] = []
        for step in range(stage.steps):
            for group, rate in zip(optimiser.param_groups, (stage.rate, recipe.gain_rate), strict=True):
                group["lr"] = rate * stage.share_of_rate(step)
            loss = contrast(rows(), _batch(articles, questions, stage, recipe.batch), recipe.sharpness)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            of_stage.append(loss.item())
            progress(f"静态向量 {number}/{len(recipe.stages)}", step + 1, stage.steps)
        losses.append(tuple(of_stage))
    with torch.no_grad():
        learned = rows().numpy()
    own, of_characters, log_gains = (part.detach().numpy() for part in (words, characters, gains))
    return StaticWeights(own, of_characters, log_gains, learned, tuple(losses))


def sums(rows: "Tensor", texts: Sequence[Text]) -> "Tensor":
    """Sum the vectors of each text's tokens, (n, dim)."""
    import torch
    from torch.nn.functional import embedding_bag

    starts = np.cumsum([0, *map(len, texts[:-1])])
    numbers = torch.from_numpy(np.concatenate(texts).astype(np.int64))
    return embedding_bag(numbers, rows, torch.from_numpy(starts), mode="sum")


def contrast(rows: "Tensor", pairs: Sequence[Pair], sharpness: float) -> "Tensor":
    """How badly each side of a pair picks out the other among all of the batch, as a scalar."""
    import torch
    from torch.nn.functional import cross_entropy, normalize

    left = normalize(sums(rows, [pair[0] for pair in pairs]), dim=1)
    right = normalize(sums(rows, [pair[1] for pair in pairs]), dim=1)
    scores = sharpness * (left @ right.T)
    own = torch.arange(len(pairs))
    return (cross_entropy(scores, own) + cross_entropy(scores.T, own)) / 2


def _batch(articles: ArticlePairs, questions: QuestionPairs, stage: Stage, size: int) -> list[Pair]:
    written = round(size * stage.questions)
    pairs = articles.draw(size - written)
    return pairs + questions.draw(written) if written else pairs


def rare_first(counts: NDArray[np.int64], common: float) -> NDArray[np.float32]:
    """Weigh tokens by smooth inverse frequency: near 1 for a rare one, 1/2 for one of frequency `common`.

    >>> rare_first(np.array([0, 1, 3]), common=0.25).tolist()
    [1.0, 0.5, 0.25]
    """
    frequency = counts / max(int(counts.sum()), 1)
    weights: NDArray[np.float32] = (common / (common + frequency)).astype(np.float32)
    return weights
