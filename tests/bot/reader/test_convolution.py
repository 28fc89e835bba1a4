"""Convolutions with fewer products, against the sum that defines them."""

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.reader.convolution import OUTPUTS, WIDTH, Convolution


def summed(values: NDArray[np.float64], taps: NDArray[np.float64], dilation: int) -> NDArray[np.float64]:
    """Convolve as it is written down: output t is the sum of what stands t + (tap - 2) * dilation, by its weights."""
    result = np.zeros((len(values), taps.shape[2]))
    for place in range(len(values)):
        for tap in range(WIDTH):
            seen = place + (tap - WIDTH // 2) * dilation
            if 0 <= seen < len(values):
                result[place] += values[seen] @ taps[tap]
    return result


@pytest.mark.parametrize("dilation", [1, 2, 4])
@pytest.mark.parametrize("stretches", [1, 2, 5])
def test_every_output_is_the_sum_over_its_neighbours(dilation: int, stretches: int) -> None:
    """Up to single precision, whatever the distance of the taps, for each of two convolutions."""
    chance = np.random.default_rng(dilation)
    values, taps = chance.normal(size=(stretches * OUTPUTS * dilation, 6)), chance.normal(size=(WIDTH, 6, 3))
    beside = dilation * (WIDTH // 2)
    padded = np.pad(values, ((beside, beside), (0, 0))).astype(np.float32)
    convolution = Convolution(dilation, taps, taps[:, :, :1] + 1)
    for one, weights in zip(convolution.over(padded), (taps, taps[:, :, :1] + 1), strict=True):
        result = np.empty((len(values), weights.shape[2]), np.float32)
        ordered = convolution.ordered(result)
        ordered[...] = one.reshape(ordered.shape)
        np.testing.assert_allclose(result, summed(values, weights, dilation), atol=2e-5)


def test_tokens_are_ordered_by_their_place_in_a_stretch() -> None:
    """With taps 2 apart a stretch is eight tokens; its four outputs are two tokens apart."""
    tokens = np.arange(16, dtype=np.float32)[:, None]
    ordered = Convolution(2).ordered(tokens)
    assert ordered[..., 0].tolist() == [[[0, 1], [8, 9]], [[2, 3], [10, 11]], [[4, 5], [12, 13]], [[6, 7], [14, 15]]]
