"""Learning late interaction: the same scores as serving, and the answers come to the front."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from embeddings.encoding.late_interaction import BLOCK, LateInteraction
from embeddings.encoding.training.contest import Contest, padded
from embeddings.encoding.training.export import export_late
from embeddings.encoding.training.late_interaction import match, rarity, train_late
from embeddings.encoding.training.negatives import gather, kin, mine
from embeddings.encoding.training.recipe import Recipe
from embeddings.encoding.training.sources import Sources, tokenised
from embeddings.encoding.training.static import StaticWeights
from embeddings.encoding.training.tokens import Tokens, tokenise

pytestmark = pytest.mark.usefixtures("one_thread")


def test_rarity() -> None:
    """Of two passages, token 1 is in both, 2 twice in one, 3 in none: ln(1 + 2/3), ln(1 + 2/2), ln(1 + 2/1)."""
    passages = Tokens(np.uint16([1, 1, 2, 2]), np.array([0, 1, 4]))
    assert rarity(passages, 4)[1:].tolist() == pytest.approx([np.log(5 / 3), np.log(2), np.log(3)], abs=1e-6)


def test_what_is_learned_through_is_what_is_served(tmp_path: Path, tokenizer: Tokenizer, sources: Sources) -> None:
    """Rounded weights give the same scores in the form for training as in the one for serving, to five places."""
    import torch

    rng = np.random.default_rng(3)
    size = tokenizer.get_vocab_size()
    directions = rng.normal(size=(size, 8)).astype(np.float32)
    importance = rng.uniform(0.5, 6, size).astype(np.float32)
    export_late(directions, importance, tmp_path)
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    matcher = LateInteraction(tmp_path)
    bodies = [article.body for article in sources.articles[:6]]
    passages = ["".join(bodies), bodies[0], bodies[1][:9], "", bodies[2] * 3]
    asked = [question.text for question in sources.questions[:4]]

    largest = np.abs(directions).max(axis=1, keepdims=True)
    rounded = torch.from_numpy(np.rint(directions / largest * 127))
    table = torch.nn.functional.normalize(rounded, dim=1)
    tokens = matcher.tokens(passages)
    listed = torch.from_numpy(np.tile(padded(tokens), (len(asked), 1, 1)))
    assert listed.shape[2] % BLOCK == 0
    whole, stretch = match(table, torch.from_numpy(importance), torch.from_numpy(padded(matcher.tokens(asked))), listed)
    for row, question in enumerate(asked):
        served = matcher.matches(question, tokens)
        assert whole[row].numpy() == pytest.approx(served.whole, abs=1e-5)
        assert stretch[row].numpy() == pytest.approx(served.stretch, abs=1e-5)


def test_rounding_hardly_turns_a_direction(tmp_path: Path, tokenizer: Tokenizer) -> None:
    """In 128 dimensions eight bits leave every cosine with the true direction above 0.9995."""
    directions = np.random.default_rng(4).normal(size=(tokenizer.get_vocab_size(), 128)).astype(np.float32)
    export_late(directions, np.ones(len(directions), np.float32), tmp_path)
    kept = load_file(tmp_path / "late_interaction.safetensors")["directions"].astype(np.float32)
    cosines = (kept * directions).sum(axis=1) / np.linalg.norm(kept, axis=1) / np.linalg.norm(directions, axis=1)
    assert cosines.min() > 0.9995


def test_answers_come_to_the_front(sources: Sources, tokenizer: Tokenizer, tiny: Recipe) -> None:
    """Beside scores by words that are mere noise the loss falls, and most held-out answers come first.

    Twice the same seed is bit for bit the same.
    """
    pieces = [tokenizer.id_to_token(number) for number in range(tokenizer.get_vocab_size())]
    asked = tokenised(sources, tokenizer)
    noise = np.random.default_rng(6)
    sources = replace(sources, scorer=lambda texts: lambda question: noise.random(len(texts), np.float32))
    pool = gather(sources, 40)
    mined = mine(sources, pool, kin(pool, tokenizer), asked.passage_of, tiny.late.depth)
    contest = Contest(asked.questions, tokenise(pool.texts, tokenizer), pool.first + asked.passage_of, mined)
    rng = np.random.default_rng(5)
    words, characters = (rng.normal(size=(len(pieces), 24)).astype(np.float32) for _ in range(2))
    start = StaticWeights(words, characters, np.zeros(len(words), np.float32), words, ())
    first, again = (train_late(pieces, start, contest, tiny.late, 5) for _ in range(2))
    assert np.mean(first.losses[-8:]) < 0.7 * np.mean(first.losses[:8])
    by_words, both = first.held_out
    assert by_words < 0.5
    assert both > 0.75
    assert np.linalg.norm(first.directions[1:], axis=1) == pytest.approx(np.ones(len(pieces) - 1), abs=1e-5)
    assert not first.directions[0].any()
    assert (first.importance > 0).all()
    assert np.array_equal(first.directions, again.directions)
    assert first.losses == again.losses
