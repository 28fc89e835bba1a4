"""Text files without any sign of a format."""

import pytest

from embeddings.articles import Skip


def test_the_first_line_is_the_title(load):
    """A .txt as people write one is one article; without a day it is kept, and that is told."""
    gathered = load("a.txt", "新桥通车\n\n南桥二日上午通车。\n全长九公里。\n")
    (article,) = gathered.articles
    assert (article.title, article.body) == ("新桥通车", "南桥二日上午通车。\n全长九公里。")
    assert (article.published, article.source) == (None, None)
    assert [note.reason for note in gathered.notes] == ["没有日期"]


def test_the_line_under_the_title_may_tell_day_and_outlet(load):
    """That line is read and is no part of the body."""
    (article,) = load("a.txt", "新桥通车\n2024年5月2日 08:30 来源：某某日报\n南桥通车。\n").articles
    assert (article.published, article.source) == ("2024-05-02T08:30", "某某日报")
    assert article.body == "南桥通车。"


def test_prose_under_the_title_stays_whole(load):
    """A sentence that begins with a day is a sentence."""
    (article,) = load("a.txt", "新桥通车\n2024年5月2日，南桥通车。\n市民走上桥面。\n").articles
    assert (article.published, article.body) == (None, "2024年5月2日，南桥通车。\n市民走上桥面。")


def test_a_text_of_prose_alone_is_titled_by_its_first_words(load):
    """Without a title line nothing is taken out of the body."""
    (article,) = load("a.text.gz.txt", "今天，南桥通车。天气晴。\n市民走上桥面。\n").articles
    assert (article.title, article.body) == ("今天，南桥通车", "今天，南桥通车。天气晴。\n市民走上桥面。")


@pytest.mark.parametrize("name", ["a", "a.log", "README"])
def test_other_names_are_not_taken_for_articles(load, name, tmp_path, gather):
    """Only a file that is called a text is read as one."""
    (tmp_path / "b.txt").write_text("新桥通车\n南桥通车。\n", encoding="utf-8")
    (tmp_path / name).write_text("新桥通车\n南桥通车。\n", encoding="utf-8")
    (skip,) = gather([tmp_path]).skips
    assert skip.kind == "认不出格式"


def test_a_text_too_long_for_an_article_is_refused(tmp_path, gather):
    """Thousands of articles in an unknown layout must not become one."""
    (tmp_path / "a.txt").write_text("新桥通车\n" + "南桥通车。\n" * 40_000, encoding="utf-8")
    (tmp_path / "b.txt").write_text("新桥通车\n南桥通车。\n", encoding="utf-8")
    assert gather([tmp_path]).skips == [
        Skip(str(tmp_path / "a.txt"), None, "认不出格式：太长，不会是一篇文章；多篇文章请用 JSONL 或 CSV")
    ]
