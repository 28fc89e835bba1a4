"""Entries of a feed, read in a process of their own."""

import asyncio
from typing import Any

import pytest

from bot.feeds.entries import entries, owned
from bot.feeds.errors import FeedError
from tests.bot.feeds.conftest import FERRY, rss

ATOM = """<?xml version="1.0" encoding="gb2312"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>山城日报</title>
<entry><id>tag:a</id><title>隧道&lt;b&gt;贯通&lt;/b&gt;</title><updated>2024-05-02T10:30:00Z</updated>
<author><name>李禾</name></author><source><title>山城日报要闻</title></source>
<content type="html">&lt;p&gt;白鹭岭隧道5月2日贯通。&lt;/p&gt;
&lt;p&gt;全长7.4公里。&lt;/p&gt;</content></entry></feed>"""


def read(content: bytes, seconds: float = 60) -> list[dict[str, Any]]:
    """Read a feed."""
    return asyncio.run(entries(content, seconds))


def test_an_entry_keeps_its_outlet_and_its_date() -> None:
    """RSS: the feed's title is the outlet, the time is Shanghai's, the link stays."""
    assert read(rss(FERRY).encode()) == [
        {
            "id": "ferry",
            "title": "东江渡轮换新船",
            "published": "2024-10-08T09:00:00+08:00",
            "source": "东江晚报",
            "url": "https://news.example/ferry",
            "body": "东江渡轮10月8日换上新船，可载客三百二十人。",
            "authors": [],
        }
    ]


def test_atom_in_another_encoding_with_an_outlet_of_its_own() -> None:
    """The entry's own source goes before the feed's title; markup is gone, paragraphs stay."""
    (entry,) = read(ATOM.encode("gb18030"))
    assert (entry["source"], entry["published"], entry["authors"]) == (
        "山城日报要闻",
        "2024-05-02T18:30:00+08:00",
        ["李禾"],
    )
    assert (entry["title"], entry["body"]) == ("隧道贯通", "白鹭岭隧道5月2日贯通。\n全长7.4公里。")


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\xff\xfe" * 500, b"<html><body><p>404</p></body></html>", b'{"items": []}', b"<rss>", b"]]>" * 9],
)  # fmt: skip
def test_what_is_no_feed_is_told(content: bytes) -> None:
    """Garbage, a page, JSON and a feed without entries each have a reason."""
    with pytest.raises(FeedError, match=r"空文件|不是文本|不是有效的 RSS/Atom|没有条目|读不懂"):
        read(content)


def test_a_feed_made_to_be_slow_is_given_up() -> None:
    """A million open elements: the reader is ended, and its process with it."""
    with pytest.raises(FeedError, match="1 秒没有读完"):
        read(b"<rss><channel>" + b"<item>" * 1_300_000, seconds=1)


def test_an_external_entity_is_not_read() -> None:
    """No file and no address named in a feed is opened."""
    hostile = (
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY l "ha"><!ENTITY m "&l;&l;&l;&l;">]>'
        "<rss version='2.0'><channel><title>t</title><item><title>a &x;</title><description>b &m;&x;</description>"
        "</item></channel></rss>"
    )
    (entry,) = read(hostile.encode())
    assert entry["title"].startswith("a")
    assert len(entry["title"] + entry["body"]) < 40


@pytest.mark.parametrize(
    ("key", "url", "kept"),
    [
        ("https://news.example/1", None, "https://news.example/1"),
        ("https://other.example/1", None, "news.example/https://other.example/1"),
        ("17", "https://news.example/17", "news.example/17"),
        (None, "https://news.example/17", "https://news.example/17"),
        ("http://[", None, "news.example/http://["),
    ],
)
def test_a_feed_owns_only_what_is_its_own(key: str | None, url: str | None, kept: str) -> None:
    """An id under another host, or a bare number, is put under the feed's own host."""
    record = {"id": key, "url": url, "title": "t", "published": None, "body": "b"}
    assert owned(record, "news.example") == {**record, "id": kept}


def test_an_id_that_is_missing_or_endless_is_made() -> None:
    """The same entry gets the same id, another one another; no id is longer than an address can hold."""
    record = {"id": None, "url": None, "title": "t", "published": None, "body": "b"}
    made = owned(record, "news.example")["id"]
    assert made == owned({**record}, "news.example")["id"] != owned({**record, "body": "c"}, "news.example")["id"]
    endless = owned({**record, "id": "https://news.example/" + "x" * 9000}, "news.example")["id"]
    assert endless.startswith("news.example/")
    assert len(endless) < 50
