"""Scoring a set of questions with known answers."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.terminal import Fails, Run

#: The first is answered by the report of the bridge, the second by no report at hand.
_ROWS: list[dict[str, Any]] = [
    {"question": "云川大桥哪天正式通车？", "gold_ids": ["bridge-open"], "answer": "6月18日", "type": "fact"},
    {"question": "云川大桥哪天正式通车？", "gold_ids": ["bridge-open-again"], "answer": "七月", "type": "dated"},
    {"question": "谁赢了围棋公开赛？", "gold_ids": ["birds-none"], "answer": None, "type": "fact"},
]


@pytest.fixture
def run(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give a way to run a command that never refuses, so that the figures are those of the search."""
    monkeypatch.setenv("WENXUN_ABSTAIN_BELOW", "0")
    return run


def write(folder: Path, rows: list[Any]) -> Path:
    """Write rows as JSONL."""
    path = folder / "questions.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def test_figures_as_json(run: Run, tmp_path: Path) -> None:
    """The first question is right in all, the second in its article alone (a folded reprint), the third in nothing."""
    ran = run("eval", write(tmp_path, _ROWS), "--json")
    assert (ran.status, ran.err) == (0, "")
    kinds = ran.rows[0]["kinds"]
    assert list(kinds) == ["all", "dated", "fact"]
    assert [(kinds[kind]["n"], kinds[kind]["recall_1"], kinds[kind]["answer"]) for kind in kinds] == [
        (3, pytest.approx(2 / 3), pytest.approx(1 / 3)),
        (1, 1.0, 0.0),
        (2, 0.5, 0.5),
    ]
    assert kinds["dated"]["intervals"] == {"recall_1": [1, 1], "recall_10": [1, 1], "mrr_10": [1, 1]}


def test_figures_as_a_table(run: Run, tmp_path: Path) -> None:
    """A line a type, and one for refusing where there was anything to refuse."""
    table = run("eval", write(tmp_path, [*_ROWS, {**_ROWS[0], "gold_ids": []}])).out.splitlines()
    assert [line.split()[:2] for line in table[1:4]] == [["all", "3"], ["dated", "1"], ["fact", "2"]]
    right = ["1.000", "[1.000,", "1.000]"]
    assert table[2].split()[2:] == [*right, "1.000", *right, *right, "0.000"]
    assert table[4].startswith("拒答 abstention: 0.000 of 1 unanswerable")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"question": "桥", "gold_ids": []}, "第 1 行不是带有 question、gold_ids、type 的 JSON 对象。"),
        ({"question": "桥", "gold_ids": "a", "type": "fact"}, "第 1 行的 gold_ids 不是一个列表。"),
        ({"question": "桥", "gold_ids": None, "type": "fact"}, "第 1 行的 gold_ids 不是一个列表。"),
        ({"question": 5, "gold_ids": [], "type": "fact"}, "第 1 行的 question 不是一段文字。"),
        ({"question": "桥", "gold_ids": [], "type": None}, "第 1 行的 type 不是一段文字。"),
    ],
)
def test_rows_that_cannot_be_judged(fails: Fails, tmp_path: Path, row: object, said: str) -> None:
    """The sentence names the line."""
    path = write(tmp_path, [row])
    assert fails("eval", path) == f"{path} {said}"


def test_a_set_without_questions(fails: Fails, tmp_path: Path) -> None:
    """There is nothing to score."""
    path = write(tmp_path, [])
    assert fails("eval", path).startswith(f"{path} 里没有")


def test_the_questions_of_the_demo_corpus(run: Run, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """Over the articles that come along, nine of ten questions find their report first."""
    assert run("rebuild", pytestconfig.rootpath / "data" / "articles", "--index", "demo").status == 0
    questions = pytestconfig.rootpath / "data" / "eval" / "demo-questions.jsonl"
    ran = run("eval", questions, "--json", "--index", "demo", "--now", "2026-11-22")
    every = ran.rows[0]["kinds"]["all"]
    assert every["n"] == 50
    assert every["recall_1"] >= 0.9
    assert every["recall_5"] >= 0.98
