"""Where a request may go: a name is resolved once, what it leads to is checked, and that very address is dialled."""

import asyncio
import ipaddress
import socket
from collections.abc import Callable

import httpx

from bot.feeds.errors import FeedError

#: Networks that hand on to an IPv4 address written in their last four bytes.
_TRANSLATED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
_PORTS = {"http": 80, "https": 443}


class Guarded(httpx.AsyncBaseTransport):
    """Sends a request only to an IP address that is `allowed`.

    The check and the connection use the same answer of the name server, so a name that leads elsewhere a moment later
    gains nothing. No proxy is asked: it would look the name up again.
    """

    def __init__(self, allowed: Callable[[str], bool]) -> None:
        self._allowed = allowed
        # A connection is never used twice: two names may share an address, but not a certificate.
        self._below = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_keepalive_connections=0))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; FeedError where it must not go."""
        url = request.url
        if url.scheme not in _PORTS:
            raise FeedError("地址不是 http 或 https")
        trouble: httpx.ConnectError | None = None
        for address in await self._addresses(url.raw_host.decode("ascii"), url.port or _PORTS[url.scheme]):
            pinned = httpx.Request(
                request.method,
                url.copy_with(host=address),
                headers=request.headers,  # with the Host of the name
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": url.host},
            )
            try:
                return await self._below.handle_async_request(pinned)
            except httpx.ConnectError as error:
                trouble = error
        raise trouble or FeedError("域名没有地址")

    async def aclose(self) -> None:
        """Close what is below."""
        await self._below.aclose()

    async def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise FeedError("域名查不到") from None
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        allowed = [address for address in addresses if self._allowed(address)]
        if addresses and not allowed:
            raise FeedError("地址在内网，没有去取；确实要取就设 WENXUN_FEEDS_PRIVATE=true")
        return allowed


def anywhere(_: str) -> bool:
    """Allow every address: for feeds of one's own network."""
    return True


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the open internet, however it is written.

    >>> is_public("1.1.1.1"), is_public("127.0.0.1"), is_public("::ffff:10.0.0.1"), is_public("64:ff9b::a00:1")
    (True, False, False, False)
    """
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped or ip.sixtofour or ip.teredo or ip.is_site_local:
            return False
        if any(ip in network for network in _TRANSLATED):
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)
