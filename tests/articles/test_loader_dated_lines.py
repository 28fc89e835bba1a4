"""One scraped article a line, under every head that such lines come with."""

import pytest

from embeddings.articles.loaders.dated_lines import Head, lead, read_head


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("2024-05-02 22:14", Head("2024-05-02T22:14", None, (), "")),
        ("2024-05-02 20:15:10", Head("2024-05-02T20:15:10", None, (), "")),
        ("2024-05-02", Head("2024-05-02", None, (), "")),
        ("2024/05/02 ", Head("2024-05-02", None, (), "")),
        ("2024年05月02日", Head("2024-05-02", None, (), "")),
        ("2024年5月2日 08:53:34 来自海南省", Head("2024-05-02T08:53:34", None, (), "")),
        ("[              2024/05/02  16:08              ]", Head("2024-05-02T16:08", None, (), "")),
        ("[2024年05月02日]", Head("2024-05-02", None, (), "")),
        ("202405/02 07:57:00", Head("2024-05-02T07:57:00", None, (), "")),
        ("202405/0215:55:52", Head("2024-05-02T15:55:52", None, (), "")),
        ("24-05-02 22:00", Head("2024-05-02T22:00", None, (), "")),
        ("发布时间：2024-05-02 13:13:17", Head("2024-05-02T13:13:17", None, (), "")),
        ("8-13 18:01", Head(None, None, (), "日期没有年份：8-13")),
        ("08/16  13:50", Head(None, None, (), "日期没有年份：08/16")),
        ("07月27日 08:23", Head(None, None, (), "日期没有年份：07月27")),
        ("[\t\t\t07/19\t\t\t]", Head(None, None, (), "日期没有年份：07/19")),
        ("2024-02-30 08:00", Head(None, None, (), "日期不可能：2024-02-30 08:00")),
        ("", Head(None, None, (), "没有日期")),
        ("来源：某某青年报客户端", Head(None, "某某青年报客户端", (), "没有日期")),
        ("来源：某某日报  |  2024年05月02日 11:04:45", Head("2024-05-02T11:04:45", "某某日报", (), "")),
        ("2024-05-02 07:33 \xa0来源：              某某商报        ", Head("2024-05-02T07:33", "某某商报", (), "")),
        (
            "2024-05-02 23:00:41来源: 某某客户端-街知事        \t海口        举报      ",
            Head("2024-05-02T23:00:41", "某某客户端-街知事", (), ""),
        ),
        (
            "http://www.e.cn\xa0\xa0\xa0\xa02024年05月02日 10:33\xa0\xa0\xa0\xa0来源：某某网海南",
            Head("2024-05-02T10:33", "某某网海南", (), ""),
        ),
        (
            "某某经纬网 > 新闻 > 社会\xa0\xa0\xa0\xa02024-05-02 09:18:11  ",
            Head("2024-05-02T09:18:11", "某某经纬网", (), ""),
        ),
        (
            "某某网        记者王一 实习生李二三        2024-05-02 22:17  ",
            Head("2024-05-02T22:17", "某某网", ("王一", "李二三"), ""),
        ),
        ("记者：王一", Head(None, None, ("王一",), "没有日期")),
    ],
)
def test_heads_of_every_form_are_read(head, expected):
    """Date, outlet and authors where the head states them; a year is never guessed."""
    assert read_head(head) == expected


@pytest.mark.parametrize(
    ("line", "title", "body"),
    [
        ("2024-05-02，正文：今天，南桥通车。市民叫好。", "今天，南桥通车", "今天，南桥通车。市民叫好。"),
        ("2024-05-02 20:15:10，正文 南桥通车。", "南桥通车", "南桥通车。"),
        ("合同两份，正文共九页。附图一张。", "合同两份，正文共九页", "合同两份，正文共九页。附图一张。"),
        ("，正文：原标题：南桥通车            今天通车。", "南桥通车", "今天通车。"),
        ("，正文：原标题：南桥今天上午通车 市民叫好今天上午，桥开。", "南桥今天上午通车 市民叫好今天上午，桥开", None),
        (
            "”市长昨天在会上说，南桥年底通车。  市民叫好。",
            "市长昨天在会上说，南桥年底通车",
            "”市长昨天在会上说，南桥年底通车。\n市民叫好。",
        ),
        (
            "2024-05-02 08:00，正文：        南桥通车。        市民叫好。返回搜狐，查看更多",
            "南桥通车",
            "南桥通车。\n市民叫好。",
        ),
    ],
)
def test_title_and_body_are_parted(load, line, title, body):
    """The original title where it ends visibly, else the first words; blanks of the page become line breaks."""
    (article,) = load("a.txt", f"2024-05-01，正文：别的。\n{line}\n").articles[1:]
    assert article.title == title
    assert article.body == (body or title + "。")


def test_a_long_first_sentence_is_cut_at_a_mark():
    """A title of first words ends where the text itself pauses, within forty characters."""
    assert lead("桥" * 20 + "，" + "通车" * 15 + "。") == "桥" * 20
    assert lead("桥" * 60 + "。") == "桥" * 40
    assert lead("快看！南桥今天上午通车了。市民叫好。") == "快看！南桥今天上午通车了"


def test_every_line_is_an_article_or_told(load):
    """Doubles, empty texts and damaged lines are skips; kept articles without a date are notes."""
    lines = [
        "2024-05-02，正文：南桥通车。".encode(),
        "2024-05-02，正文：南桥通车。".encode(),
        "2024-05-02，正文：".encode(),
        b"\xff\xfe\xff",
        "8-13 18:01，正文：北桥通车。".encode(),
        "没有任何前缀的一行，也是一篇。".encode(),
    ]
    gathered = load("a.txt", b"\n".join(lines) + b"\n")
    assert [(skip.line, skip.kind) for skip in gathered.skips] == [(2, "重复"), (3, "正文为空"), (4, "编码损坏")]
    assert [(note.line, note.kind) for note in gathered.notes] == [(5, "日期没有年份"), (6, "没有日期")]
    assert [article.day and article.day.isoformat() for article in gathered.articles] == ["2024-05-02", None, None]
