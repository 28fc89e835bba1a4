"""The MCP server at /mcp, behind the same keys as the rest."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.api_keys import Guard, key_in
from bot.mcp_server import HOW_TO_INSTALL
from bot.problems import ProblemError, refuse

if TYPE_CHECKING:
    from mcp.server import MCPServer

PATH = "/mcp"
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class Assistants:
    """The MCP server as an application; `make` makes it when the first assistant comes, and not before.

    `hosts` are the names of this server beside the loopback ones.
    """

    def __init__(self, make: Callable[[], "MCPServer[Any]"], hosts: Sequence[str]) -> None:
        self._make, self._names = make, [*_LOOPBACK, *hosts]
        self._app: asyncio.Future[ASGIApp] | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._ended = asyncio.Event()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Close the server's sessions, if there are any, when the application ends."""
        try:
            yield
        finally:
            self._ended.set()
            if self._keeping is not None:
                await self._keeping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if self._app is None:
            self._app = asyncio.get_running_loop().create_future()
            self._keeping = asyncio.create_task(self._keep(self._app))
        # Whoever comes and goes meanwhile takes nothing from those who wait for the same.
        app = await asyncio.shield(self._app)
        await app(scope, receive, send)

    async def _keep(self, ready: "asyncio.Future[ASGIApp]") -> None:
        """Open the server's sessions and close them at the end: the package wants both from one task."""
        try:
            server = await run_in_threadpool(self._make)
            app = self._application(server)
            async with server.session_manager.run():
                ready.set_result(app)
                await self._ended.wait()
        except Exception as error:
            if ready.done():
                raise
            ready.set_exception(error)

    def _application(self, server: "MCPServer[Any]") -> ASGIApp:
        from mcp.server.transport_security import TransportSecuritySettings

        each_port = [each for name in self._names for each in (name, f"{name}:*")]
        # A page of another site may make its name point here; then only the Host header tells.
        safety = TransportSecuritySettings(
            allowed_hosts=each_port,
            allowed_origins=[f"{scheme}://{each}" for scheme in ("http", "https") for each in each_port],
        )
        # Stateless: any number of servers may answer, and none keeps anything of an assistant.
        inner = server.streamable_http_app(
            streamable_http_path=PATH, json_response=True, stateless_http=True, transport_security=safety
        )
        return next(route.app for route in inner.routes if isinstance(route, Route) and route.path == PATH)


def mcp_route(assistants: Assistants | None, guard: Guard) -> Route:
    """Answer at /mcp; without the package, with how to install it."""
    if assistants is None:
        return Route(PATH, _missing, methods=["GET", "POST", "DELETE"])
    return Route(PATH, _Gate(assistants, guard))


async def _missing(request: Request) -> Response:
    raise ProblemError(HTTPStatus.NOT_FOUND, "no-mcp", HOW_TO_INSTALL)


class _Gate:
    """Lets through who has a key."""

    def __init__(self, app: ASGIApp, guard: Guard) -> None:
        self._app, self._guard = app, guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        try:
            await self._guard(key_in(Headers(scope=scope)))
        except ProblemError as error:
            await refuse(error, scope, receive, send)
            return
        await self._app(scope, receive, send)
