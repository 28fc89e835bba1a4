"""Markdown files with front matter, and without."""

import pytest

from embeddings.schema import Article


def test_front_matter_gives_the_fields_and_marks_go(load):
    """Dates that YAML reads by itself, authors in a list, the heading that repeats the title."""
    text = """---
title: 南桥通车
date: 2024-05-02 08:30:00
source: 某某日报
link: https://e.cn/1
authors: [王一, 李二三]
---
# 南桥通车

**南桥**昨天[通车](https://e.cn/2)。![图](a.png)

## 票价

- 两元
"""
    (article,) = load("a.md", text).articles
    assert article == Article(
        id=article.id,
        title="南桥通车",
        body="南桥昨天通车。\n票价\n- 两元",
        published="2024-05-02T08:30:00",
        source="某某日报",
        url="https://e.cn/1",
        authors=("王一", "李二三"),
    )


def test_without_front_matter_the_first_heading_is_the_title(load):
    """What the file does not say stays unsaid."""
    gathered = load("a.md", "# 南桥通车\n\n南桥昨天通车。\n")
    (article,) = gathered.articles
    assert (article.title, article.body, article.published, article.source) == (
        "南桥通车",
        "南桥昨天通车。",
        None,
        None,
    )
    assert [note.reason for note in gathered.notes] == ["没有日期"]


@pytest.mark.parametrize(
    ("front", "kind"),
    [
        ("title: [桥", "front matter 读不懂"),
        ("title: 桥\ndate: 2024-13-02", "front matter 读不懂"),
        ("title: 桥\ndate: 去年", "published 不是日期"),
        ("date: 2024-05-02", "缺少 title"),
    ],
)
def test_bad_front_matter_skips_the_file(tmp_path, gather, front, kind):
    """One bad file is told; the one beside it is read."""
    (tmp_path / "a.md").write_text(f"---\n{front}\n---\n通车。\n", encoding="utf-8")
    (tmp_path / "b.md").write_text("---\ntitle: 北桥\ndate: 2024-05-02\n---\n通车。\n", encoding="utf-8")
    gathered = gather([tmp_path])
    assert [(skip.path, skip.line, skip.kind) for skip in gathered.skips] == [(str(tmp_path / "a.md"), None, kind)]
    assert [(article.title, article.published) for article in gathered.articles] == [("北桥", "2024-05-02")]
