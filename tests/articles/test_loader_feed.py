"""RSS and Atom files."""

from embeddings.articles import Skip

RSS = """<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel><title>某某网</title>
<item><title>南桥通车</title><link>https://e.cn/1</link><guid>g-1</guid><pubDate>Wed, 01 May 2024 23:30:00 GMT</pubDate>
<description>&lt;p&gt;南桥昨天通车。&lt;/p&gt;&lt;p&gt;市民叫好。&lt;/p&gt;</description></item>
<item><title>北桥通车</title><guid>g-2</guid><pubDate>2024-05-02 08:30:00</pubDate>
<source url="https://e.cn/feed">某某日报</source><description>北桥今天通车。</description></item>
<item><title>西桥</title><guid>g-3</guid><pubDate>不久前</pubDate><description>西桥通车。</description></item>
<item><title>空桥</title><guid>g-4</guid></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>某某网</title><entry><id>urn:1</id><title>南桥通车</title>
<link href="https://e.cn/1"/><updated>2024-05-02T08:30:00+08:00</updated><author><name>王一</name></author>
<summary>摘要。</summary><content type="html">&lt;p&gt;南桥昨天通车。&lt;/p&gt;</content></entry></feed>"""


def test_rss_items_are_articles(load):
    """Greenwich times are told in Shanghai time, zoneless ones are Shanghai's; no date and no text are told."""
    gathered = load("a.xml", RSS.format(encoding="gb2312").encode("gb18030"))
    south, north, west = gathered.articles
    assert (south.id, south.title, south.url) == ("g-1", "南桥通车", "https://e.cn/1")
    assert (south.body, south.published, south.source) == (
        "南桥昨天通车。\n市民叫好。",
        "2024-05-02T07:30:00+08:00",
        "某某网",
    )
    assert (north.published, north.source, north.url) == ("2024-05-02T08:30:00", "某某日报", None)
    assert west.published is None
    assert [note.reason for note in gathered.notes] == ["没有日期"]
    assert [skip.reason for skip in gathered.skips] == ["正文为空"]


def test_atom_entries_are_articles(load):
    """The full content is preferred to the summary."""
    (article,) = load("a.atom", ATOM).articles
    assert (article.id, article.title, article.body) == ("urn:1", "南桥通车", "南桥昨天通车。")
    assert (article.published, article.authors) == ("2024-05-02T08:30:00+08:00", ("王一",))


def test_a_feed_that_is_none_is_skipped(tmp_path, gather):
    """A broken feed is told; the one beside it is read."""
    (tmp_path / "a.xml").write_text("<rss version='2.0'><channel><title>某", encoding="utf-8")
    (tmp_path / "b.xml").write_text(ATOM, encoding="utf-8")
    gathered = gather([tmp_path])
    assert [(skip.path, skip.kind) for skip in gathered.skips] == [(str(tmp_path / "a.xml"), "不是有效的 RSS/Atom")]
    assert [article.id for article in gathered.articles] == ["urn:1"]


def test_a_feed_with_no_entries_says_so(tmp_path, gather):
    """A well-formed feed without entries is told apart from a broken one."""
    (tmp_path / "a.xml").write_text("<rss version='2.0'><channel><title>某</title></channel></rss>", encoding="utf-8")
    (tmp_path / "b.xml").write_text(ATOM, encoding="utf-8")
    assert gather([tmp_path]).skips == [Skip(str(tmp_path / "a.xml"), None, "RSS/Atom 里没有条目")]
