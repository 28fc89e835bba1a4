"""From sources to a model folder that serves what was trained."""

import hashlib
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from embeddings.encoding.encoder import load_encoder
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.encoding.static import StaticEncoder
from embeddings.encoding.training.card import Figures
from embeddings.encoding.training.export import quantised
from embeddings.encoding.training.pipeline import Trained, limited, train
from embeddings.encoding.training.recipe import Recipe
from embeddings.encoding.training.sources import Question, Sources
from embeddings.encoding.training.static import sums
from embeddings.errors import ModelError

pytestmark = pytest.mark.usefixtures("one_thread")


def _trained(sources: Sources, recipe: Recipe, folder: Path) -> tuple[Trained, Figures]:
    with warnings.catch_warnings():
        # What sentence-transformers warns of on import is its own affair.
        warnings.simplefilter("ignore")
        return train(sources, recipe, folder)


def test_the_folder_serves_what_was_trained(sources: Sources, tiny: Recipe, tmp_path: Path) -> None:
    """Both loaders read the folder; vectors equal the training forward on rounded weights, nearly that on the others.

    The loss of each stage falls, and the card tells the same figures.
    """
    import torch

    folder = tmp_path / "model"
    trained, figures = _trained(sources, tiny, folder)
    assert {path.name for path in folder.iterdir()} >= {
        "tokenizer.json",
        "model.safetensors",
        "late_interaction.safetensors",
        "modules.json",
        "README.md",
    }
    encoder = load_encoder(str(folder))
    assert isinstance(encoder, StaticEncoder)
    matcher = LateInteraction(folder)
    texts = [question.text for question in sources.questions[:20]] + [article.body for article in sources.articles[:20]]
    tokens = matcher.tokens(texts)
    parts = quantised(trained.static.rows)
    rounded = parts["embeddings"].astype(np.float32) * parts["weights"].astype(np.float32)[:, None]
    served = encoder.encode_passages(texts)
    for rows, allowed in ((rounded, 1e-6), (trained.static.rows, 0.02)):
        forward = torch.nn.functional.normalize(sums(torch.from_numpy(rows), tokens), dim=1).numpy()
        assert served == pytest.approx(forward, abs=allowed)
    for first, last in figures.losses:
        assert last < first
    assert (figures.articles, figures.questions, figures.passages, figures.lexicon) == (40, 80, 40, 3)
    assert figures.pool == 80
    assert figures.sizes["model.safetensors"] == (folder / "model.safetensors").stat().st_size
    assert f"加上逐词匹配 {figures.held_out[1]:.3f}" in (folder / "README.md").read_text("utf-8")


def test_a_seed_repeats_the_folder(sources: Sources, tiny: Recipe, tmp_path: Path) -> None:
    """The same seed writes the same bytes of vocabulary and weights; another seed, other weights."""
    digests = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        _trained(sources, replace(tiny, seed=seed), tmp_path / name)
        files = ("tokenizer.json", "model.safetensors", "late_interaction.safetensors")
        digests.append([hashlib.sha256((tmp_path / name / file).read_bytes()).hexdigest() for file in files])
    assert digests[0] == digests[1]
    assert digests[0][0] == digests[2][0]
    assert digests[0][1] != digests[2][1]
    assert digests[0][2] != digests[2][2]


def test_limits_and_lost_passages(sources: Sources, tiny: Recipe) -> None:
    """Questions without a passage are left out, then the first three are kept, with their passages alone."""
    lost = [Question("nowhere", "问"), *sources.questions]
    kept = limited(replace(sources, questions=lost), replace(tiny, questions=3, articles=5))
    assert kept.questions == sources.questions[:3]
    assert list(kept.passages) == list(sources.passages)[:2]
    assert len(kept.articles) == 5


def test_nothing_to_learn_from_is_told(sources: Sources, tiny: Recipe, tmp_path: Path) -> None:
    """When no question has its passage, the error says so and nothing is written."""
    with pytest.raises(ModelError, match="passage_id 要一致"):
        train(replace(sources, passages={"x": "春"}), tiny, tmp_path / "model")
    assert not (tmp_path / "model").exists()
