"""What is searched of a passage, with the real segmenter."""

from embeddings.encoding.segment import Segmenter
from embeddings.index.digest import searched_text
from embeddings.schema import Article, Passage


def test_title_heading_and_text_are_a_line_each() -> None:
    """What is missing leaves no empty line."""
    article = Article("a", "题目", "前文。正文。")
    assert searched_text(article, Passage("a", 3, 6, "小标题")) == "题目\n小标题\n正文。"
    assert searched_text(article, Passage("a", 0, 3)) == "题目\n前文。"
    assert searched_text(Article("a", "", "正文。"), Passage("a", 0, 3)) == "正文。"


def test_lines_are_cut_apart() -> None:
    """Terms of a title and a text are the terms of both together: the writer cuts a title once for all its passages."""
    segmenter = Segmenter()
    for title, text in (("中俄条约延期", "新华社北京电"), ("第3", ".5米"), ("C", "919 首飞"), ("", "完")):
        apart = [one + other for one, other in zip(segmenter.terms(title), segmenter.terms(text), strict=True)]
        assert list(segmenter.terms(f"{title}\n{text}")) == apart
