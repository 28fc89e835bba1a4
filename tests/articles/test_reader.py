"""One way in: order, doubles, updates, and what is told when nothing can be read."""

import gzip
import json
import lzma
from pathlib import Path

import pytest

from embeddings.articles import Skip, read
from embeddings.errors import ArticleError


def line(**fields: object) -> str:
    """One line of the interchange format."""
    return (
        json.dumps({"title": "新桥", "published": "2024-05-02", "body": "新桥通车。"} | fields, ensure_ascii=False)
        + "\n"
    )


def test_folders_are_walked_in_order_and_hidden_files_passed_over(tmp_path, gather):
    """A folder gives its files sorted by name, packed or not, and nothing that begins with a dot."""
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / "c.jsonl.gz").write_bytes(gzip.compress(line(id="3").encode()))
    (tmp_path / "b" / "a.jsonl").write_text(line(id="4"), encoding="utf-8")
    (tmp_path / "a.jsonl.xz").write_bytes(lzma.compress(line(id="1").encode()))
    (tmp_path / "b.jsonl").write_text(line(id="2"), encoding="utf-8")
    (tmp_path / ".hidden.jsonl").write_text(line(id="5"), encoding="utf-8")
    (tmp_path / ".git" / "x.jsonl").write_text(line(id="6"), encoding="utf-8")
    assert [article.id for article in gather([tmp_path]).articles] == ["1", "2", "3", "4"]


def test_packing_is_told_from_content_not_from_the_name(load):
    """An .xz file under another name, and plain text named .gz, are read as what they are."""
    assert [article.id for article in load("plain.jsonl", lzma.compress(line(id="1").encode())).articles] == ["1"]
    assert [article.id for article in load("odd.jsonl.gz", line(id="2")).articles] == ["2"]


def test_a_file_named_twice_is_read_once(tmp_path, gather):
    """The file and the folder it lies in do not make doubles."""
    path = tmp_path / "a.jsonl"
    path.write_text(line(id="1"), encoding="utf-8")
    gathered = gather([path, tmp_path])
    assert len(gathered.articles) == 1
    assert gathered.skips == []


def test_exact_doubles_are_skipped_and_updates_pass(tmp_path, load):
    """The same article again is told; the same id with other words passes, even when it returns to what it was."""
    gathered = load(
        "a.jsonl", line(id="1") + line(id="1") + line(id="1", body="新桥明天通车。") + line(id="1") + line(id="2")
    )
    assert [(article.id, article.body) for article in gathered.articles] == [
        ("1", "新桥通车。"),
        ("1", "新桥明天通车。"),
        ("1", "新桥通车。"),
        ("2", "新桥通车。"),
    ]
    assert gathered.skips == [Skip(str(tmp_path / "a.jsonl"), 2, "重复")]


def test_an_article_without_an_id_gets_a_stable_one(load):
    """The hash depends on title, time and body, and on nothing else."""
    first, other_body, other_time, other_title = load(
        "a.jsonl", line() + line(body="通车。") + line(published="2024-05-03") + line(title="旧桥")
    ).articles
    again = load("b.jsonl", line(source="某某日报", url="https://e.cn/1")).articles[0]
    assert again.id == first.id == "7d1467e8cb33c0b16c42"
    assert len({first.id, other_body.id, other_time.id, other_title.id}) == 4


def test_what_a_body_says_of_its_origin_fills_what_the_file_leaves_out(load):
    """Dateline, outlet and authors come from the text where fields are missing, and never over given ones."""
    body = "新华社海口5月2日电（记者王一、李二三）新桥通车。"
    bare, given = load(
        "a.jsonl", line(id="1", body=body) + line(id="2", body=body, source="某某网", authors=["赵四"])
    ).articles
    assert (bare.dateline, bare.source, bare.authors) == ("新华社海口5月2日电", "新华社", ("王一", "李二三"))
    assert (given.dateline, given.source, given.authors) == ("新华社海口5月2日电", "某某网", ("赵四",))
    assert bare.body == given.body == body


def test_bodies_without_words_are_skipped_with_their_reason(load):
    """Empty bodies, undefined and mere links are no articles."""
    bodies = [
        "",
        "  \n",
        "undefined",
        "[查看原文](https://e.cn/a)",
        "https://e.cn/a",
        "[看这里](https://e.cn/b)",
        "真。",
    ]
    gathered = load("a.jsonl", "".join(line(body=body) for body in bodies))
    assert [(skip.line, skip.reason) for skip in gathered.skips] == [
        (1, "正文为空"),
        (2, "正文为空"),
        (3, "正文是 undefined"),
        (4, "正文只有链接"),
        (5, "正文只有链接"),
        (6, "正文只有链接"),
    ]
    assert [article.body for article in gathered.articles] == ["真。"]


def test_a_character_that_cannot_be_stored_is_no_reason_to_stop(load):
    """Half a surrogate pair in JSON is told; the line after it is read."""
    gathered = load("a.jsonl", '{"title": "甲", "body": "\\ud800。"}\n' + line(id="2"))
    assert [(skip.line, skip.reason) for skip in gathered.skips] == [(1, "含有残缺的字符")]
    assert [article.id for article in gathered.articles] == ["2"]


def test_a_damaged_archive_gives_what_it_holds_and_the_next_file_is_read(tmp_path, gather):
    """A cut .xz is told with the last line read; the rest goes on."""
    packed = lzma.compress("".join(line(id=str(n), body=f"第{n}座桥通车。" * 40) for n in range(2000)).encode())
    (tmp_path / "a.jsonl.xz").write_bytes(packed[: len(packed) * 3 // 4])
    (tmp_path / "b.jsonl").write_text(line(id="last"), encoding="utf-8")
    gathered = gather([tmp_path])
    assert gathered.articles[-1].id == "last"
    assert [skip.kind for skip in gathered.skips] == ["文件读不下去"]


def test_a_missing_path_is_an_error_before_anything_is_read(tmp_path):
    """Nothing has to be consumed to learn that a path does not exist."""
    with pytest.raises(ArticleError, match=r"找不到 .*nowhere"):
        read([tmp_path / "nowhere"], print)


def test_an_empty_folder_is_an_error(tmp_path):
    """A folder without files is told as such."""
    with pytest.raises(ArticleError, match="没有可读的文件"):
        read([tmp_path], print)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.bin", b"\x00\x01\x02\x03", r"a\.bin：不是文本：二进制文件。"),
        ("a.jsonl", b'{"title": \n', r"a\.jsonl 第 1 行：不是有效的 JSON"),
        ("a.txt", b"", r"a\.txt：空文件。"),
    ],
)
def test_when_nothing_can_be_read_the_first_reason_is_the_error(tmp_path, name, content, reason):
    """One sentence names the file and what is wrong with it."""
    path: Path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ArticleError, match=f"没有读到任何文章：.*{reason}"):
        list(read([path], lambda skip: None))


def test_a_file_without_any_article_is_told(tmp_path, gather):
    """A table of nothing but its head is no silent loss."""
    (tmp_path / "a.csv").write_text("title,body\n", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"title": "桥", "body": "通车。"}\n', encoding="utf-8")
    assert gather([tmp_path]).skips == [Skip(str(tmp_path / "a.csv"), None, "里面没有文章")]
