"""What `wenxun doctor` says of feeds."""

from collections.abc import Callable

from bot.commands.findings_of_feeds import feeds
from bot.feeds.fetching import Limits
from tests.bot.feeds.conftest import Site, rss
from tests.bot.feeds.conftest import sites as sites

_LIMITS = Limits(seconds=60)


def test_each_feed_is_tried(sites: Callable[..., Site]) -> None:
    """Which one gives nothing and why; never its address, which may hold a token."""
    site = sites()
    urls = [site.gives("/good?token=secret", rss()), site.does("/gone?token=secret", lambda asked: asked.reply(410))]
    assert [(one.good, one.needed, one.text) for one in feeds(urls, True, _LIMITS)] == [
        (True, False, "WENXUN_FEEDS 第 1 个订阅有应答"),
        (False, False, "WENXUN_FEEDS 第 2 个订阅取不到（HTTP 410）：请检查它的地址和网络"),
    ]
    (inside,) = feeds(urls[:1], False, _LIMITS)
    assert "地址在内网" in inside.text
    assert list(feeds([], True)) == []
