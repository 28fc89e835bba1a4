"""Readers' verdicts, as lines for evaluation."""

from contextlib import closing
from datetime import date
from pathlib import Path

from bot.schema import Answer, IndexInfo
from bot.state.feedback import record
from bot.state.store import Store
from tests.terminal import Fails, Run

INDEX = IndexInfo("g1", "2024-06-01T08:00:00+08:00", 2, 2, date(2024, 6, 1))


def judged(path: Path) -> tuple[str, str]:
    """Let two readers judge two answers; return the hashes that stand for them."""
    told = Answer("大桥哪天通车？", "大桥6月18日通车。", (), False, INDEX)
    refused = Answer("桥上有几盏灯？", None, (), True, INDEX)
    clock = iter((1717200000.0, 1717286400.0, 1717372800.0))
    with closing(Store(path, clock=lambda: next(clock))) as store:
        ann, ben = store.who(11, 11), store.who(-100, 12)
        record(store, ann, "token-a", told, ["bridge-2", "bridge-1"], good=False)
        record(store, ben, "token-b", refused, [], good=False)
        record(store, ann, "token-a", told, ["bridge-2"], good=True)
    return ann, ben


def test_verdicts_are_printed_as_jsonl(run: Run, tmp_path: Path) -> None:
    """Question, answer, articles shown and verdict, the latest of each reader, oldest first; only a hash says whose."""
    ann, ben = judged(tmp_path / "bot.sqlite")
    ran = run("feedback", "--state", tmp_path / "bot.sqlite")
    assert (ran.status, ran.err) == (0, "")
    assert ran.rows == [
        {
            "at": "2024-06-02T08:00:00+08:00",
            "chat": ben,
            "question": "桥上有几盏灯？",
            "answer": None,
            "articles": [],
            "generation": "g1",
            "verdict": "bad",
        },
        {
            "at": "2024-06-03T08:00:00+08:00",
            "chat": ann,
            "question": "大桥哪天通车？",
            "answer": "大桥6月18日通车。",
            "articles": ["bridge-2"],
            "generation": "g1",
            "verdict": "good",
        },
    ]


def test_the_file_of_the_settings_is_read(run: Run, tmp_path: Path) -> None:
    """Without an option it is the one that the bot writes."""
    judged(tmp_path / "data" / "telegram.sqlite")
    assert [row["verdict"] for row in run("feedback").rows] == ["bad", "good"]


def test_a_file_that_is_not_there_is_told_and_not_made(fails: Fails, tmp_path: Path) -> None:
    """Looking leaves nothing behind."""
    said = fails("feedback", "--state", tmp_path / "none.sqlite")
    assert said == f"没有 {tmp_path / 'none.sqlite'}：机器人还没有记下过什么，或者用 --state 指出它的记录文件。"
    assert not (tmp_path / "none.sqlite").exists()
