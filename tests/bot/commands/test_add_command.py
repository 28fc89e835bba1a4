"""`wenxun rebuild --add`: a few articles into an index that is there."""

import json
from pathlib import Path

import pytest

from tests import newsroom
from tests.terminal import Fails, Run


def line(folder: Path, **article: str) -> Path:
    """Write one article."""
    path = folder / "new.jsonl"
    path.write_text(json.dumps(article, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def test_an_article_is_added_and_answers(run: Run, tmp_path: Path) -> None:
    """The others stay; once more, it is there already."""
    whole = newsroom.write(tmp_path)
    assert run("rebuild", whole, "--index", "index").status == 0
    path = line(tmp_path, id="kite", title="鹭汀风筝节开幕", body="鹭汀风筝节周日开幕，共有八十六只风筝升空。")
    first = run("rebuild", "--add", path, "--index", "index", "--json").rows[0]
    assert (first["generation"], first["articles"], first["added"]) == ("g000002", 13, 1)
    answer = run("ask", "鹭汀风筝节有多少只风筝？", "--index", "index", "--json").rows[0]
    assert answer["results"][0]["article_id"] == "kite"
    answer = run("ask", "云川大桥何时正式通车？", "--index", "index", "--json").rows[0]
    assert answer["results"][0]["article_id"] == "bridge-open"
    again = run("rebuild", "--add", path, "--index", "index")
    assert again.status == 0
    assert "已有 unchanged" in again.out
    assert "g000002" in again.out.splitlines()[0]


@pytest.mark.parametrize("options", [["--add"], ["--add", "--full", "x.jsonl"]])
def test_what_makes_no_sense_is_told(fails: Fails, options: list[str]) -> None:
    """No article named, or everything anew and only some at once."""
    assert "--add" in fails("rebuild", *options)
