"""Saved web pages."""

from embeddings.articles import Skip

PARAGRAPHS = (
    "南桥二日上午通车，全长九公里，设计时速一百公里，双向六车道，由本市交通集团投资建设。",
    "市交通局说，新桥把两岸的车程从一小时减到十五分钟，预计日均车流三万辆，通行费暂不收取。",
    "当地居民表示，大桥开通后上班方便了许多，周末也可以带孩子到对岸的公园游玩。",
)
PAGE = """<!DOCTYPE html><html><head><meta charset="gb2312"><title>南桥通车 - 某某网</title>{meta}
<link rel="canonical" href="https://news.example.cn/a/1.html"></head><body><nav>首页 新闻 体育</nav>
<h1>南桥通车</h1><div class="info">{info}</div><div class="content">{body}</div>
<footer>版权所有 某某网 京ICP备123号 2019-01-01</footer></body></html>"""


def page(meta: str = "", info: str = "") -> str:
    """Lay out a page as outlets do."""
    return PAGE.format(meta=meta, info=info, body="".join(f"<p>{text}</p>" for text in PARAGRAPHS))


def test_the_article_is_taken_out_of_its_page(load):
    """Title, text, address, printed time and outlet are read; navigation and footer are not."""
    text = page('<meta property="og:site_name" content="某某网">', "2024-05-02 08:30 来源：<a>某某日报</a>")
    (article,) = load("a.html", text.encode("gb18030")).articles
    assert (article.title, article.body) == ("南桥通车", "\n".join(PARAGRAPHS))
    assert (article.published, article.source) == ("2024-05-02T08:30", "某某日报")
    assert article.url == "https://news.example.cn/a/1.html"


def test_the_page_own_metadata_is_believed_first(load):
    """A published time in the head comes with its zone; without a printed outlet the site is the source."""
    meta = (
        '<meta property="article:published_time" content="2024-05-01T23:30:00Z">'
        '<meta property="og:site_name" content="某某网">'
    )
    (article,) = load("a.html", page(meta)).articles
    assert (article.published, article.source) == ("2024-05-02T07:30:00+08:00", "某某网")


def test_a_page_without_a_text_is_skipped(tmp_path, gather):
    """An empty shell is told; the page beside it is read, and a footer's year is no date."""
    (tmp_path / "a.html").write_text("<!DOCTYPE html><html><body></body></html>", encoding="utf-8")
    (tmp_path / "b.html").write_text(page(), encoding="utf-8")
    gathered = gather([tmp_path])
    assert gathered.skips == [Skip(str(tmp_path / "a.html"), None, "HTML 里没有正文")]
    assert [article.title for article in gathered.articles] == ["南桥通车"]
