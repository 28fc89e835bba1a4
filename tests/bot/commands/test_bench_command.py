"""`wenxun bench` from beginning to end, on a corpus of a few passages."""

import json
from pathlib import Path
from typing import Any

from tests.terminal import Run


def test_a_small_run_gives_every_figure(run: Run, tmp_path: Path) -> None:
    """Build and query figures, ours beside the others; everything stands in the file too."""
    done = run("bench", "--passages", "30", "--no-peers", "--out", tmp_path / "out", "--json")
    assert done.status == 0
    told: dict[str, Any] = json.loads(done.out)
    assert told == json.loads((tmp_path / "out" / "bench.json").read_text(encoding="utf-8"))
    build, query = told["build"], told["query"]
    assert build["articles"] == query["questions"] == 10
    assert build["bytes"] == sum(build["disk"].values()) > 0
    assert build["passages_a_second"] > 0
    assert set(query["rates"]) == {"1", "2"}
    assert (query["recall"], query["found"]) == (1.0, 1.0)
    assert {"search", "terms", "vector", "words", "nearest", "soft matching", "reading", "rest", "answer"} == set(
        query["stages"]
    )
    assert [library["name"] for library in told["libraries"]] == ["wenxun"]


def test_sizes_that_are_none(run: Run, tmp_path: Path) -> None:
    """One sentence, nothing measured."""
    done = run("bench", "--grow", "10,many", "--out", tmp_path / "out")
    assert done.status == 1
    assert "规模要写成逗号分隔的正整数" in done.err
