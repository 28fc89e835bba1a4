"""The format is in the content; a misleading name changes nothing."""

import pytest

from embeddings.articles.draft import Refused
from embeddings.articles.files import TextFile
from embeddings.articles.formats import loader_for
from embeddings.articles.loaders import dated_lines, feed, jsonl, markdown, plain, table, topic_page, web_page


@pytest.mark.parametrize(
    ("name", "content", "module"),
    [
        ("a.txt", '{"title": "桥", "body": "通车。"}\n', jsonl),
        ("a.jsonl", '坏\n{"title": "桥", "body": "通车。"}\n', jsonl),
        ("a.txt", "title,published,body\n桥,2024-05-02,通车。\n", table),
        ("a.csv", '{"title": "桥, title, body", "body": "通车。"}\n', jsonl),
        ("a.jsonl.txt", "专题\n\n桥\n\n即时 | 2024-05-02 08:00\n\n通车。\n", topic_page),
        ("a.csv", "2024-05-02 08:00，正文：桥通车。\n", dated_lines),
        ("a.txt", "---\ntitle: 桥\n---\n通车。\n", markdown),
        ("a.md", "# 桥\n\n通车。\n", markdown),
        ("a.txt", "买菜记\n买白菜、豆腐。\n", plain),
        ("a.txt", "\n<!DOCTYPE html>\n<html><body>桥</body></html>", web_page),
        ("a.html", '<?xml version="1.0"?>\n<rss version="2.0"></rss>', feed),
        ("a.txt", '<feed xmlns="http://www.w3.org/2005/Atom"></feed>', feed),
    ],
)
def test_format_is_told_from_content(tmp_path, name, content, module):
    """Each format is known by what it looks like inside."""
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert loader_for(TextFile(tmp_path / name)) is module.load


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.log", "买菜：白菜、豆腐。\n", "认不出格式：能读 .txt、专题页"),
        ("a.xml", "<config><a>1</a></config>", "认不出格式：是 XML"),
        ("a.json", '[\n{"title": "桥", "body": "通车。"}\n]', "是 JSON 数组"),
    ],
)
def test_what_is_none_of_them_is_refused(tmp_path, name, content, reason):
    """What has no sign and is not called a text file is left alone."""
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(Refused, match=reason):
        loader_for(TextFile(tmp_path / name))
