"""Files made to do harm: each is refused in one phrase, or read as the text that it is; nothing hangs or bursts."""

import gzip
import lzma
import os
import subprocess
import time

import pytest

GOOD = '{"title": "桥", "body": "通车。"}\n'
_LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
_ALIASES = "a0: &a0 [甲]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 12))


def feed(head: str, text: str) -> str:
    """Make a feed of one entry."""
    return (
        f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><title>某报</title>'
        f"<item><title>桥</title><description>{text}</description></item></channel></rss>"
    )


@pytest.fixture
def beside_good(tmp_path, gather):
    """Give a function that reads one file beside a good one: the good one's article must come."""

    def run(name: str, content: str | bytes):
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        (tmp_path / "zz.jsonl").write_text(GOOD, encoding="utf-8")
        began = time.process_time()
        gathered = gather([tmp_path])
        assert time.process_time() - began < 20
        assert gathered.articles[-1].title == "桥"
        return gathered.articles[:-1], [skip.reason for skip in gathered.skips]

    return run


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("gz.jsonl.gz", gzip.compress(b"a" * (32 << 20)), "解压后过大：超过压缩文件的 200 倍"),
        ("xz.jsonl.xz", lzma.compress(b"a" * (32 << 20), preset=0), "解压后过大：超过压缩文件的 200 倍"),
        ("html.gz", gzip.compress(b"<html>" + b"<p>" * (12 << 20)), "解压后过大：超过压缩文件的 200 倍"),
        ("cut.jsonl.gz", gzip.compress(GOOD.encode() * 1000)[:40], "文件读不下去"),
        ("yaml.md", "---\ntitle: 甲\nx: " + "[" * 30_000 + "\n---\n乙\n", "front matter 读不懂：嵌套太深"),
        ("tag.md", "---\nx: !!python/object/apply:os.system [ls]\n---\n乙\n", "front matter 读不懂"),
        ("long.md", "---\nx: " + "甲" * 70_000 + "\n---\n乙\n", "front matter 太长"),
        ("deep.jsonl", '{"title": "甲", "body": ' + "[" * 100_000 + "\n", "不是有效的 JSON"),
        ("digits.jsonl", '{"title": "甲", "body": "乙", "n": ' + "9" * 5000 + "}\n", "不是有效的 JSON"),
        ("half.jsonl", '{"id": "1", "title": "甲\\ud800", "body": "乙"}\n', "含有残缺的字符"),
        ("half-id.jsonl", '{"id": "\\udfff", "title": "甲", "body": "乙"}\n', "含有残缺的字符"),
        ("nul.txt", b"\xe7\x94\xb2\0\xe4\xb9\x99", "不是文本：二进制文件"),
        ("line.jsonl", b"a" * ((1 << 24) + 1) + b"\n", "行过长"),
        ("deep.html", "<html><body>" + "<div>" * 100_000 + "甲", "HTML 里没有正文"),
        ("digits.xml", feed("", "&#" + "9" * 6000 + ";"), "RSS/Atom 读不懂：ValueError"),
        ("quote.csv", 'title,body\n"' + "甲\n" * 200_000, "不是有效的 CSV"),
    ],
)
def test_what_would_burst_is_refused_in_a_phrase(beside_good, name, content, reason):
    """Bombs, endless lines and bottomless nesting are told, and the file beside them is read."""
    articles, reasons = beside_good(name, content)
    assert articles == []
    assert reasons
    assert reasons[0].startswith(reason)


@pytest.mark.parametrize(
    ("name", "content", "body"),
    [
        # Entities of the file's own are not expanded, so nothing grows and no file is drawn in.
        ("laughs.xml", feed(f'<!DOCTYPE r [<!ENTITY l0 "哈哈哈">{_LAUGHS}]>', "乙&l9; 丙"), "乙&l9 丙"),
        ("xxe.xml", feed('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "乙&x;丙"), "乙丙"),
        ("aliases.md", f"---\ntitle: 甲\n{_ALIASES}authors: *a11\n---\n乙。\n", "乙。"),
        ("formula.csv", "title,body\n甲,\"=cmd|' /C calc'!A0\"\n", "=cmd|' /C calc'!A0"),
        ("control.jsonl", '{"title": "甲", "body": "乙\\u0000\\u001b[2J\\u200b丙"}\n', "乙[2J丙"),
        ("deep.xml", feed("", "<a>" * 20_000 + "乙"), "乙"),
    ],
)
def test_what_only_looks_dangerous_is_plain_text(beside_good, name, content, body):
    """Entities, aliases, formulas and control characters do nothing."""
    (article,) = beside_good(name, content)[0]
    assert article.body == body


def test_ten_megabytes_on_a_line_are_an_article(beside_good):
    """Long is not wrong: below the limit a line is read whole."""
    (article,) = beside_good("a.jsonl", '{"title": "甲", "body": "' + "乙丙丁。" * 850_000 + '"}\n')[0]
    assert len(article.body.encode()) > 10_000_000


def test_tricks_with_paths(tmp_path, gather):
    """Loops, pipes, dead links, doubles and names that are no UTF-8 neither hang nor stop a reading."""
    (tmp_path / "a.jsonl").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.jsonl").symlink_to("a.jsonl")
    (tmp_path / "dead").symlink_to("nowhere")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "up").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / ".hidden").write_text(GOOD, encoding="utf-8")
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/\xff\n; rm -rf $HOME.jsonl")
    with open(odd, "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write(GOOD.replace("桥", "塔"))
    gathered = gather([tmp_path, tmp_path / "a.jsonl"])
    assert [article.title for article in gathered.articles] == ["桥", "塔"]
    assert [(skip.path.rpartition("/")[2], skip.reason) for skip in gathered.skips] == [
        ("dead", "不是普通文件"),
        ("loop", "不是普通文件"),
        ("pipe", "不是普通文件"),
    ]


def test_folders_lie_as_deep_as_they_like(tmp_path, gather):
    """A thousand folders inside each other are walked like one."""
    here = os.getcwd()  # noqa: PTH109
    try:
        os.chdir(tmp_path)
        for _ in range(1200):
            os.mkdir("d")  # noqa: PTH102
            os.chdir("d")
        with open("a.jsonl", "w", encoding="utf-8") as file:  # noqa: PTH123
            file.write(GOOD)
    finally:
        os.chdir(here)
    try:
        assert [article.title for article in gather([tmp_path]).articles] == ["桥"]
    finally:
        # Python's own removal goes down by recursion, not as deep as this.
        subprocess.run(["rm", "-r", tmp_path / "d"], check=True)


def test_a_folder_that_cannot_be_opened_is_told(tmp_path, gather, monkeypatch):
    """What lies in it is missed, so its name must be heard."""
    (tmp_path / "a.jsonl").write_text(GOOD, encoding="utf-8")
    (tmp_path / "closed").mkdir()
    scandir = os.scandir

    def refusing(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    gathered = gather([tmp_path])
    assert [(skip.path, skip.reason) for skip in gathered.skips] == [
        (str(tmp_path / "closed"), "文件夹打不开，里面的文件没有读")
    ]
