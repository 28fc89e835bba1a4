"""CSV with the columns of the interchange format."""

from embeddings.schema import Article


def test_columns_may_come_in_any_order_and_fields_hold_lines_and_commas(load):
    """A quoted body keeps its line breaks; the byte order mark of spreadsheets is no part of a name."""
    text = '\ufeffBody,Title,authors,published,source\n"南桥,\n昨天通车。",南桥,"王一；李二三",2024-05-02,某某日报\n'
    (article,) = load("a.csv", text).articles
    assert article == Article(
        id=article.id,
        title="南桥",
        body="南桥,\n昨天通车。",
        published="2024-05-02",
        source="某某日报",
        authors=("王一", "李二三"),
    )


def test_tabs_and_gb18030_are_read(load):
    """What a Chinese spreadsheet saves as text is read as it is."""
    (article,) = load("a.txt", "title\tpublished\tbody\n南桥\t2024-05-02\t南桥昨天通车。\n".encode("gb18030")).articles
    assert (article.title, article.published, article.body) == ("南桥", "2024-05-02", "南桥昨天通车。")


def test_bad_rows_are_told_by_line(load):
    """Another width, a missing body, an impossible date and damaged letters each cost one row."""
    rows = [
        b"title,published,body",
        "南桥,2024-05-02,通车。".encode(),
        "南桥,2024-05-02".encode(),
        "南桥,2024-05-02,".encode(),
        "南桥,2024-02-30,通车。".encode(),
        b"\xff\xfe,2024-05-02,x",
        b"",
        "北桥,,通车。".encode(),
    ]
    gathered = load("a.csv", b"\r\n".join(rows))
    assert [(skip.line, skip.reason) for skip in gathered.skips] == [
        (3, "列数不对：应有 3 列，实有 2 列"),
        (4, "缺少 body"),
        (5, "published 不是日期：2024-02-30"),
        (6, "编码损坏"),
    ]
    assert [article.title for article in gathered.articles] == ["南桥", "北桥"]
    assert [(note.line, note.reason) for note in gathered.notes] == [(8, "没有日期")]
