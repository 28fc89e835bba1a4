"""Feeds polled: what is new becomes articles, what is wrong does no harm."""

import asyncio
import json
import logging
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from bot.feeds.addresses import anywhere
from bot.feeds.fetching import Limits
from bot.feeds.polling import Polled, Poller, polling
from embeddings.articles import read
from embeddings.schema import Article
from tests.bot.feeds.conftest import FERRY, LAMP, Site, rss


class Desk:
    """A poller, and what became of its polls."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rebuilt = 0
        self.polls: list[Polled] = []
        self.built = float("inf")
        self.done = asyncio.Event()

    def poller(self, *feeds: str, every: float = 3600, **options: Any) -> Poller:
        """Open a poller, as a server does when it starts."""
        return Poller(
            feeds,
            self.folder,
            every=every,
            built=lambda: self.built,
            rebuild=self.rebuild,
            told=self.polls.append,
            **{"allowed": anywhere, **options},
        )

    def rebuild(self) -> None:
        """Count a rebuild."""
        self.rebuilt += 1
        self.done.set()

    def articles(self) -> list[Article]:
        """Read what a rebuild would read."""
        return list(read([self.folder], lambda skip: None))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a desk over an empty folder."""
    return Desk(tmp_path / "articles" / "zz-feeds")


def test_entries_become_articles_with_outlet_and_date(site: Site, desk: Desk) -> None:
    """Two feeds of one round become one file of articles and one rebuild; the same again becomes nothing."""
    feeds = [site.gives("/a", rss(FERRY), '"a1"'), site.gives("/b", rss(LAMP, title="山城日报"))]
    poller = desk.poller(*feeds)
    assert asyncio.run(poller.round()) == 2
    assert [(one.id, one.source, one.published, one.url) for one in desk.articles()] == [
        ("127.0.0.1/ferry", "东江晚报", "2024-10-08T09:00:00+08:00", "https://news.example/ferry"),
        ("127.0.0.1/lamp", "山城日报", "2024-10-09T08:00:00+08:00", "https://news.example/lamp"),
    ]
    assert asyncio.run(poller.round()) == 0
    assert desk.rebuilt == 1
    assert Counter(one.outcome for one in desk.polls) == {"new": 2, "same": 2}
    assert len([file for file in desk.folder.iterdir() if not file.name.startswith(".")]) == 1


def test_what_was_read_is_known_after_a_restart(site: Site, desk: Desk) -> None:
    """The ETag is kept, and so are the entries: one that changed is an update, one more is new."""
    url = site.gives("/a", rss(FERRY), '"a1"')
    asyncio.run(desk.poller(url).round())
    asyncio.run(desk.poller(url).round())
    assert site.asked[1][1]["If-None-Match"] == '"a1"'
    changed = (*FERRY[:3], "东江渡轮新船可载客四百人。")
    site.gives("/a", rss(changed, LAMP), '"a2"')
    assert asyncio.run(desk.poller(url).round()) == 2
    site.gives("/a", rss(LAMP), '"a3"')
    assert asyncio.run(desk.poller(url).round()) == 0
    latest = {article.id: article.body for article in desk.articles()}
    assert latest == {"127.0.0.1/ferry": "东江渡轮新船可载客四百人。", "127.0.0.1/lamp": LAMP[3]}
    assert desk.rebuilt == 2


def test_a_web_full_of_malice_does_no_harm(
    sites: Callable[..., Site], desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """404, garbage, 50 MB, a loop, a way into the network: each is told, and the good feed is read."""
    site, inner = sites(), sites("127.0.0.2")
    inside = inner.gives("/inside", rss(LAMP))

    def pour(asked: Any) -> None:
        asked.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n")
        for _ in range(50):
            asked.wfile.write(b"<item>" * (1 << 20))

    feeds = {
        site.does("/404", lambda asked: asked.reply(404)): "HTTP 404",
        site.does("/garbage", lambda asked: asked.reply(200, b"\x00\xff" * 5000)): "不是文本：二进制文件",
        site.does("/page", lambda asked: asked.reply(200, b"<html><p>hello</p></html>")): "RSS/Atom 里没有条目",
        site.does("/pour", pour): "超过 8 MB",
        site.does("/loop", lambda asked: asked.reply(302, Location="/loop")): "转了 5 次还没有到",
        site.does("/inward", lambda asked: asked.reply(302, Location=inside)): "地址在内网，没有去取",
        "http://127.0.0.1:1/refused?token=secret": "连不上（ConnectError）",
        site.gives("/good", rss(FERRY)): None,
    }
    poller = desk.poller(*feeds, allowed=lambda address: address == "127.0.0.1")
    with caplog.at_level(logging.INFO):
        assert asyncio.run(poller.round()) == 1
    assert [article.id for article in desk.articles()] == ["127.0.0.1/ferry"]
    assert inner.asked == []
    kept = json.loads((desk.folder / ".state.json").read_text(encoding="utf-8"))
    told = {url: (one["error"] or "").partition("；")[0] or None for url, one in kept.items()}
    assert told == feeds
    assert "secret" not in caplog.text


def test_a_trickle_ends(site: Site, desk: Desk) -> None:
    """A body that never ends holds up nothing beyond its limit."""

    def trickle(asked: Any) -> None:
        asked.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n")
        while not site.over.wait(0.02):
            asked.wfile.write(b" ")

    poller = desk.poller(site.does("/trickle", trickle), limits=Limits(seconds=1))
    assert asyncio.run(poller.round()) == 0
    assert "1 秒没有收完" in (desk.folder / ".state.json").read_text(encoding="utf-8")


def test_a_failing_feed_is_asked_less_and_less(site: Site, desk: Desk) -> None:
    """After one failure every second round, after two every fourth; once it answers, every round again."""
    url = site.does("/feed", lambda asked: asked.reply(500))
    poller = desk.poller(url)

    async def rounds(count: int) -> list[bool]:
        asked = []
        for _ in range(count):
            before = len(site.asked)
            await poller.round()
            asked.append(len(site.asked) > before)
        return asked

    assert asyncio.run(rounds(9)) == [True, False, True, False, True, False, False, False, True]
    site.gives("/feed", rss(FERRY))
    assert sum(asyncio.run(rounds(9))) == 2  # in the sixteenth round it answered
    assert desk.rebuilt == 1


def test_a_damaged_memory_is_begun_afresh(site: Site, desk: Desk) -> None:
    """Whatever stands in it, the feeds are read once more and no article is doubled."""
    url = site.gives("/feed", rss(FERRY), '"v"')
    strange = json.dumps({url: {"marks": {"x": 1}, "seen": {}}})
    for damage in ("", "{", "[]", json.dumps({url: 3}), strange, "[" * 99999):
        desk.folder.mkdir(parents=True, exist_ok=True)
        (desk.folder / ".state.json").write_text(damage, encoding="utf-8")
        assert asyncio.run(desk.poller(url).round()) == 1
    assert len(desk.articles()) == 1


def test_entries_without_a_text_are_left_out(site: Site, desk: Desk) -> None:
    """A title alone is no article; nothing is written and nothing rebuilt."""
    url = site.gives("/feed", rss(("t", "只有题目", "Tue, 08 Oct 2024 09:00:00 +0800", "")))
    assert asyncio.run(desk.poller(url).round()) == 0
    assert (desk.rebuilt, list(desk.folder.glob("*.jsonl"))) == (0, [])


def test_what_was_kept_but_not_indexed_is_indexed_at_the_next_start(site: Site, desk: Desk) -> None:
    """A server that was stopped before its rebuild ended makes up for it."""
    url = site.gives("/feed", rss(FERRY))
    asyncio.run(desk.poller(url).round())
    asyncio.run(desk.poller(url).round())
    assert desk.rebuilt == 1
    desk.built = 0
    asyncio.run(desk.poller(url).round())
    assert desk.rebuilt == 2


def test_of_several_servers_one_polls(site: Site, desk: Desk) -> None:
    """While another process holds the folder nothing is asked; once it lets go, the polling begins."""
    url = site.gives("/feed", rss(FERRY))

    async def run() -> int:
        desk.folder.mkdir(parents=True)
        with FileLock(desk.folder / ".lock"):
            async with polling(desk.poller(url, every=0.05)):
                with suppress(TimeoutError):
                    await asyncio.wait_for(desk.done.wait(), 0.5)
                before = len(site.asked)
        async with polling(desk.poller(url, every=0.05)):
            await asyncio.wait_for(desk.done.wait(), 60)
        return before

    assert asyncio.run(run()) == 0
    assert desk.rebuilt >= 1


def test_a_folder_that_cannot_be_written_is_told_and_tried_again(
    site: Site, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """A file stands in the way of the folder; once it is gone, the polling goes on."""
    url = site.gives("/feed", rss(FERRY))
    desk.folder.parent.write_text("in the way", encoding="utf-8")

    async def run() -> None:
        async with polling(desk.poller(url, every=0.05)):
            while "nothing can be kept" not in caplog.text:
                await asyncio.sleep(0.05)
            desk.folder.parent.unlink()
            await asyncio.wait_for(desk.done.wait(), 60)

    asyncio.run(run())
    assert desk.rebuilt == 1
