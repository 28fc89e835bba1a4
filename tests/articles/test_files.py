"""Lines and texts, and the limits that keep one file from filling the memory."""

import lzma

import pytest

from embeddings.articles import files
from embeddings.articles.draft import Refused
from embeddings.articles.files import Line, TextFile


def test_lines_are_numbered_and_lose_their_ends(tmp_path):
    """Both kinds of line end go, and the byte order mark with the first."""
    (tmp_path / "a.txt").write_bytes("\ufeff甲\r\n\n乙".encode())
    assert list(TextFile(tmp_path / "a.txt").lines()) == [Line(1, "甲"), Line(2, ""), Line(3, "乙")]


def test_an_endless_line_is_told_and_the_next_one_read(tmp_path, monkeypatch):
    """A line beyond the limit is never held whole, and counts as one line."""
    monkeypatch.setattr(files, "LINE_LIMIT", 16)
    (tmp_path / "a.txt").write_bytes(b"a" * 50 + b"\nshort\n")
    assert list(TextFile(tmp_path / "a.txt").lines()) == [Line(1, "", "行过长"), Line(2, "short")]


def test_a_text_beyond_the_limit_is_refused(tmp_path, monkeypatch):
    """What is parsed as a whole is measured unpacked."""
    monkeypatch.setattr(files, "TEXT_LIMIT", 1 << 20)
    (tmp_path / "a.xz").write_bytes(lzma.compress(b"a" * (2 << 20)))
    with pytest.raises(Refused, match="文件过大：超过 1 MB"):
        TextFile(tmp_path / "a.xz").text()


def test_whole_texts_have_one_kind_of_line_end(tmp_path):
    """A page saved on Windows reads like any other."""
    (tmp_path / "a.txt").write_bytes("甲\r\n乙\r丙".encode("gb18030"))
    assert TextFile(tmp_path / "a.txt").text() == "甲\n乙\n丙"
