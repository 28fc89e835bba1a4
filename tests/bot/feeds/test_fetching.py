"""A feed is fetched only when it changed, and never too large, too slow or too far."""

import asyncio
import gzip
import itertools
from collections.abc import Callable

import pytest

from bot.feeds.addresses import anywhere
from bot.feeds.errors import FeedError
from bot.feeds.fetching import Fetched, Limits, Marks, fetch, fetching
from tests.bot.feeds.conftest import Asked, Site

MEGABYTE = 1 << 20


def get(url: str, marks: Marks = Marks(), limits: Limits = Limits(seconds=60)) -> Fetched | None:  # noqa: B008
    """Fetch once, from anywhere."""

    async def once() -> Fetched | None:
        async with fetching("1.2", anywhere) as client:
            return await fetch(client, url, marks, limits)

    return asyncio.run(once())


@pytest.mark.parametrize("marks", [Marks(etag='"v1"'), Marks(modified="Tue, 08 Oct 2024 01:00:00 GMT"), Marks()])
def test_what_has_not_changed_is_not_sent_again(site: Site, marks: Marks) -> None:
    """By ETag or by the time of the last change, whichever the server has; with neither it comes again."""
    url = site.gives("/feed", "news", marks.etag or "", marks.modified or "")
    fetched = get(url)
    assert fetched == Fetched(b"news", marks)
    assert get(url, marks) == (None if marks != Marks() else fetched)
    assert site.asked[0][1]["User-Agent"] == "wenxun/1.2"


def test_marks_that_would_break_a_request_are_not_kept(site: Site) -> None:
    """An ETag of a megabyte or of other letters is no ETag."""
    for etag in ("x" * 2000, "\x7f", "caf\xe9"):
        url = site.does("/feed", lambda asked, etag=etag: asked.reply(200, b"news", ETag=etag))
        assert get(url) == Fetched(b"news", Marks())


@pytest.mark.parametrize("status", [204, 206, 401, 404, 410, 500, 503])
def test_another_status_is_told(site: Site, status: int) -> None:
    """Only 200 brings a feed."""
    with pytest.raises(FeedError, match=f"HTTP {status}"):
        get(site.does("/feed", lambda asked: asked.reply(status, b"" if status == 204 else b"news")))


def test_packed_content_is_unpacked(site: Site) -> None:
    """The gzip that was asked for is read; what breaks off or is another packing is told."""
    packed = gzip.compress(b"news" * 1000)
    url = site.does("/feed", lambda asked: asked.reply(200, packed, Content_Encoding="gzip"))
    assert get(url) == Fetched(b"news" * 1000, Marks())
    assert site.asked[0][1]["Accept-Encoding"] == "gzip"
    broken = site.does("/broken", lambda asked: asked.reply(200, b"news", Content_Encoding="gzip"))
    with pytest.raises(FeedError, match="压缩的内容坏了"):
        get(broken)
    other = site.does("/other", lambda asked: asked.reply(200, b"news", Content_Encoding="br"))
    with pytest.raises(FeedError, match="压缩方式不认识"):
        get(other)


def test_fifty_megabytes_are_not_read(site: Site) -> None:
    """Told beforehand, sent without a word of it, or packed into fifty kilobytes: it stops at the limit."""
    sent = itertools.count()

    def pour(asked: Asked) -> None:
        asked.send_response(200)
        asked.end_headers()
        for _ in range(50):
            asked.wfile.write(b" " * MEGABYTE)
            next(sent)

    bomb = gzip.compress(b" " * 50 * MEGABYTE)
    for path, reply in (
        ("/told", lambda asked: asked.reply(200, b"<rss>", Content_Length=str(50 * MEGABYTE))),
        ("/poured", pour),
        ("/bomb", lambda asked: asked.reply(200, bomb, Content_Encoding="gzip")),
    ):
        with pytest.raises(FeedError, match="超过 8 MB"):
            get(site.does(path, reply))
    assert next(sent) < 50


def test_redirects_end(site: Site) -> None:
    """Five are followed, whatever their bodies; a loop is left; each hop is told the marks."""
    for hop in range(5):
        to = f"/{hop + 1}"
        site.does(f"/{hop}", lambda asked, to=to: asked.reply(302, b" " * MEGABYTE, Location=to))
    site.gives("/5", "news", '"v1"')
    assert get(site.url + "/0") == Fetched(b"news", Marks('"v1"'))
    assert get(site.url + "/0", Marks('"v1"')) is None
    loop = site.does("/loop", lambda asked: asked.reply(301, Location="/loop"))
    before = len(site.asked)
    with pytest.raises(FeedError, match="转了 5 次还没有到"):
        get(loop)
    assert len(site.asked) - before == 6


def test_a_password_stays_at_home(site: Site, sites: Callable[..., Site]) -> None:
    """What stands in the address is sent to its own host, and not to the one that it leads on to."""
    away = sites("127.0.0.2")
    to = away.gives("/feed", "news")
    site.does("/feed", lambda asked: asked.reply(302, Location=to))
    assert get(site.url.replace("http://", "http://reader:secret@") + "/feed") == Fetched(b"news", Marks())
    assert "Authorization" in site.asked[0][1]
    assert "Authorization" not in away.asked[0][1]


def test_what_trickles_is_left(site: Site) -> None:
    """A body or headers that come a byte at a time, for ever, are cut off; so is an answer that never comes."""

    def trickle(asked: Asked, head: bytes, piece: bytes) -> None:
        asked.wfile.write(head)
        while not asked.server.site.over.wait(0.02):
            asked.wfile.write(piece)

    body = site.does("/body", lambda asked: trickle(asked, b"HTTP/1.0 200 OK\r\n\r\n", b" "))
    headers = site.does("/headers", lambda asked: trickle(asked, b"HTTP/1.0 200 OK\r\n", b"X: y\r\n"))
    silence = site.does("/silence", lambda asked: [asked.server.site.over.wait(60)].clear())
    for url in (body, headers, silence):
        with pytest.raises(FeedError, match=r"0\.5 秒没有收完|连不上"):
            get(url, limits=Limits(seconds=0.5))


def test_nobody_there_is_told(site: Site) -> None:
    """A refused connection, an answer that is no HTTP, an address that is none."""
    site.does("/noise", lambda asked: asked.wfile.write(b"\x00\xff not HTTP at all\r\n\r\n"))
    for url in ("http://127.0.0.1:1/feed", site.url + "/noise", "http://a.invalid/", "http://[", "http://127.0.0.1:x/"):
        with pytest.raises(FeedError):
            get(url)
