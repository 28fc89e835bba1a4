"""Learning late interaction: the passage that answers against hard wrong ones, beside the score by words.

The three scores (whole passage, best stretch, words) are weighted together and the answer has to win a softmax over
the listed passages; the score by words is given, so that what is learned is what words do not tell.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embeddings.encoding.late_interaction import BLOCK
from embeddings.encoding.training.composition import composed, composition
from embeddings.encoding.training.contest import Contest, draw, padded, reciprocal_ranks
from embeddings.encoding.training.recipe import LateRecipe, Progress, silent
from embeddings.encoding.training.static import StaticWeights
from embeddings.encoding.training.tokens import UNKNOWN, Tokens

if TYPE_CHECKING:
    from torch import Generator, Tensor

#: Below every cosine: what padding has instead of one.
_NOTHING = -1.0
_SAMPLE = 8000


@dataclass(frozen=True, slots=True)
class LateWeights:
    """What was learned: unit rows (v, dim), importance (v,), losses by step.

    `held_out` are mean reciprocal ranks on the questions held out, by words alone and all together; 0 without any.
    """

    directions: NDArray[np.float32]
    importance: NDArray[np.float32]
    losses: tuple[float, ...]
    held_out: tuple[float, float]


def train_late(
    pieces: Sequence[str],
    start: StaticWeights,
    contest: Contest,
    recipe: LateRecipe,
    seed: int,
    progress: Progress = silent,
) -> LateWeights:
    """Learn directions and importance of tokens, from the static vectors on."""
    import torch
    from torch.nn.functional import cross_entropy, normalize

    rng = np.random.default_rng(seed)
    parts = composition(pieces, alone=True)
    words, characters = torch.from_numpy(start.words), torch.from_numpy(start.characters)
    generator = torch.Generator().manual_seed(seed)
    onto = _main_directions(composed(parts, words, characters), recipe.dim, generator)
    words, characters = (words @ onto).requires_grad_(), (characters @ onto).requires_grad_()
    importance = torch.from_numpy(rarity(contest.passages, len(pieces))).log().requires_grad_()
    weights = torch.tensor(recipe.weights).log().requires_grad_()
    rates = (recipe.stage.rate, recipe.weight_rate)
    groups = [
        {"params": [words, characters], "lr": rates[0]},
        {"params": [importance, weights], "lr": rates[1]},
    ]
    optimiser = torch.optim.Adam(groups, fused=True)

    def scores(picked: NDArray[np.int64], places: NDArray[np.int64], dropout: float) -> "Tensor":
        asked = padded([contest.questions[row] for row in picked.tolist()])
        listed = padded(contest.listed(picked, places), recipe.passage_tokens)
        kept = [torch.from_numpy(np.where(rng.random(part.shape) < dropout, UNKNOWN, part)) for part in (asked, listed)]
        table = normalize(composed(parts, words, characters), dim=1)
        whole, stretch = match(table, importance.exp(), kept[0], kept[1].view(len(picked), -1, listed.shape[1]))
        of_whole, of_words, of_stretch = weights.exp()
        by_words = torch.from_numpy(contest.by_words(picked, places))
        together: Tensor = of_whole * whole + of_words * by_words + of_stretch * stretch
        return together

    held = contest.answers % recipe.held_out == 0
    trained, judged = np.flatnonzero(~held), np.flatnonzero(held)
    losses: list[float] = []
    for step in range(recipe.stage.steps):
        for group, rate in zip(optimiser.param_groups, rates, strict=True):
            group["lr"] = rate * recipe.stage.share_of_rate(step)
        picked = rng.choice(trained, min(recipe.batch, len(trained)), replace=False)
        places = np.stack([draw(recipe.negatives, contest.depth, recipe.reach, rng) for _ in picked])
        loss = cross_entropy(scores(picked, places, recipe.dropout), torch.zeros(len(picked), dtype=torch.long))
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        losses.append(loss.item())
        progress("逐词匹配", step + 1, recipe.stage.steps)

    with torch.no_grad():
        held_out = _judge(contest, judged, recipe, lambda picked, places: scores(picked, places, 0.0))
        directions = normalize(composed(parts, words, characters), dim=1).numpy()
    return LateWeights(directions, importance.detach().exp().numpy(), tuple(losses), held_out)


def match(table: "Tensor", importance: "Tensor", asked: "Tensor", listed: "Tensor") -> tuple["Tensor", "Tensor"]:
    """Score passages (q, n, t) for questions (q, s), token numbers with 0 for nothing: whole and stretch, each (q, n).

    The same as `LateInteraction.matches`, in a form that can be learned through; t is a multiple of BLOCK.
    """
    import torch
    from torch.nn.functional import embedding

    near = torch.einsum("qsd,qntd->qnst", embedding(asked, table), embedding(listed, table))
    near = near.masked_fill((listed == UNKNOWN)[:, :, None], _NOTHING)
    weight = importance[asked] * (asked != UNKNOWN)
    weight = weight / weight.sum(1, keepdim=True).clamp(min=1e-9)
    blocks = near.reshape(*near.shape[:3], -1, BLOCK).amax(4)
    whole = (blocks.amax(3) * weight[:, None]).sum(2)
    # Each block joined with the next one; beyond the end of a passage there is nothing, which changes no maximum.
    joined = torch.maximum(blocks, torch.cat([blocks[..., 1:], blocks[..., -1:]], dim=3))
    stretch = (joined * weight[:, None, :, None]).sum(2).amax(2)
    filled = (listed != UNKNOWN).any(2)
    return whole * filled, stretch * filled


def _judge(
    contest: Contest,
    judged: NDArray[np.int64],
    recipe: LateRecipe,
    scores: Callable[[NDArray[np.int64], NDArray[np.int64]], "Tensor"],
) -> tuple[float, float]:
    """Mean reciprocal ranks of the answers among the best wrong passages, by words alone and by all scores."""
    among = np.arange(min(recipe.judged_among, contest.depth))
    found: list[NDArray[np.float64]] = []
    for begin in range(0, len(judged), recipe.batch):
        picked = judged[begin : begin + recipe.batch]
        places = np.tile(among, (len(picked), 1))
        ranks = (reciprocal_ranks(contest.by_words(picked, places)), reciprocal_ranks(scores(picked, places).numpy()))
        found.append(np.stack(ranks))
    if not found:
        return 0.0, 0.0
    by_words, both = np.concatenate(found, axis=1).mean(axis=1).tolist()
    return by_words, both


def rarity(passages: Tokens, size: int) -> NDArray[np.float32]:
    """How rare each of `size` tokens is among n passages: ln(1 + n / (passages that hold it + 1))."""
    holding = np.zeros(size)
    for row in range(len(passages)):
        holding[np.unique(passages[row])] += 1
    found: NDArray[np.float32] = np.log1p(len(passages) / (holding + 1)).astype(np.float32)
    return found


def _main_directions(rows: "Tensor", dim: int, generator: "Generator") -> "Tensor":
    """Directions (wide, dim) along which a sample of the rows is longest."""
    import torch

    sample = rows[torch.randperm(len(rows), generator=generator)[:_SAMPLE]]
    across: Tensor = torch.linalg.svd(sample, full_matrices=False)[2]
    return across[:dim].T.contiguous()
