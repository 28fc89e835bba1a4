"""`wenxun bench` from beginning to end, on a corpus of a few passages."""

import json
from pathlib import Path
from typing import Any

from embeddings.evaluation.bench_corpus import write_corpus
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


def test_growth_of_given_articles(run: Run, tmp_path: Path) -> None:
    """Each size is built and asked; articles that are too few are repeated."""
    write_corpus(tmp_path / "given.jsonl", 30)
    done = run("bench", tmp_path / "given.jsonl", "--grow", "15,60", "--out", tmp_path / "out", "--json")
    assert done.status == 0
    steps = json.loads((tmp_path / "out" / "growth.json").read_text(encoding="utf-8"))["steps"]
    small, large = (step["build"] for step in steps)
    assert 15 <= small["passages"] < 20
    assert 60 <= large["passages"] < 65
    assert small["articles"] < 10 < large["articles"]
    assert [step["query"]["questions"] for step in steps] == [small["articles"], 10]


def test_sizes_that_are_none(run: Run, tmp_path: Path) -> None:
    """One sentence, nothing measured."""
    done = run("bench", "--grow", "10,many", "--out", tmp_path / "out")
    assert done.status == 1
    assert "规模要写成逗号分隔的正整数" in done.err
