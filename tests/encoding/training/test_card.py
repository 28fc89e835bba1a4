"""The model card says what was done and measured."""

from embeddings.encoding.training.card import Figures, card
from embeddings.encoding.training.recipe import LateRecipe, Recipe, Stage, StaticRecipe

_FIGURES = Figures(
    articles=88_674,
    sentences=1_200_000,
    tokens=30_000_000,
    questions=14_345,
    passages=4_577,
    lexicon=2_191,
    pool=64_577,
    pieces=48_000,
    losses=((5.5, 1.25), (2.0, 0.5)),
    held_out=(0.604, 0.7216),
    seconds={"词表 vocabulary": 41.4, "切词 tokens": 1980.6},
    sizes={"tokenizer.json": 3_048_895, "model.safetensors": 12_480_160},
)
_RECIPE = Recipe(
    seed=3,
    static=StaticRecipe(stages=(Stage(1050, 2e-3, 0.03),)),
    late=LateRecipe(stage=Stage(900, 5e-4), negatives=12, batch=48),
)


def test_rows_of_the_recipe() -> None:
    """One row a stage, with steps, batch, rate, share of questions and how the loss went."""
    rows = [line for line in card(_FIGURES, _RECIPE).splitlines() if line.startswith("|")]
    assert rows[2:] == [
        "| 静态向量 1 | 1,050 | 2,048 | 0.002 | 3% | 5.500 → 1.250 |",
        "| 逐词匹配 | 900 | 48 × 13 | 0.0005 | 100% | 2.000 → 0.500 |",
    ]


def test_figures_are_told() -> None:
    """Counts, held-out ranks, sizes and seconds stand in the text, and nothing is left to fill in."""
    text = card(_FIGURES, _RECIPE)
    assert text.startswith("---\nlanguage: zh\nlicense: apache-2.0\n")
    assert "88,674 篇，1,200,000 句，30,000,000 个词" in text
    assert "`wenxun train --seed 3`：词表 48,000，静态向量 256 维，逐词匹配 128 维" in text
    assert "只看词 0.604，加上逐词匹配 0.722。" in text
    assert "- 大小 size: `tokenizer.json` 3.0 MB，`model.safetensors` 12.5 MB\n" in text
    assert "- 用时 seconds: 词表 vocabulary 41，切词 tokens 1,981\n" in text
    assert "{" not in text
