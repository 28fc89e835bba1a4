"""The model card: what the model was made from, how, and how well the making went."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from embeddings.encoding.training.recipe import Recipe

_TEMPLATE = Path(__file__).with_name("card.md")


@dataclass(frozen=True, slots=True)
class Figures:
    """What a training counted and measured.

    `losses` are means over the first and the last steps of each stage, late interaction last; `held_out` are mean
    reciprocal ranks as in `LateWeights`; `seconds` by stage, `sizes` in bytes by file.
    """

    articles: int
    sentences: int
    tokens: int
    questions: int
    passages: int
    lexicon: int
    pool: int
    pieces: int
    losses: tuple[tuple[float, float], ...]
    held_out: tuple[float, float]
    seconds: Mapping[str, float]
    sizes: Mapping[str, int]


def card(figures: Figures, recipe: Recipe) -> str:
    """Write the card as Markdown with the front matter that model hubs read."""
    by_words, both = figures.held_out
    told = asdict(figures) | {
        "seed": recipe.seed,
        "dim": recipe.static.dim,
        "late_dim": recipe.late.dim,
        "among": recipe.late.judged_among,
        "stages": "\n".join(_stages(figures, recipe)),
        "by_words": by_words,
        "both": both,
        "sizes": "，".join(f"`{name}` {size / 1e6:.1f} MB" for name, size in figures.sizes.items()),
        "seconds": "，".join(f"{stage} {taken:,.0f}" for stage, taken in figures.seconds.items()),
    }
    return _TEMPLATE.read_text(encoding="utf-8").format(**told)


def _stages(figures: Figures, recipe: Recipe) -> Iterator[str]:
    *of_static, of_late = figures.losses
    static, late = recipe.static, recipe.late
    for number, (stage, (first, last)) in enumerate(zip(static.stages, of_static, strict=True), start=1):
        yield (
            f"| 静态向量 {number} | {stage.steps:,} | {static.batch:,} | {stage.rate:g} | {stage.questions:.0%} "
            f"| {first:.3f} → {last:.3f} |"
        )
    first, last = of_late
    yield (
        f"| 逐词匹配 | {late.stage.steps:,} | {late.batch:,} × {1 + late.negatives} | {late.stage.rate:g} | 100% "
        f"| {first:.3f} → {last:.3f} |"
    )
