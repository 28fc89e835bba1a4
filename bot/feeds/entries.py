"""The entries of a feed as lines of the interchange format; run by itself it reads a feed from stdin.

A feed made to be slow takes its reader a minute or two a megabyte. So it is read in a process of its own, with limits
of time and memory, and the server goes on answering meanwhile.
"""

import asyncio
import contextlib
import hashlib
import json
import os
import sys
import tempfile
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.feeds.errors import FeedError
from embeddings.articles.draft import Draft, Refused
from embeddings.articles.files import TextFile
from embeddings.articles.loaders.feed import load

#: Seconds and bytes of memory that reading one feed may take.
SECONDS, MEMORY = 30.0, 1 << 30
#: Addresses of articles hold their ids.
_ID_LIMIT = 200
#: No feed of news is as long; what comes after is left out.
_MOST = 5000


async def entries(content: bytes, seconds: float = SECONDS) -> list[dict[str, Any]]:
    """Read a feed; FeedError where it is none or takes too long."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-P", "-W", "ignore", "-m", "bot.feeds.entries"),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        told, _ = await asyncio.wait_for(process.communicate(content), seconds)
    except TimeoutError:
        raise FeedError(f"{seconds:g} 秒没有读完") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    try:
        found = json.loads(told)
    except ValueError:
        raise FeedError("内容读不懂") from None
    if isinstance(found, str):
        raise FeedError(found)
    return list(found)


def owned(record: dict[str, Any], host: str) -> dict[str, Any]:
    """Give an entry an id under its feed's own host, so that no feed can change what came from elsewhere.

    >>> owned({"id": "https://news.example/1"}, "news.example"), owned({"id": "17"}, "news.example")
    ({'id': 'https://news.example/1'}, {'id': 'news.example/17'})
    """
    known = record["id"] or record["url"] or _digest([record["title"], record["published"], record["body"]])
    try:
        at_home = urlsplit(known).hostname == host
    except ValueError:
        at_home = False
    if len(known) > _ID_LIMIT:
        known, at_home = _digest(known), False
    return {**record, "id": known if at_home else f"{host}/{known}"}


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:20]


def _read(content: bytes) -> list[dict[str, Any]] | str:
    """Give the entries, or in one phrase why there are none."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "feed.xml")
        path.write_bytes(content)
        try:
            found = islice(load(TextFile(path)), _MOST)
            return [_record(draft) for _, draft in found if isinstance(draft, Draft)]
        except Refused as refusal:
            return str(refusal)


def _record(draft: Draft) -> dict[str, Any]:
    named = ("id", "title", "published", "source", "url", "body")
    return {**{name: getattr(draft, name) for name in named}, "authors": list(draft.authors)}


def _main() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # not every system has it

        os.nice(5)

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(json.dumps(_read(sys.stdin.buffer.read())))


if __name__ == "__main__":
    _main()
