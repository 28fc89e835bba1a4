"""A topic page with all its dirt: made up here, and the real one field by field."""

import json

from embeddings.text import sentences

PAGE = """南桥通车专题

南桥全长九公里。

 专  题{}

南桥二日通车 百姓叫好

即时 | 2024-05-02 07:51

新华社海口5月2日电 南桥二日通车。市民说,路近了。

_ueditor_page_break_tag_

5月2日,市民走过南桥。 新华社记者 王一 摄

票价暂定两元。

南桥二日通车 百姓叫好

即时 | 2024-05-02 07:50

新华社海口5月2日电

南桥二日通车 百姓叫好

_ueditor_page_break_tag_

车程减到十五分钟。

二〇二四年五月二日

某某锐评丨一座桥

即时 | 2024-05-01 21:20

建桥人说,值得。(某某锐评评论员)

日子不对的一篇

即时 | 2024-04-31 08:00

王一 桥梁观察员

桥上有风。(总台记者 李二三)

1\xa0 2\xa0\xa0


编辑推荐

别处的标题
""".replace("{}", " ")


def test_every_kind_of_dirt_is_read_through(load):
    """Header, tags, captions and pager go; datelines, bylines, signatures and closing dates stay in the body."""
    gathered = load("page.txt", PAGE)
    first, second, third, fourth = gathered.articles
    assert gathered.skips == []
    assert (first.title, first.published, first.source) == ("南桥二日通车 百姓叫好", "2024-05-02T07:51", "新华社")
    assert first.dateline == "新华社海口5月2日电"
    assert first.body == "新华社海口5月2日电 南桥二日通车。市民说,路近了。\n票价暂定两元。"
    assert second.body == "新华社海口5月2日电\n南桥二日通车 百姓叫好\n车程减到十五分钟。\n二〇二四年五月二日"
    assert (second.source, second.dateline, second.published) == ("新华社", "新华社海口5月2日电", "2024-05-02T07:50")
    assert (third.title, third.source, third.authors) == ("某某锐评丨一座桥", "某某锐评", ("某某锐评评论员",))
    assert (fourth.source, fourth.authors, fourth.published) == ("总台", ("王一",), None)
    assert fourth.body == "王一 桥梁观察员\n桥上有风。(总台记者 李二三)"
    assert [note.reason for note in gathered.notes] == ["日期不可能：2024-04-31 08:00"]


def test_the_same_page_in_gb18030_gives_the_same_articles(load):
    """The encoding of a page changes nothing that is read from it."""
    assert load("gb.txt", PAGE.encode("gb18030")).articles == load("utf.txt", PAGE).articles


def test_a_time_without_a_title_is_told(load):
    """Two times in a row, or one on the first line, make no article."""
    times = [f"即时 | 2024-05-02 08:0{minute}" for minute in range(4)]
    text = "\n".join([times[0], "甲桥", times[1], times[2], "通车。", "乙桥", times[3], "通车。"])
    gathered = load("page.txt", text)
    assert [(skip.line, skip.reason) for skip in gathered.skips] == [
        (1, "时间行上面没有标题"),
        (2, "正文为空"),
        (4, "时间行上面没有标题"),
    ]
    assert [article.title for article in gathered.articles] == ["乙桥"]


def test_the_real_page_is_read_as_expected(shared_data, gather):
    """All fifteen articles, each field as worked out by hand."""
    seed = shared_data / "seed"
    articles, skips, notes = gather([seed / "treaty-topic.txt"])
    expected = json.loads((seed / "expected.json").read_text(encoding="utf-8"))
    assert (skips, notes) == ([], [])
    assert [
        {
            "n": number,
            "title": article.title,
            "published": article.published,
            "source": article.source,
            "authors": list(article.authors),
            "dateline": article.dateline,
            "chars": len(article.body.replace("\n", "")),
            "paragraphs": article.body.count("\n") + 1,
        }
        for number, article in enumerate(articles, start=1)
    ] == [
        {key: item[key] for key in ("n", "title", "published", "source", "authors", "dateline", "chars", "paragraphs")}
        for item in expected
    ]
    assert len({article.id for article in articles}) == 15
    for article, item in zip(articles, expected, strict=True):
        spans = [article.body[start:end] for start, end in sentences(article.body)]
        first = next(row for row, span in enumerate(spans) if span.endswith(item["first_sentence"]))
        last = next(row for row, span in enumerate(spans) if span.startswith(item["last_sentence"]))
        before = spans[first].removesuffix(item["first_sentence"])
        after = spans[last].removeprefix(item["last_sentence"])
        # Before the first sentence: dateline, byline, the title again. After the last: a signature or a closing date.
        assert not any(mark in "".join(spans[:first]) + before for mark in "。！？")
        assert not any(mark in after + "".join(spans[last + 1 :]) for mark in "。！？")
