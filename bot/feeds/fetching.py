"""A feed fetched politely and without trust: only when changed, never too large, too slow or too far."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus

import httpx

from bot.feeds.addresses import Guarded
from bot.feeds.errors import FeedError

_ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
#: What a server may name its version; a longer word is not kept.
_MARK_LIMIT = 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one feed may take: seconds in all, bytes once unpacked, redirects."""

    seconds: float = 30
    size: int = 8 << 20
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Marks:
    """What the server named the version it gave, to be told it the next time."""

    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A feed as it came."""

    content: bytes
    marks: Marks


@asynccontextmanager
async def fetching(version: str, allowed: Callable[[str], bool]) -> AsyncIterator[httpx.AsyncClient]:
    """Open a client for one round, which dials only IP addresses that are `allowed`."""
    headers = {"User-Agent": f"wenxun/{version}", "Accept": _ACCEPT, "Accept-Encoding": "gzip"}
    async with httpx.AsyncClient(transport=Guarded(allowed), headers=headers, trust_env=False) as client:
        yield client


async def fetch(client: httpx.AsyncClient, url: str, marks: Marks, limits: Limits) -> Fetched | None:
    """Fetch a feed, or None where it is as `marks` say; FeedError names what went wrong."""
    try:
        async with asyncio.timeout(limits.seconds):
            return await _follow(client, client.build_request("GET", url, headers=_conditions(marks)), limits)
    except TimeoutError:
        raise FeedError(f"{limits.seconds:g} 秒没有收完") from None
    except httpx.InvalidURL:
        raise FeedError("地址写得不对") from None
    except httpx.HTTPError as error:
        # Its own words may hold the address, and an address may hold a token.
        raise FeedError(f"连不上（{type(error).__name__}）") from None


async def _follow(client: httpx.AsyncClient, request: httpx.Request, limits: Limits) -> Fetched | None:
    # By hand: left to itself the client would read the whole body of each redirect.
    for _ in range(limits.redirects + 1):
        response = await client.send(request, stream=True, follow_redirects=False)
        try:
            if response.next_request is None:
                return await _read(response, limits.size)
            request = response.next_request
        finally:
            await response.aclose()
    raise FeedError(f"转了 {limits.redirects} 次还没有到")


async def _read(response: httpx.Response, size: int) -> Fetched | None:
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        return None
    if response.status_code != HTTPStatus.OK:
        raise FeedError(f"HTTP {response.status_code}")
    length = response.headers.get("content-length", "")
    if length.isdecimal() and int(length) > size:
        raise _too_large(size)
    return Fetched(await _content(response, size), Marks(_mark(response, "etag"), _mark(response, "last-modified")))


async def _content(response: httpx.Response, size: int) -> bytes:
    """Read and unpack the body, never holding more than `size` bytes of it."""
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("identity", "gzip", "x-gzip"):
        raise FeedError("压缩方式不认识")
    # Unpacked by hand: the client's own unpacking knows no limit.
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS) if packing != "identity" else None
    content = bytearray()
    async for chunk in response.aiter_raw():
        try:
            content += unpacker.decompress(chunk, size + 1 - len(content)) if unpacker else chunk
        except zlib.error:
            raise FeedError("压缩的内容坏了") from None
        if len(content) > size:
            raise _too_large(size)
    return bytes(content)


def _too_large(size: int) -> FeedError:
    return FeedError(f"超过 {size >> 20} MB" if size >> 20 else f"超过 {size} 字节")


def _conditions(marks: Marks) -> dict[str, str]:
    named = {"If-None-Match": marks.etag, "If-Modified-Since": marks.modified}
    return {name: value for name, value in named.items() if value}


def _mark(response: httpx.Response, name: str) -> str | None:
    value = response.headers.get(name, "")
    return value if 0 < len(value) <= _MARK_LIMIT and value.isascii() and value.isprintable() else None
