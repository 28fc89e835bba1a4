"""The MCP server at /mcp, behind the same keys as the rest."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
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


@asynccontextmanager
async def serving(server: "MCPServer[Any] | None") -> AsyncIterator[None]:
    """Keep the server's sessions while the application runs."""
    if server is None:
        yield
        return
    async with server.session_manager.run():
        yield


def mount(app: FastAPI, server: "MCPServer[Any] | None", guard: Guard, hosts: Sequence[str]) -> None:
    """Answer at /mcp; `hosts` are the names of this server beside the loopback ones."""
    if server is None:
        app.router.routes.append(Route(PATH, _missing, methods=["GET", "POST", "DELETE"]))
        return
    from mcp.server.transport_security import TransportSecuritySettings

    names = [*_LOOPBACK, *hosts]
    # A page of another site may make its name point here; then only the Host header tells.
    safety = TransportSecuritySettings(
        allowed_hosts=[each for name in names for each in (name, f"{name}:*")],
        allowed_origins=[
            f"{scheme}://{each}" for scheme in ("http", "https") for name in names for each in (name, f"{name}:*")
        ],
    )
    # Stateless: any number of servers may answer, and none keeps anything of an assistant.
    inner = server.streamable_http_app(
        streamable_http_path=PATH, json_response=True, stateless_http=True, transport_security=safety
    )
    for route in inner.routes:
        if isinstance(route, Route):
            app.router.routes.append(Route(route.path, _Gate(route.app, guard)))


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
