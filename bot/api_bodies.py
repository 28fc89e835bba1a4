"""What is sent in: no more than may be, and not slower than may be."""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.problems import ProblemError, refuse

#: Seconds that a body may take to come, and one of those that may be large.
SECONDS, SECONDS_OF_LARGE = 30.0, 300.0


class Bodies:
    """Refuses a body over `large[path]`, else over `limit`, in bytes, without reading it to the end.

    Other bodies are read whole before anything else happens: who sends one slowly takes nobody's place. Large ones are
    left to the route, which asks for a key first.
    """

    def __init__(
        self, app: ASGIApp, limit: int, large: Mapping[str, int], seconds: tuple[float, float] | None = None
    ) -> None:
        self._app, self._limit, self._large = app, limit, large
        self._seconds, self._seconds_of_large = seconds or (SECONDS, SECONDS_OF_LARGE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        large = self._large.get(scope["path"])
        reading = _Reading(receive, large or self._limit, self._seconds_of_large if large else self._seconds)
        begun = False

        async def watch(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            length = Headers(scope=scope).get("content-length", "")
            if length.isdecimal() and int(length) > reading.limit:
                raise reading.too_large()
            if large:
                await self._app(scope, reading.next, watch)
                return
            whole = await reading.whole()
            # Nobody is left to answer when the connection broke before the body was whole.
            if whole is not None:
                await self._app(scope, _again(whole, receive), watch)
        except ProblemError as error:
            if error is not reading.refused or begun:
                raise
            await refuse(error, scope, receive, send)


class _Reading:
    """Reads a body, up to so many bytes and for so many seconds."""

    def __init__(self, receive: Receive, limit: int, seconds: float) -> None:
        self._receive, self.limit, self._seconds = receive, limit, seconds
        self._until: float | None = asyncio.get_running_loop().time() + seconds
        self._read = 0
        self.refused: ProblemError | None = None

    async def next(self) -> Message:
        """Give the next message; ProblemError when it is too much, or comes too late."""
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError:
            self.refused = ProblemError(
                HTTPStatus.REQUEST_TIMEOUT,
                "body-too-slow",
                f"请求体 {self._seconds:.0f} 秒还没有发完，请检查网络再发一次。",
                {"Connection": "close"},
            )
            raise self.refused from None
        self._read += len(message.get("body", b""))
        if self._read > self.limit:
            raise self.too_large()
        if not message.get("more_body"):
            # What comes from now on is that the other side has gone, which may take as long as it likes.
            self._until = None
        return message

    async def whole(self) -> bytes | None:
        """Give the whole body, or None when the connection broke before its end."""
        body = bytearray()
        while True:
            message = await self.next()
            if message["type"] == "http.disconnect":
                return None
            body += message.get("body", b"")
            if not message.get("more_body"):
                return bytes(body)

    def too_large(self) -> ProblemError:
        """Refuse for the size."""
        self.refused = ProblemError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "body-too-large",
            f"请求体太大，请分成每次不超过 {self.limit // 1024} KB 再发。",
        )
        return self.refused


def _again(body: bytes, receive: Receive) -> Receive:
    """Give a body that was read as if it came now."""
    given = False

    async def next_message() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return next_message
