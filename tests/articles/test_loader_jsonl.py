"""The interchange format, line by line."""

import json

import pytest

from embeddings.schema import Article


def test_every_field_is_read(load):
    """Fields come through as given; unknown ones are ignored."""
    record = {
        "id": "a-1",
        "title": " 新桥\n通车 ",
        "published": "2024-05-02T08:30+08:00",
        "source": "某某日报",
        "url": "https://e.cn/1",
        "authors": ["王一", " 李二三 "],
        "body": "新桥通车。",
        "views": 7,
    }
    (article,) = load("a.jsonl", json.dumps(record, ensure_ascii=False)).articles
    assert article == Article(
        id="a-1",
        title="新桥 通车",
        body="新桥通车。",
        published="2024-05-02T08:30+08:00",
        source="某某日报",
        url="https://e.cn/1",
        authors=("王一", "李二三"),
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"title": "桥"', "不是有效的 JSON：Expecting ',' delimiter（第 14 字符）"),
        ('["桥"]', "不是 JSON 对象"),
        ('{"body": "通车。"}', "缺少 title"),
        ('{"title": "桥"}', "缺少 body"),
        ('{"title": "桥", "body": null}', "缺少 body"),
        ('{"title": "桥", "body": ["通车。"]}', "body 不是文字"),
        ('{"title": "桥", "body": "通车。", "published": "2024-13-01"}', "published 不是日期：2024-13-01"),
        ('{"title": "桥", "body": "通车。", "published": 20240502}', "published 不是文字"),
        ('{"title": "桥", "body": "通车。", "authors": [1]}', "authors 不是名字的列表"),
        ("[" * 100000, "不是有效的 JSON"),
    ],
)
def test_a_bad_line_is_told_and_the_rest_goes_on(load, line, reason):
    """The reason names the field or the fault; the lines around it are read."""
    good = '{"id": "%d", "title": "桥", "published": "2024-05-02", "body": "通车。"}\n'
    gathered = load("a.jsonl", f"{good % 1}\n{line}\n{good % 2}")
    assert [(skip.line, skip.reason) for skip in gathered.skips] == [(3, reason)]
    assert [article.id for article in gathered.articles] == ["1", "2"]


def test_an_article_without_a_date_is_kept_and_told(load):
    """No date is None and a note, not a guess and not a skip."""
    gathered = load("a.jsonl", '{"id": 7, "title": "桥", "published": null, "authors": "王一", "body": "通车。"}')
    (article,) = gathered.articles
    assert (article.id, article.published, article.day, article.authors) == ("7", None, None, ("王一",))
    assert [(note.line, note.reason) for note in gathered.notes] == [(1, "没有日期")]
    assert gathered.skips == []
