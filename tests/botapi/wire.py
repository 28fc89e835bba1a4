"""HTTP/1.1 by hand over asyncio, so that a test can break a connection wherever it likes."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from email.utils import formatdate
from urllib.parse import parse_qsl


class DropError(Exception):
    """Break the connection instead of answering."""


@dataclass(frozen=True)
class Reply:
    """A status and a JSON body."""

    status: int
    body: dict[str, object]


Handler = Callable[[str, dict[str, str]], Awaitable[Reply]]


class Wire:
    """A listening socket on 127.0.0.1 that keeps its port when it is taken down and up again."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self.port = 0
        #: Seconds by which the clock of this server is ahead.
        self.ahead = 0.0

    async def up(self) -> None:
        """Listen, on the port of last time if there was one."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, limit=2**20)
        self.port = self._server.sockets[0].getsockname()[1]

    async def down(self) -> None:
        """Refuse new connections and break the open ones."""
        if self._server is not None:
            self._server.close()
        for task in list(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        if self._server is not None:
            await self._server.wait_closed()
        self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            while request := await _read(reader):
                reply = await self._handler(*request)
                payload = json.dumps(reply.body, ensure_ascii=False).encode()
                length = f"Content-Length: {len(payload)}"
                head = f"HTTP/1.1 {reply.status} X\r\nContent-Type: application/json\r\n{length}\r\n"
                head += f"Date: {formatdate(time.time() + self.ahead, usegmt=True)}\r\n\r\n"
                writer.write(head.encode() + payload)
                await writer.drain()
        except (DropError, ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            writer.close()
            with suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()
            self._connections.discard(task)


async def _read(reader: asyncio.StreamReader) -> tuple[str, dict[str, str]] | None:
    """Read one request; None when the client has closed."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    kind = headers.get("content-type", "")
    if kind.startswith("application/json"):
        return first.split()[1], {key: _as_text(value) for key, value in json.loads(body).items()}
    if body and not kind.startswith("application/x-www-form-urlencoded"):
        raise DropError
    return first.split()[1], dict(parse_qsl(body.decode(), keep_blank_values=True))


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
