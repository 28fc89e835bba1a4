"""The polling: feeds asked in turn, what is new kept as articles, the index rebuilt behind it."""

import asyncio
import json
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx
from filelock import FileLock, Timeout

from bot.background import alongside
from bot.feeds.addresses import is_public
from bot.feeds.entries import entries, owned
from bot.feeds.errors import FeedError
from bot.feeds.fetching import Limits, fetch, fetching
from bot.feeds.memory import Memory, Remembered, digest, replace_file
from bot.receiving import checked

_LOG = logging.getLogger("wenxun.feeds")
#: Below the folder of articles; sorted before what was handed in, which may correct it.
FOLDER = "zz-feeds"
#: So many feeds are fetched at the same time.
_TOGETHER = 4
#: A feed that fails is left out of twice as many rounds each time, but doubled at most so often.
_MOST_DOUBLINGS = 6
_LIMITS = Limits()

Outcome = Literal["new", "same", "failed"]


@dataclass(frozen=True, slots=True)
class Polled:
    """How one poll of a feed went; `articles` counts those that were new or had changed."""

    outcome: Outcome
    articles: int = 0


class Poller:
    """Polls feeds every so many seconds and keeps their entries below `folder`.

    `rebuild` is called after a round that brought something, or when the index was `built` (in seconds since 1970)
    before what is kept; `told` with each poll. Only IP addresses that are `allowed` are asked.
    """

    def __init__(
        self,
        feeds: Sequence[str],
        folder: Path,
        *,
        every: float,
        built: Callable[[], float],
        rebuild: Callable[[], object],
        told: Callable[[Polled], None] = lambda polled: None,
        allowed: Callable[[str], bool] = is_public,
        version: str = "0",
        limits: Limits = _LIMITS,
    ) -> None:
        self._feeds = tuple(dict.fromkeys(feeds))
        self._folder = folder
        self._every, self._limits = every, limits
        self._built, self._rebuild, self._told = built, rebuild, told
        self._allowed, self._version = allowed, version
        self._rounds = 0

    async def run(self) -> None:
        """Poll until cancelled; of all processes that share the folder, one does."""
        while True:
            try:
                self._folder.mkdir(parents=True, exist_ok=True)  # for the lock
                with FileLock(self._folder / ".lock").acquire(blocking=False):
                    while True:
                        await self.round()
                        await asyncio.sleep(self._every)
            except Timeout:
                pass  # another process polls
            except OSError as error:
                _LOG.error("feeds: nothing can be kept in %s (%s)", self._folder, error.strerror)
            except Exception:
                _LOG.exception("feeds: a round failed")
            await asyncio.sleep(self._every)

    async def round(self) -> int:
        """Poll every feed whose turn it is, once; give the number of new articles."""
        memory = Memory(self._folder / ".state.json")
        turns = [url for url in self._feeds if _has_turn(memory[url], self._rounds)]
        self._rounds += 1
        limit = asyncio.Semaphore(_TOGETHER)
        async with fetching(self._version, self._allowed) as client:

            async def one(url: str) -> tuple[Remembered, list[Mapping[str, Any]]]:
                async with limit:
                    return await self._poll(client, url, memory[url])

            polled = dict(zip(turns, await asyncio.gather(*map(one, turns)), strict=True))
        fresh = [record for _, news in polled.values() for record in news]
        kept = await asyncio.to_thread(self._keep, fresh) if fresh else 0
        # Only now: whatever happens before, the same entries come again the next time.
        memory.keep({url: polled[url][0] if url in polled else memory[url] for url in self._feeds})
        # What was kept before a rebuild that came to no end is behind as well.
        if kept or max((file.stat().st_mtime for file in self._folder.glob("*.jsonl")), default=0) > self._built():
            self._rebuild()
        return kept

    async def _poll(
        self, client: httpx.AsyncClient, url: str, known: Remembered
    ) -> tuple[Remembered, list[Mapping[str, Any]]]:
        # Its address may hold a token.
        name = f"{self._feeds.index(url) + 1} ({urlsplit(url).hostname})"
        now = datetime.now(UTC).isoformat(timespec="seconds")
        try:
            fetched = await fetch(client, url, known.marks, self._limits)
            records = None if fetched is None else await entries(fetched.content)
        except Exception as error:
            expected = isinstance(error, FeedError)
            why = str(error) if expected else "读的时候出了意外"
            level = logging.INFO if known.error == why else logging.WARNING
            # One feed must not stop the others.
            _LOG.log(level, "feed %s: %s", name, why, exc_info=not expected)
            self._told(Polled("failed"))
            return replace(known, failures=known.failures + 1, error=why, checked_at=now), []
        known = replace(known, failures=0, error=None, checked_at=now)
        if fetched is None or records is None:
            self._told(Polled("same"))
            return known, []
        host = urlsplit(url).hostname or ""
        records = [owned(record, host) for record in records]
        news = known.news(records)
        self._told(Polled("new" if news else "same", len(news)))
        if news:
            _LOG.info("feed %s: %d new", name, len(news))
        seen = {record["id"]: digest(record) for record in records}
        return replace(known, marks=fetched.marks, seen=seen), news

    def _keep(self, records: Sequence[Mapping[str, Any]]) -> int:
        """Add what a rebuild can read to the file of the day; give the number of articles."""
        lines = "\n".join(json.dumps(record) for record in records).encode()
        with checked(lines, self._folder) as (good, received):
            for kind, count in Counter(skip.kind for skip in received.skips).items():
                _LOG.info("feeds: %d left out: %s", count, kind)
            if received.ids:
                today = self._folder / f"{datetime.now(UTC):%Y-%m-%d}.jsonl"
                before = today.read_bytes() if today.exists() else b""
                replace_file(today, before + good.read_bytes())
        return len(received.ids)


@asynccontextmanager
async def polling(poller: Poller) -> AsyncIterator[None]:
    """Poll while the block runs."""
    async with alongside(poller.run(), "feeds"):
        yield


def _has_turn(known: Remembered, number: int) -> bool:
    """Leave a failing feed out of 1, 3, 7 ... rounds."""
    return number % (1 << min(known.failures, _MOST_DOUBLINGS)) == 0
