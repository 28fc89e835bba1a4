"""Bandit finds nothing in the code but what is explained here."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
#: Checks that are off, and why.
OFF = {"B311": "chance only draws samples and shuffles; keys and tokens come from `secrets`"}
#: What may stand where, and why.
EXPLAINED = {
    ("B105", "bot/telegram_handlers/webhook.py"): "the name of a header, not a secret",
    (
        "B403",
        "embeddings/index/workers.py",
    ): "names an error of handing work to a process of ours; loads nothing",
    ("B608", "bot/state/store.py"): "the names of tables are constants of that file",
    ("B608", "embeddings/index/store.py"): "the names of columns are constants of that file",
}


def test_bandit(tally: Callable[[str], None]) -> None:
    """Every finding is one of those explained."""
    if find_spec("bandit") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("bandit is not installed")
    command = [sys.executable, "-m", "bandit", "-q", "-r", "bot", "embeddings", "-f", "json", "--skip", ",".join(OFF)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    told = json.loads(ran.stdout)
    assert told["errors"] == []
    found = {(one["test_id"], one["filename"]): f"{one['line_number']}: {one['issue_text']}" for one in told["results"]}
    assert {place: said for place, said in found.items() if place not in EXPLAINED} == {}
    lines = told["metrics"]["_totals"]["loc"]
    tally(f"bandit over {lines:,} lines: {len(told['results'])} findings, all explained")
