"""Percentile bootstrap over questions (Efron 1979): how much of a figure, or of a difference, may be chance.

The questions drawn depend on their number alone, so a report can be repeated.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

_RESAMPLES = 2000
_SEED = 20260101


class Interval(NamedTuple):
    """A mean and where it lies in 95 of 100 resamplings."""

    mean: float
    low: float
    high: float


def interval(values: ArrayLike) -> Interval:
    """Give the mean of one value a question, (n,), with its interval; all 0 without any.

    >>> interval([1, 1, 1])
    Interval(mean=1.0, low=1.0, high=1.0)
    """
    taken = np.asarray(values, float)
    if not len(taken):
        return Interval(0.0, 0.0, 0.0)
    low, high = np.percentile(taken[_draws(len(taken))].mean(axis=1), [2.5, 97.5])
    return Interval(float(taken.mean()), float(low), float(high))


def difference(ours: ArrayLike, theirs: ArrayLike) -> Interval:
    """Give the mean of ours less theirs, question by question; an interval that holds 0 shows nothing.

    >>> difference([1, 0.5, 1], [0.5, 0, 0.5])
    Interval(mean=0.5, low=0.5, high=0.5)
    """
    return interval(np.asarray(ours, float) - np.asarray(theirs, float))


def shown(found: Interval, sign: str = "") -> str:
    """Write a figure and its interval.

    >>> shown(Interval(0.8304, 0.7904, 1.0)), shown(Interval(-0.02, -0.051, 0.004), "+")
    ('.830 [.790, 1.000]', '-.020 [-.051, +.004]')
    """
    mean, low, high = (three(value, sign) for value in found)
    return f"{mean} [{low}, {high}]"


def three(value: float, sign: str = "") -> str:
    """Write three digits after the point and none before it that says nothing."""
    return f"{value:{sign}.3f}".replace("0.", ".", 1) if abs(value) < 1 else f"{value:{sign}.3f}"


def _draws(count: int) -> NDArray[np.int64]:
    return np.random.default_rng(_SEED).integers(0, count, (_RESAMPLES, count))
