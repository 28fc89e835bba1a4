"""A web server on loopback whose every address can be made to behave as badly as wanted."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

Reply = Callable[["Asked"], None]


class Asked(BaseHTTPRequestHandler):
    """One request, answered by what the site has for its path."""

    server: "_Server"

    def do_GET(self) -> None:
        """Answer, and note what was asked."""
        self.server.site.asked.append((self.path, dict(self.headers.items())))
        with suppress(OSError):  # whoever asked has gone
            self.server.site.replies[self.path](self)

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Send a whole answer; `_` in the name of a header stands for `-`."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    site: "Site"

    def handle_error(self, *_: object) -> None:
        """Say nothing of whoever breaks off."""


@dataclass
class Site:
    """Where it is, what it answers by path, what was asked of it (path and headers), and when it is over."""

    url: str
    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def gives(self, path: str, body: str, etag: str = "", modified: str = "") -> str:
        """Serve a feed, with 304 for whoever has it already; give its address."""
        wanted = {"If-None-Match": etag, "If-Modified-Since": modified}
        named = {name: value for name, value in (("ETag", etag), ("Last_Modified", modified)) if value}

        def reply(asked: Asked) -> None:
            known = any(value and asked.headers.get(name) == value for name, value in wanted.items())
            asked.reply(304, **named) if known else asked.reply(200, body.encode(), **named)

        return self.does(path, reply)

    def does(self, path: str, reply: Reply) -> str:
        """Answer a path so; give its address."""
        self.replies[path] = reply
        return self.url + path


@pytest.fixture
def sites() -> Iterator[Callable[..., Site]]:
    """Open sites on loopback addresses."""
    opened: list[_Server] = []

    def site(address: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> Site:
        server = _Server((address, 0), Asked)
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        server.site = Site(f"http{'s' if tls else ''}://{address}:{server.server_address[1]}")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        opened.append(server)
        return server.site

    yield site
    for server in opened:
        server.site.over.set()
        server.shutdown()
        server.server_close()


@pytest.fixture
def site(sites: Callable[..., Site]) -> Site:
    """Open one site."""
    return sites()


def rss(*items: tuple[str, str, str, str], title: str = "东江晚报") -> str:
    """Write a feed of (id, title, RFC 822 time, text)."""
    entries = "".join(
        f"<item><guid isPermaLink='false'>{key}</guid><title>{name}</title><pubDate>{day}</pubDate>"
        f"<link>https://news.example/{key}</link><description>{text}</description></item>"
        for key, name, day, text in items
    )
    return f"<rss version='2.0'><channel><title>{title}</title>{entries}</channel></rss>"


FERRY = ("ferry", "东江渡轮换新船", "Tue, 08 Oct 2024 09:00:00 +0800", "东江渡轮10月8日换上新船，可载客三百二十人。")
LAMP = ("lamp", "南湖路灯修好", "Wed, 09 Oct 2024 08:00:00 +0800", "南湖边的四十盏路灯10月9日全部修好。")
