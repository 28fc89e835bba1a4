"""Articles in, a new generation out; whatever goes wrong, the old one stays."""

import gzip
import json
import shutil
from pathlib import Path

import pytest

from bot.commands.opening import Parts
from tests import newsroom
from tests.terminal import Fails, Run


@pytest.fixture
def index_dir(newsroom_parts: Parts, tmp_path: Path) -> Path:
    """Copy the index of the newsroom, for a test to rebuild."""
    return Path(shutil.copytree(newsroom_parts.index_dir, tmp_path / "index"))


def bytes_of(index_dir: Path) -> dict[str, bytes]:
    """Read every file of an index but the lock."""
    return {
        str(p.relative_to(index_dir)): p.read_bytes() for p in index_dir.rglob("*") if p.is_file() and p.name != ".lock"
    }


def test_the_table_tells_what_was_done(run: Run, tmp_path: Path) -> None:
    """Twelve articles, two of them without a date, one folded, thirteen passages encoded."""
    ran = run("rebuild", newsroom.write(tmp_path), "--index", "index")
    assert ran.status == 0
    cells = [[cell.strip() for cell in line.split("│")[1:-1]] for line in ran.out.splitlines() if "│" in line]
    table = dict(row for row in cells if len(row) == 2)
    assert "g000001" in ran.out.splitlines()[0]
    assert table["文章 articles"] == "12"
    assert table["跳过 skipped"] == "0"
    assert table["照收 kept · 没有日期"] == "2"
    assert table["折叠的转载 reprints folded"] == "1"
    assert table["段落 passages"] == "13（新编码 13，沿用 0）"


def test_skipped_lines_are_told_with_their_reasons(run: Run, tmp_path: Path) -> None:
    """By file and line on stderr, counted by reason in the table, and whole as JSON."""
    path = newsroom.write(tmp_path)
    with path.open("a", encoding="utf-8") as file:
        file.write('not json\n{"title": "无文", "body": ""}\n')
    ran = run("rebuild", path, "--index", "index")
    assert ran.status == 0
    told = ran.err.splitlines()
    assert [line.split("：")[0] for line in told] == [f"跳过 {path} 第 13 行", f"跳过 {path} 第 14 行"]
    report = run("rebuild", path, "--index", "index", "--json").rows[0]
    assert (report["articles"], [skip["line"] for skip in report["skips"]]) == (12, [13, 14])


def test_unchanged_passages_are_not_encoded_again(run: Run, tmp_path: Path, index_dir: Path) -> None:
    """Unless everything is to be done anew."""
    path = newsroom.write(tmp_path)
    again = run("rebuild", path, "--index", index_dir, "--json").rows[0]
    anew = run("rebuild", path, "--index", index_dir, "--json", "--full").rows[0]
    assert (again["generation"], again["embedded"], again["reused"]) == ("g000002", 0, 13)
    assert (anew["generation"], anew["embedded"], anew["reused"]) == ("g000003", 13, 0)


def test_the_articles_of_the_setting_are_read_by_default(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder, packed files within it too."""
    (tmp_path / "mine").mkdir()
    text = newsroom.write(tmp_path).read_bytes()
    (tmp_path / "mine" / "a.jsonl.gz").write_bytes(gzip.compress(text))
    monkeypatch.setenv("WENXUN_ARTICLES_DIR", "mine")
    assert run("rebuild", "--index", "index", "--json").rows[0]["articles"] == 12


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("missing", None, "找不到 missing"),
        ("empty", {}, "没有可读的文件"),
        ("binary.dat", bytes(range(256)) * 20, "没有读到任何文章：binary.dat：不是文本"),
        (
            "broken.jsonl",
            b'{"title": "\xe6\xa1\xa5", "body"',
            "没有读到任何文章：broken.jsonl 第 1 行：不是有效的 JSON",
        ),
        ("none.jsonl", b"", "没有读到任何文章"),
        ("bad.jsonl.gz", b"\x1f\x8b\x08\x00garbage", "没有读到任何文章：bad.jsonl.gz"),
        ("archive.zip", b"PK\x03\x04" + bytes(100), "没有读到任何文章：archive.zip"),
    ],
)
def test_input_without_articles_leaves_the_old_index(
    fails: Fails, tmp_path: Path, index_dir: Path, name: str, content: bytes | dict[str, bytes] | None, said: str
) -> None:
    """One sentence that names the file, and every byte of the index as it was."""
    if isinstance(content, dict):
        (tmp_path / name).mkdir()
    elif content is not None:
        (tmp_path / name).write_bytes(content)
    before = bytes_of(index_dir)
    assert fails("rebuild", name, "--index", "index").startswith(said)
    assert bytes_of(index_dir) == before


def test_an_index_folder_that_cannot_be(fails: Fails, tmp_path: Path) -> None:
    """A file in the way is told."""
    path = newsroom.write(tmp_path)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    said = "不能写索引文件夹 file/index：那里有一个同名的文件，请用 --index 换一个文件夹。原来的索引没有动。"
    assert fails("rebuild", path, "--index", "file/index") == said


@pytest.mark.parametrize("name", ["CURRENT", "manifest.json", "dense.faiss"])
def test_a_damaged_index_is_refused_and_mended_by_rebuilding(
    run: Run, fails: Fails, tmp_path: Path, index_dir: Path, name: str
) -> None:
    """The sentence says to rebuild, and after that questions are answered again."""
    damaged = next(index_dir.rglob(name))
    content = bytearray(damaged.read_bytes())
    content[len(content) // 2] ^= 0xFF
    damaged.write_bytes(content)
    assert fails("ask", "桥", "--index", "index").endswith("已损坏，请运行 wenxun rebuild 重建索引。")
    assert run("rebuild", newsroom.write(tmp_path), "--index", "index").status == 0
    answer = run("ask", "云川大桥何时正式通车？", "--index", "index", "--json").rows[0]
    assert answer["results"][0]["article_id"] == "bridge-open"


def test_the_report_is_one_line_of_plain_json(run: Run, tmp_path: Path) -> None:
    """Nothing else goes to stdout."""
    ran = run("rebuild", newsroom.write(tmp_path), "--index", "index", "--json")
    assert len(ran.out.splitlines()) == 1
    assert json.loads(ran.out)["noted"] == {"没有日期": 2}
