"""Intervals by resampling questions, against the arithmetic of the normal approximation."""

import math

import numpy as np
import pytest

from embeddings.evaluation.bootstrap import Interval, difference, interval


def test_interval_of_a_share() -> None:
    """30 of 100: the standard error is sqrt(.3 * .7 / 100) = .0458, so 95 % lie within .090; twice the same."""
    values = [1] * 30 + [0] * 70
    found = interval(values)
    reach = 1.96 * math.sqrt(0.3 * 0.7 / 100)
    assert found == (pytest.approx(0.3), pytest.approx(0.3 - reach, abs=0.011), pytest.approx(0.3 + reach, abs=0.011))
    assert interval(values) == found


def test_no_questions() -> None:
    """Nothing to resample is no error."""
    assert interval([]) == Interval(0.0, 0.0, 0.0)
    assert difference([], []) == Interval(0.0, 0.0, 0.0)


def test_a_difference_goes_question_by_question() -> None:
    """10 of 200 questions more, none less: standard error sqrt(.05 * .95 / 200) = .0154, so the gain is sure.

    Each alone is so unsure that their intervals overlap.
    """
    rng = np.random.default_rng(5)
    theirs = rng.integers(0, 2, 200).astype(float)
    ours = theirs.copy()
    ours[np.flatnonzero(theirs == 0)[:10]] = 1
    found = difference(ours, theirs)
    assert found.mean == pytest.approx(0.05)
    assert (found.low, found.high) == (pytest.approx(0.02, abs=0.008), pytest.approx(0.08, abs=0.008))
    assert found.low > 0
    assert interval(theirs).high > interval(ours).low


def test_a_draw_shows_nothing() -> None:
    """Where each wins as often as the other, 0 lies inside."""
    found = difference([1, 0] * 50, [0, 1] * 50)
    assert found.low < found.mean == 0 < found.high
