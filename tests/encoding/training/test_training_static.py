"""Learning the static vectors."""

import math
from dataclasses import replace

import numpy as np
import pytest
from tokenizers import Tokenizer

from embeddings.encoding.training.corpus import collect
from embeddings.encoding.training.recipe import Recipe
from embeddings.encoding.training.sources import Sources, tokenised
from embeddings.encoding.training.static import StaticWeights, contrast, sums, train_static

pytestmark = pytest.mark.usefixtures("one_thread")

_EAST, _NORTH = np.uint16([1]), np.uint16([2])


def _table() -> "object":
    import torch

    return torch.tensor([[0.0, 0.0], [3, 0], [0, 4]])


def test_texts_are_sums_of_their_tokens() -> None:
    """Token 1 twice and 2 once is (6, 4)."""
    assert sums(_table(), [np.uint16([1, 2, 1]), _NORTH]).tolist() == [[6, 4], [0, 4]]


def test_the_loss_of_two_pairs() -> None:
    """East with east and north with north at sharpness 2: each picks its own with e^2 against e^0, ln(1 + e^-2).

    East with north and the other way round: ln(1 + e^2). All four alike: ln 2.
    """
    right = contrast(_table(), [(_EAST, _EAST), (_NORTH, _NORTH)], 2.0).item()
    wrong = contrast(_table(), [(_EAST, _NORTH), (_NORTH, _EAST)], 2.0).item()
    alike = contrast(_table(), [(_EAST, _EAST), (_EAST, _EAST)], 2.0).item()
    assert [right, wrong, alike] == pytest.approx(
        [math.log1p(math.exp(-2)), math.log1p(math.exp(2)), math.log(2)], abs=1e-6
    )


def _train(sources: Sources, tokenizer: Tokenizer, recipe: Recipe, seed: int) -> StaticWeights:
    pieces = [tokenizer.id_to_token(number) for number in range(tokenizer.get_vocab_size())]
    corpus = collect(sources.articles, tokenizer)
    return train_static(pieces, corpus, tokenised(sources, tokenizer), recipe.static, seed)


def test_the_loss_falls_and_a_seed_repeats_the_weights(sources: Sources, tokenizer: Tokenizer, tiny: Recipe) -> None:
    """In forty steps on forty articles the loss halves; twice the same seed is bit for bit the same."""
    first, again = (_train(sources, tokenizer, tiny, 7) for _ in range(2))
    assert [len(losses) for losses in first.losses] == [40, 30]
    assert np.mean(first.losses[0][-5:]) < np.mean(first.losses[0][:5]) / 2
    assert first.losses == again.losses
    assert np.array_equal(first.rows, again.rows)
    short = replace(tiny, static=replace(tiny.static, stages=tiny.static.stages[:1]))
    assert _train(sources, tokenizer, short, 7).losses[0] == first.losses[0]
    assert not np.array_equal(_train(sources, tokenizer, short, 8).rows, first.rows)


def test_the_unknown_token_stays_nothing(sources: Sources, tokenizer: Tokenizer, tiny: Recipe) -> None:
    """Row 0 is zero however much was learned, and every other row is a number."""
    rows = _train(sources, tokenizer, tiny, 1).rows
    assert rows.shape == (tokenizer.get_vocab_size(), 24)
    assert not rows[0].any()
    assert np.isfinite(rows).all()
    assert (np.abs(rows[1:]).max(axis=1) > 0).all()
