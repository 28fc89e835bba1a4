"""How much at once, and how often: 429 for who comes too often, 503 when too many wait."""

import logging
from dataclasses import dataclass
from http import HTTPStatus
from math import ceil

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.api_keys import key_in
from bot.keys import Keys
from bot.problems import ProblemError, refuse
from bot.rates import Rate, is_here, whose

_LOG = logging.getLogger(__name__)
_FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip")
#: Seconds after which who found the queue full may come again: far more than a question takes.
_AGAIN = 2


@dataclass(frozen=True, slots=True)
class Limits:
    """Requests a minute of a key and of an address that shows none, and how many may be under way; 0 is no limit."""

    per_key: int = 0
    per_address: int = 0
    queue: int = 0


class Rates:
    """Lets nobody come too often. A known key counts by itself, whatever the address; an admin's is not counted.

    Who asks from this machine itself is not counted either, unless a proxy has brought the request.
    """

    def __init__(self, app: ASGIApp, keys: Keys, limits: Limits) -> None:
        self._app, self._keys = app, keys
        self._by_key, self._by_address = Rate(limits.per_key), Rate(limits.per_address)
        self._warned = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if not _is_work(scope):
            await self._app(scope, receive, send)
            return
        wait = self._wait(scope, Headers(scope=scope))
        if not wait:
            await self._app(scope, receive, send)
            return
        seconds = ceil(wait)
        error = ProblemError(
            HTTPStatus.TOO_MANY_REQUESTS,
            "too-often",
            f"来得太密了，请 {seconds} 秒以后再试。",
            {"Retry-After": str(seconds)},
        )
        await refuse(error, scope, receive, send)

    def _wait(self, scope: Scope, headers: Headers) -> float:
        if holder := self._keys.holder(key_in(headers)):
            return 0.0 if holder.scope == "admin" else self._by_key.take(holder.digest)
        address = scope["client"][0] if scope.get("client") else ""
        if not address or is_here(address):
            if not any(name in headers for name in _FORWARDED):
                return 0.0
            self._warn()
        return self._by_address.take(whose(address))

    def _warn(self) -> None:
        if not self._warned:
            self._warned = True
            _LOG.warning(
                "requests come through a proxy that is not in WENXUN_TRUSTED_PROXIES: all of them count as one address"
            )


class Crowd:
    """Lets only so many requests be under way at once; whoever comes then is told at once when to come again."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app, self._most, self._inside = app, limits.queue, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if not self._most or not _is_work(scope):
            await self._app(scope, receive, send)
            return
        if self._inside >= self._most:
            error = ProblemError(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "too-many-waiting",
                f"排队的人太多了，请 {_AGAIN} 秒以后再试。",
                {"Retry-After": str(_AGAIN)},
            )
            await refuse(error, scope, receive, send)
            return
        self._inside += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._inside -= 1


def _is_work(scope: Scope) -> bool:
    """Tell what costs something from the page's own files and from what watches the server."""
    if scope["type"] != "http":
        return False
    path: str = scope["path"]
    return path.startswith("/v1/") or path == "/mcp"
