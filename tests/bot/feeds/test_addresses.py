"""Which addresses are asked, and that it is the checked one."""

import asyncio
import socket
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.feeds.addresses import anywhere, is_public
from bot.feeds.errors import FeedError
from bot.feeds.fetching import Fetched, Limits, Marks, fetch, fetching
from tests.bot.feeds.conftest import Site


def get(url: str, allowed: Callable[[str], bool], seconds: float = 60) -> Fetched | None:
    """Fetch once."""

    async def once() -> Fetched | None:
        async with fetching("1", allowed) as client:
            return await fetch(client, url, Marks(), Limits(seconds=seconds))

    return asyncio.run(once())


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "fe80::1",
        "fe80::1%2", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
        "2002:7f00:1::", "2001:0:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1", "2001:db8::1",
    ],
)  # fmt: skip
def test_no_address_of_a_network_of_ones_own_is_public(address: str) -> None:
    """Loopback, private, link-local, shared, reserved and multicast, also inside another form of address."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "172.15.0.1", "2606:4700:4700::1111", "64:ff9b::101:101"])
def test_the_open_internet_is_public(address: str) -> None:
    """Either family, and IPv4 reached through a translator."""
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "127.1"])
def test_nothing_of_ones_own_network_is_asked(site: Site, host: str) -> None:
    """However the address is written, nobody there hears of it."""
    site.gives("/feed", "secret")
    with pytest.raises(FeedError, match=r"地址在内网|域名查不到|地址写得不对"):
        get(site.url.replace("127.0.0.1", host) + "/feed", is_public)
    assert site.asked == []


def test_a_redirect_to_ones_own_network_is_not_followed(sites: Callable[..., Site]) -> None:
    """The first hop is allowed, the second is not, and nobody there hears of it."""
    inner, outer = sites("127.0.0.2"), sites()
    address = inner.gives("/metadata", "secret")
    url = outer.does("/feed", lambda asked: asked.reply(302, Location=address))
    with pytest.raises(FeedError, match="地址在内网"):
        get(url, lambda address: address == "127.0.0.1")
    assert (len(outer.asked), inner.asked) == (1, [])


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1:70/_x", "http://"])
def test_a_redirect_leads_to_the_web_alone(site: Site, target: str) -> None:
    """No other scheme is followed."""
    url = site.does("/feed", lambda asked: asked.reply(302, Location=target))
    with pytest.raises(FeedError):
        get(url, anywhere)


def test_a_name_is_looked_up_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that tells the check one address and the connection another gains nothing."""
    told: list[str] = []

    def look_up(host: str, port: int, *_: object, **__: object) -> list[tuple[object, ...]]:
        told.append(host)
        address = "127.0.0.1" if len(told) == 1 else "127.0.0.2"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    site.gives("/feed", "news")
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    url = site.url.replace("127.0.0.1", "rebinding.example") + "/feed"
    fetched = get(url, lambda address: address == "127.0.0.1")
    assert fetched is not None
    assert (fetched.content, told) == (b"news", ["rebinding.example"])
    assert site.asked[0][1]["Host"] == url.removeprefix("http://").removesuffix("/feed")


def test_an_address_that_nobody_listens_at_gives_way_to_the_next(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of several addresses of a name, those that are allowed are tried in turn."""
    site.gives("/feed", "news")
    several = ["10.9.9.9", "127.0.0.9", "127.0.0.1"]

    def look_up(host: str, port: int, *_: object, **__: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in several]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    fetched = get(site.url.replace("127.0.0.1", "many.example") + "/feed", lambda address: address.startswith("127."))
    assert fetched is not None
    assert fetched.content == b"news"


def test_the_certificate_must_be_of_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sites: Callable[..., Site]
) -> None:
    """Though an address is dialled, the certificate is checked against the name, and it is the name that is asked."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=feed.example"]
    named = ["-addext", "subjectAltName=DNS:feed.example", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*made, *named], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    site = sites(tls=context)
    site.gives("/feed", "news")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    def look_up(host: str, port: int, *_: object, **__: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    fetched = get(site.url.replace("127.0.0.1", "feed.example") + "/feed", anywhere)
    assert fetched is not None
    assert fetched.content == b"news"
    with pytest.raises(FeedError, match="连不上（ConnectError）"):
        get(site.url.replace("127.0.0.1", "other.example") + "/feed", anywhere)
