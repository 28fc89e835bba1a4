"""Files of questions and of conversations."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.terminal import Fails, Run


def write(folder: Path, *rows: Any) -> Path:
    """Write rows as JSONL; a row of text is a line as it is."""
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    (folder / "rows.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder / "rows.jsonl"


def test_one_line_for_each_question(run: Run, tmp_path: Path) -> None:
    """In order, each under its own qid, blank lines and a byte order mark passed over."""
    path = write(
        tmp_path,
        "\ufeff" + json.dumps({"qid": 7, "question": "云川大桥何时正式通车？"}, ensure_ascii=False),
        "",
        {"qid": "b", "question": "谁赢了围棋赛？", "type": "fact"},
    )
    ran = run("search", "--batch", path, "-k", "2")
    assert (ran.status, ran.err) == (0, "")
    assert [row["qid"] for row in ran.rows] == [7, "b"]
    first, second = ran.rows
    assert set(first) >= {"qid", "abstained", "answer", "results"}
    assert first["results"][0] == {
        **first["results"][0],
        "article_id": "bridge-open",
        "title": "云川大桥正式通车",
        "published": "2023-06-18T10:30",
        "source": "云川日报",
        "url": "https://example.org/bridge?page=1&x=2",
        "also": ["bridge-open-again"],
    }
    assert second["results"][0]["article_id"] == "chess"
    assert all(len(row["results"]) <= 2 for row in ran.rows)


def test_a_passage_stands_between_its_offsets(run: Run, tmp_path: Path) -> None:
    """`passage` has `end` - `start` characters, at most 400."""
    ran = run("search", "--batch", write(tmp_path, {"qid": 1, "question": "诱虫板买了多少张？"}))
    best = ran.rows[0]["results"][0]
    assert best["article_id"] == "meeting"
    assert "二十万张诱虫板" in best["passage"]
    assert len(best["passage"]) == best["end"] - best["start"] <= 400


def test_line_separators_inside_a_question(run: Run, tmp_path: Path) -> None:
    """U+2028 and U+0085 may stand inside a JSON text and end no line."""
    ran = run("search", "--batch", write(tmp_path, '{"qid": 1, "question": "谁赢了\u2028围棋\u0085赛？"}'))
    assert [row["results"][0]["article_id"] for row in ran.rows] == ["chess"]


def test_turns_are_answered_in_their_conversation(run: Run, tmp_path: Path) -> None:
    """As plain words or as objects; two conversations of one name know nothing of each other."""
    path = write(
        tmp_path,
        {"cid": "a", "turns": ["谁赢了围棋公开赛？", {"user": "她多大了？", "gold": "x"}]},
        {"cid": "a", "turns": ["白鹭湖观鸟节哪天开幕？"]},
        {"cid": "b", "turns": []},
    )
    ran = run("chat", "--batch", path, "--now", "2024-09-01")
    assert (ran.status, ran.err) == (0, "")
    assert [(row["cid"], len(row["turns"])) for row in ran.rows] == [("a", 2), ("a", 1), ("b", 0)]
    assert ran.rows[0]["turns"][0]["results"][0]["article_id"] == "chess"
    assert ran.rows[1]["turns"][0]["results"][0]["article_id"] == "birds"


def test_an_empty_file_gives_nothing(run: Run, tmp_path: Path) -> None:
    """No questions, no lines, no error."""
    ran = run("search", "--batch", write(tmp_path))
    assert (ran.status, ran.out, ran.err) == (0, "", "")


@pytest.mark.parametrize(
    ("command", "rows", "said"),
    [
        ("search", ['{"qid": 1,'], "第 1 行不是带有 qid、question 的 JSON 对象。"),
        ("search", [{"qid": 1, "question": "桥"}, {"qid": 2}], "第 2 行不是带有 qid、question 的 JSON 对象。"),
        ("search", [["qid", "question"]], "第 1 行不是带有 qid、question 的 JSON 对象。"),
        ("search", ["[" * 100_000], "第 1 行不是带有 qid、question 的 JSON 对象。"),
        ("search", [{"qid": 1, "question": None}], "第 1 行的 question 不是一段文字。"),
        ("chat", [{"cid": 1, "turns": "abc"}], "第 1 行的 turns 不是一个列表。"),
        ("chat", [{"cid": 1, "turns": [5]}], '里 cid 为 1 的一条：每一轮要是一句话，或带 "user" 的对象。'),
        ("chat", [{"cid": 1, "turns": [{"said": "桥"}]}], '里 cid 为 1 的一条：每一轮要是一句话，或带 "user" 的对象。'),
    ],
)
def test_rows_that_cannot_be_asked(fails: Fails, tmp_path: Path, command: str, rows: list[Any], said: str) -> None:
    """Nothing is asked at all; the sentence names the file and the line, or the conversation by its own name."""
    path = write(tmp_path, *rows)
    told = fails(command, "--batch", path)
    assert told.startswith(str(path))
    assert told.removeprefix(str(path)).strip() == said


@pytest.mark.parametrize(
    ("question", "why"),
    [
        (" ", "问题是空的，请写一句想问的话。"),
        ("问" * 10_000, "问题太长（10000 字），请缩到 500 字以内。"),
        ("\ud800", "问题里有残缺的字符，请检查输入的编码，再问一次。"),
    ],
)
def test_a_question_that_cannot_be_asked_stops_no_other(run: Run, tmp_path: Path, question: str, why: str) -> None:
    """It is refused in its own line with the reason, which is told on stderr too."""
    good = {"qid": 2, "question": "谁赢了围棋赛？"}
    path = write(tmp_path, json.dumps({"qid": 1, "question": question}), good)
    ran = run("search", "--batch", path)
    refused, answered = ran.rows
    assert refused == {"qid": 1, "abstained": True, "answer": None, "results": [], "error": why}
    assert answered["results"][0]["article_id"] == "chess"
    assert ran.err == f"{path} 里 qid 为 1 的一条没有问：{why}\n"
    chats = write(tmp_path, json.dumps({"cid": 1, "turns": [question, good["question"]]}))
    first, second = run("chat", "--batch", chats).rows[0]["turns"]
    assert (first["error"], second["results"][0]["article_id"]) == (why, "chess")


def test_files_that_cannot_be_read(fails: Fails, tmp_path: Path) -> None:
    """Missing, or no text."""
    (tmp_path / "bytes").write_bytes(bytes(range(256)))
    assert fails("search", "--batch", "none.jsonl") == "没有这个文件：none.jsonl"
    assert fails("chat", "--batch", "bytes") == "bytes 读不出来，请给一个 UTF-8 的 JSONL 文件。"
