"""How many trials a test makes: few by default, many when `WENXUN_TRIALS=long` asks for it."""

import os
from datetime import timedelta

from hypothesis import HealthCheck, settings

LONG = os.environ.get("WENXUN_TRIALS") == "long"


def trials(short: int, long: int) -> int:
    """Choose the number of trials."""
    return long if LONG else short


#: Property tests: the same examples on every run, unless many are asked for.
budget = settings(
    max_examples=trials(60, 2000),
    derandomize=not LONG,
    database=None,
    deadline=timedelta(seconds=120),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
