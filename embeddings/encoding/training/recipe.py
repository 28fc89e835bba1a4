"""The settings of a training, all of them; steps and not minutes drive it, so that a seed repeats it.

The same seed gives the same weights on the same machine; another number of threads adds floats in another order and
gives weights that differ in the last digits.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

#: Called with the stage, how much of it is done, and of how much (None: not known yet).
Progress = Callable[[str, int, int | None], None]


def silent(stage: str, done: int, total: int | None) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A number of steps with a learning rate that rises over the first thirtieth and falls to nothing.

    `questions` is the share of each batch that is written questions; the rest is pairs from the articles.
    """

    steps: int
    rate: float
    questions: float = 0.0

    def share_of_rate(self, step: int) -> float:
        """Give the part of the rate that holds at a step, counted from 0.

        >>> [round(Stage(300, 1.0).share_of_rate(step), 3) for step in (0, 5, 10, 150, 299)]
        [0.02, 0.492, 0.967, 0.5, 0.02]
        """
        passed = step / self.steps
        return max(0.02, min(1.0, 30 * passed) * (1 - passed))


@dataclass(frozen=True, slots=True)
class StaticRecipe:
    """How the static vectors are learned: first from the articles alone, then with more and more questions."""

    dim: int = 256
    batch: int = 2048
    stages: tuple[Stage, ...] = (Stage(450, 2e-3), Stage(450, 2e-3, 0.03), Stage(300, 1e-3, 0.5))
    gain_rate: float = 1e-2
    sharpness: float = 20.0
    #: Word frequency at which a new row starts at half its length (smooth inverse frequency, Arora et al. 2017).
    common: float = 1e-4
    #: Share of a batch of article pairs that comes from articles with a title, and of those, with the title asked.
    titled: float = 0.4
    title_asked: float = 0.35
    #: A longer sentence is cropped to a random piece, in tokens; passages are filled with sentences up to a length.
    crop_above: int = 40
    crop: tuple[int, int] = (12, 30)
    passage_tokens: int = 130
    #: Share of tokens left out at random, of article pairs and of questions.
    dropout: float = 0.1
    question_dropout: float = 0.15
    lexicon: int = 60


@dataclass(frozen=True, slots=True)
class LateRecipe:
    """How late interaction is learned: one passage that answers among hard ones that do not."""

    dim: int = 128
    batch: int = 48
    stage: Stage = Stage(1200, 5e-4)
    weight_rate: float = 5e-3
    #: Passages that compete with the answer at a step, drawn from the best `depth` by words, the best more often.
    negatives: int = 12
    depth: int = 48
    reach: float = 10.0
    dropout: float = 0.08
    passage_tokens: int = 216
    #: Every so manieth passage is held out, with its questions, and judged among so many wrong ones.
    held_out: int = 20
    judged_among: int = 24
    #: Where the weights of whole passage, words and best stretch start.
    weights: tuple[float, float, float] = (12.0, 4.0, 8.0)


@dataclass(frozen=True, slots=True)
class Recipe:
    """A whole training; `articles`, `questions` and `pool` limit what is used of each."""

    seed: int = 0
    vocabulary: int = 48_000
    articles: int | None = None
    questions: int | None = None
    #: Hard negatives come from the first so many passages, so name first the articles that are searched.
    pool: int = 60_000
    static: StaticRecipe = field(default_factory=StaticRecipe)
    late: LateRecipe = field(default_factory=LateRecipe)


def smoke_recipe(seed: int = 0) -> Recipe:
    """Give a recipe of seconds that goes through every stage and whose model is of no use."""
    return Recipe(
        seed=seed,
        vocabulary=2_000,
        articles=400,
        questions=300,
        pool=600,
        static=StaticRecipe(dim=32, batch=64, stages=(Stage(30, 5e-3), Stage(20, 5e-3, 0.5)), lexicon=8),
        late=LateRecipe(dim=16, batch=8, stage=Stage(20, 2e-3), negatives=5, depth=24),
    )
