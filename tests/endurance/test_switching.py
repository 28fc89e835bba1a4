"""A rebuild never shows in an answer, and nothing of an old index stays behind."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.endurance.editions import Editions
from tests.endurance.sampling import Sample, verdict
from tests.trials import trials

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="nothing tells what a process holds")


def test_questions_at_full_rate_while_rebuilding_over_and_over(tally: Callable[[str], None]) -> None:
    """No error, no answer from two generations, no memory, handle, thread or map of an old generation kept."""
    seconds = trials(4, 600)
    command = [sys.executable, "-m", "tests.endurance.switching", str(seconds)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert (told["errors"], told["mixed"], told["grown"], told["left"]["maps"]) == ([], [], [], 0), told
    assert told["left"]["handles"] <= 2, told
    assert told["answers"] > 0
    assert told["generations"] >= 2
    tally(
        f"{told['answers']:,} answers over {told['seconds']} s while {told['rebuilds']} rebuilds switched through "
        f"{told['generations']} generations: 0 errors, 0 mixed, 0 old ones left; {told['flat']}"
    )


def test_a_mixture_would_show() -> None:
    """The measure itself: two editions in one answer, in one generation, or another than was built, are each named."""
    seen = Editions()
    seen.note("g1", ["第1版 桥", "桥", "第1版 隧道"])
    assert seen.mixed({"g1": 1}) == []
    assert seen.mixed({"g1": 2}) == ["g1: [1] instead of 2"]
    seen.note("g2", ["第2版 桥", "第3版 桥"])
    seen.note("g3", ["第3版 桥"])
    seen.note("g3", ["第4版 桥"])
    assert seen.mixed() == ["g2: one answer from [2, 3]", "g2: answers from [2, 3]", "g3: answers from [3, 4]"]


def test_growth_would_show() -> None:
    """The measure itself: what grows is named, what swings is not."""

    def held(kilobytes: int, handles: int = 20) -> list[Sample]:
        return [Sample(10 * at, 100_000 + kilobytes * at, handles, 9, 0) for at in range(100)]

    assert verdict(held(0)).grown == ()
    assert verdict(held(1000)).grown == ("memory kB",)
    assert "slope +360,000 kB an hour" in verdict(held(1000)).text
    assert verdict(held(1000)[:30]).grown == ()
    leaking = [Sample(10 * at, 100_000, 20 + at, 9 + at, at) for at in range(100)]
    assert verdict(leaking).grown == ("file handles", "threads", "maps of removed files")
    swinging = [Sample(10 * at, 100_000 + 9_000 * (at % 2), 20 + at % 2, 9, at % 2) for at in range(100)]
    assert verdict(swinging).grown == ()
