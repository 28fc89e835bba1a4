"""Marks go, words stay."""

import pytest

from embeddings.articles.markup import from_html, from_markdown


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("<p>甲<b>乙</b></p>\n<p>丙<br>丁</p>", "甲乙\n丙\n丁"),
        ("甲&nbsp;&lt;乙&gt;&amp;&#19993;", "甲 <乙>&丙"),
        ("<style>a{}</style><script>b()</script>甲", "甲"),
        ("纯文本，没有标签", "纯文本，没有标签"),
        ("<p>没有关上", "没有关上"),
        ("", ""),
    ],
)
def test_html_becomes_lines_of_text(fragment, text):
    """A block is a line; entities are letters; scripts are nothing."""
    assert from_html(fragment) == text


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("# 一\n\n二**三**四*五*", "一\n二三四五"),
        ('> 引文\n\n---\n\n[甲](b "c")![图](d.png)', "引文\n甲"),
        ("```\n代码\n```", "代码"),
        ("<!-- 注 -->甲 2*3*4", "甲 234"),
        ("a_b_c 与 3 * 4", "a_b_c 与 3 * 4"),
    ],
)
def test_markdown_loses_its_marks(markdown, text):
    """Headings, emphasis, links and rules read as plain words."""
    assert from_markdown(markdown) == text
