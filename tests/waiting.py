"""Waiting for what another thread or process does: for a condition, never for a time."""

import time
from collections.abc import Callable

#: Far beyond what the slowest machine needs, in seconds.
PATIENCE = 120


def until(holds: Callable[[], bool]) -> None:
    """Return once something is true; AssertionError when it does not become so."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)
