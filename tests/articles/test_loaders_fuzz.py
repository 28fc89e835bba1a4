"""Whatever a file holds, reading it gives whole articles or tells why not; nothing else is ever raised."""

import re
import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.articles import Skip, read
from embeddings.articles.chunking import chunk
from embeddings.errors import ArticleError
from embeddings.schema import PASSAGE_LIMIT, Article
from embeddings.text import sentences
from tests.trials import budget

#: What the loaders look for, and what trips parsers; beside these, any character at all.
_BITS = st.sampled_from(
    [
        *["即时 ", " 2024-05-02 08:00\n", "，正文：", "2024-13-45 ", "来源：某报 ", "记者", '{"title": "'],
        *['", "body": "', '"}', "title,body\n", '"', ",", "---\n", "title: 甲\n", "- [", "&a *a", "# ", "**", "__"],
        *["[甲](", "![", "<!--", "-->", "<html>", "<p>", "</p>", "<script>", "<rss>", "<item>", "<title>"],
        *["<![CDATA[", "&#x", "&lt;", "<a href='", "_ueditor_page_break_tag_\n", "1  2\n"],
        *["[查看原文](http://e.cn)", "--- (更新时间戳: 1)", "\x00", "\ufeff", "́", "😀", "甲乙丙。", "“丁”"],
        *["快讯", "（完）", "=1+1", "\u0301", "\U0001f600", "\n", "\n\n", "\r\n", "\t", "\u2028", "即时 | "],
    ]
)
texts = st.lists(_BITS | st.text(max_size=8), max_size=40).map("".join)
heads = st.sampled_from(
    (
        "",
        "<html>",
        "<rss>",
        "---\ntitle: 甲\n---\n",
        "title,body\n",
        '{"title": "甲", "body": "',
        "甲\n即时 | 2024-05-02 08:00\n",
    )
)
names = st.sampled_from(("a.txt", "a.md", "a.jsonl", "a.csv", "a.html", "a.xml"))


@budget
@given(names, heads, texts | st.binary(max_size=300))
def test_any_file_is_read_or_told(name: str, head: str, content: str | bytes) -> None:
    """Articles have an id, a body, a real day or none, and text that can be written down; else the file is told."""
    data = head.encode() + (content.encode(errors="surrogatepass") if isinstance(content, str) else content)
    skips: list[Skip] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        try:
            articles = list(read([path], skips.append))
        except ArticleError:
            articles = []
        assert articles or skips
    for article in articles:
        assert article.id
        assert article.body == article.body.strip() != ""
        assert article.day is None or article.day.year > 0
        f"{article.id}{article.title}{article.body}{article.source}{article.authors}".encode()
        assert "\n" not in article.title
        assert article.url is None or not article.url.lower().startswith(("javascript:", "data:"))


@budget
@given(st.text(max_size=20), texts.map(lambda text: text * 3))
def test_any_body_is_cut_into_exact_passages(title: str, body: str) -> None:
    """Passages lie in the body, in order, none too long or blank, and every line beside sub-headlines is in them."""
    passages = chunk(Article("1", title, body))
    assert all(0 <= p.start < p.end <= len(body) and p.end - p.start <= PASSAGE_LIMIT for p in passages)
    assert all(body[p.start : p.end].strip() == body[p.start : p.end] for p in passages)
    assert all(one.end <= other.start for one, other in pairwise(passages))
    covered = {place for p in passages for place in range(p.start, p.end)}
    headings = {p.heading for p in passages}
    for line in re.finditer(r"[^\n]+", body):
        if line[0].strip() not in headings:
            assert all(place in covered or body[place].isspace() for place in range(*line.span()))


@budget
@given(texts)
def test_sentences_lose_nothing(text: str) -> None:
    """Between sentences there is white space alone."""
    spans = list(sentences(text))
    ends = [0, *(place for span in spans for place in span), len(text)]
    assert ends == sorted(ends)
    assert all(not text[a:b].strip() for a, b in zip(ends[::2], ends[1::2], strict=True))


@pytest.mark.parametrize(
    "address", ["javascript:x", " JavaScript:x", "java\nscript:x", "\x01data:x", "vbscript\t:x", "\u2028file:///x"]
)
def test_addresses_that_do_more_than_open_a_page_are_dropped(load, address: str) -> None:
    """However a scheme is disguised, only web addresses are kept to be clicked."""
    record = '{"title": "桥", "url": %s, "body": "通车。"}\n'
    quoted = '"' + "".join(f"\\u{ord(c):04x}" for c in address) + '"'
    assert load("a.jsonl", record % quoted).articles[0].url is None
