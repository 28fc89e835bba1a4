"""The feeds: whether each gives something now."""

import asyncio
from collections.abc import Iterator, Sequence
from importlib.metadata import version

from bot.commands.findings import Finding
from bot.feeds.addresses import anywhere, is_public
from bot.feeds.errors import FeedError
from bot.feeds.fetching import Limits, Marks, fetch, fetching

#: Not longer than a person waits.
_LIMITS = Limits(seconds=10)


def feeds(urls: Sequence[str], private: bool, limits: Limits = _LIMITS) -> Iterator[Finding]:
    """Fetch every feed once, all at the same time; what is in them is not read. No address is in a finding."""
    for place, why in enumerate(asyncio.run(_tried(urls, private, limits)) if urls else (), start=1):
        if why:
            yield Finding(False, False, f"WENXUN_FEEDS 第 {place} 个订阅取不到（{why}）：请检查它的地址和网络")
        else:
            yield Finding(True, False, f"WENXUN_FEEDS 第 {place} 个订阅有应答")


async def _tried(urls: Sequence[str], private: bool, limits: Limits) -> list[str]:
    async with fetching(version("wenxun"), anywhere if private else is_public) as client:

        async def one(url: str) -> str:
            try:
                await fetch(client, url, Marks(), limits)
            except FeedError as error:
                return str(error)
            return ""

        return await asyncio.gather(*map(one, urls))
