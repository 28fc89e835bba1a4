"""A whole server under mixed load bears it, and holds no more at the end than after its beginning."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.trials import trials

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="nothing tells what a process holds")
def test_a_mixed_load(tally: Callable[[str], None]) -> None:
    """HTTP, Telegram, rebuilds and hostile visitors at once: no error, no mixture, no growth, a clean end."""
    command = [sys.executable, "-m", "tests.endurance.soak", str(trials(8, 2700))]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert [told[what] for what in ("wrong", "mixed", "grown", "tracebacks")] == [[], [], [], []], told
    assert told["exit_status"] == 0, told
    for kind in ("ask", "telegram", "hostile", "rebuild"):
        assert told["counted"].get(kind, 0) > 0, told
    tally(
        f"mixed load of {told['seconds']} s, {sum(told['counted'].values()):,} visits {told['counted']}, "
        f"{told['rebuilds']} rebuilds: 0 errors, 0 mixed; {told['flat']}"
    )
