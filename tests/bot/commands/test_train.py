"""`wenxun train`, as typed."""

import json
import warnings
from pathlib import Path

import pytest

from bot.cli import main
from embeddings.encoding.encoder import load_encoder
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.encoding.static import StaticEncoder


def _write(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    """Thirty made-up articles, a question to each, and one to a passage that is not there."""
    places = ["山南", "河西", "桥头", "湖东", "岭北", "港口"]
    things = ["渡口开了夜班船", "集市搬进新棚子", "学校添了游泳池", "车站换了大时钟", "诊所周末也看病"]
    names = [(f"{p}-{n}", p, thing) for p in places for n, thing in enumerate(things)]
    body = "{0}{1}。{0}的人说等了很久。明年{0}还会有别的变化，大家都在商量。"
    articles = _write(
        tmp_path / "articles.jsonl",
        [
            {"id": i, "title": p + thing, "published": "2024-05-01", "body": body.format(p, thing)}
            for i, p, thing in names
        ],
    )
    passages = [{"passage_id": i, "title": p + thing, "passage": body.format(p, thing)} for i, p, thing in names]
    questions = [{"passage_id": i, "question": f"{p}那边{thing[:2]}咋样了"} for i, p, thing in names]
    files = {
        "articles": articles,
        "passages": _write(tmp_path / "passages.jsonl", passages),
        "questions": _write(tmp_path / "questions.jsonl", [*questions, {"passage_id": "nowhere", "question": "谁？"}]),
        "lexicon": _write(tmp_path / "lexicon.jsonl", [{"everyday": "坐船过河", "official": ["渡口", "夜班船"]}]),
    }
    options = [part for name, path in files.items() for part in (f"--{name}", str(path))]
    return ["train", *options, "--out", str(tmp_path / "model"), "--smoke"]


def _fails(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    assert exit_.value.code == 1
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    return lines[0]


def test_a_complete_folder_comes_out(arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The smoke run writes a model that both loaders read, and tells what it could not use."""
    with warnings.catch_warnings():
        # What sentence-transformers warns of on import is its own affair.
        warnings.simplefilter("ignore")
        with pytest.raises(SystemExit) as exit_:
            main(arguments)
    shown = capsys.readouterr()
    assert exit_.value.code == 0
    assert isinstance(load_encoder(str(tmp_path / "model")), StaticEncoder)
    assert [len(text) > 0 for text in LateInteraction(tmp_path / "model").tokens(["山南渡口", ""])] == [True, False]
    assert "30 篇" in (tmp_path / "model" / "README.md").read_text("utf-8")
    assert shown.err == f"1 个问题的 passage_id 不在 {tmp_path / 'passages.jsonl'} 里，没有用。\n"
    assert "30 个，30 段" in shown.out


def test_a_missing_file_is_one_line(arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whichever input is not there is named, and no folder is made."""
    (tmp_path / "lexicon.jsonl").unlink()
    assert _fails(arguments, capsys) == f"错误：没有这个文件：{tmp_path / 'lexicon.jsonl'}"
    assert not (tmp_path / "model").exists()


def test_a_line_without_its_keys_is_named(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message says which line of which file lacks what."""
    _write(tmp_path / "questions.jsonl", [{"passage_id": "a", "question": "好？"}, {"question": "谁？"}])
    expected = f"错误：{tmp_path / 'questions.jsonl'} 第 2 行不是带有 passage_id、question 的 JSON 对象。"
    assert _fails(arguments, capsys) == expected


def test_questions_to_other_passages_are_told(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With no question that has its passage there is nothing to learn."""
    _write(tmp_path / "questions.jsonl", [{"passage_id": "a", "question": "好？"}])
    assert "passage_id 要一致" in _fails(arguments, capsys)


def test_a_folder_that_cannot_be_made_is_told(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file stands where the folder should be."""
    arguments[arguments.index("--out") + 1] = str(tmp_path / "lexicon.jsonl" / "model")
    assert _fails(arguments, capsys).startswith("错误：不能写到 ")
