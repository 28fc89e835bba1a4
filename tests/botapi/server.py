"""A Bot API server for one bot on 127.0.0.1 that checks what Telegram checks and can be told to fail."""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType

from tests.botapi.entities import RefusedError
from tests.botapi.methods import Methods
from tests.botapi.wire import DropError, Reply, Wire

TOKEN = "123456:a-token-that-must-not-be-logged"


@dataclass(frozen=True)
class Call:
    """A request that arrived: its method, its parameters, when, and whether it was carried out."""

    method: str
    params: dict[str, str]
    at: float
    done: bool


@dataclass(frozen=True)
class Fault:
    """What to do to the next requests of a method instead of answering them."""

    kind: str  # "status", "lost" (broken before it is carried out), "unconfirmed" (after) or "hold"
    code: int = 500
    retry_after: int | None = None


class BotApi(Methods):
    """The server; `async with BotApi() as api` and point the bot at `api.base_url`."""

    def __init__(self, username: str = "wenxun_bot") -> None:
        super().__init__(username)
        self.calls: list[Call] = []
        self.token = TOKEN
        #: Waits until the bot has handled what it has taken; set by whoever starts the bot.
        self.join: Callable[[], Awaitable[None]]
        self.held = 0
        self._faults: dict[str, deque[Fault]] = {}
        self._wire = Wire(self._handle)

    @property
    def base_url(self) -> str:
        """The address up to the token, as `ApplicationBuilder.base_url` wants it."""
        return f"http://127.0.0.1:{self._wire.port}/bot"

    def set_clock(self, ahead: float) -> None:
        """Let the server's clock be so many seconds ahead."""
        self._wire.ahead = ahead

    async def __aenter__(self) -> "BotApi":
        await self._wire.up()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._wire.down()

    def fail(self, method: str, fault: Fault, times: int = 1) -> None:
        """Apply a fault to the next `times` requests of a method."""
        self._faults.setdefault(method, deque()).extend([fault] * times)

    def hold(self, method: str) -> None:
        """Take the next request of a method and never answer it; `held` counts those that wait so."""
        self._faults.setdefault(method, deque()).append(Fault("hold"))

    async def down(self) -> None:
        """Be unreachable."""
        await self._wire.down()

    async def up(self) -> None:
        """Be reachable again, at the same address."""
        await self._wire.up()

    async def until(self, holds: Callable[[], object], seconds: float = 60.0) -> None:
        """Wait until a condition over what has happened holds; it is looked at after every event."""
        try:
            async with asyncio.timeout(seconds), self.happened:
                await self.happened.wait_for(lambda: bool(holds()))
        except TimeoutError:
            seen = Counter(call.method for call in self.calls)
            raise AssertionError(f"it did not come about in {seconds} s; calls so far: {dict(seen)}") from None

    async def quiet(self) -> None:
        """Wait until the bot has taken and handled every update."""
        await self.until(lambda: not self.pending)
        await self.join()

    def count(self, method: str) -> int:
        """Count the requests of a method, failed ones too."""
        return sum(call.method == method for call in self.calls)

    async def _handle(self, target: str, params: dict[str, str]) -> Reply:
        token, _, method = target.removeprefix("/bot").partition("/")
        if token != self.token:
            return Reply(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
        waiting = self._faults.get(method)
        fault = waiting.popleft() if waiting else None
        done = False
        try:
            if fault and fault.kind == "hold":
                self.held += 1
                await self.tell()
                await asyncio.get_running_loop().create_future()
            if fault and fault.kind == "lost":
                raise DropError
            if fault and fault.kind == "status":
                raise _refusal(fault)
            result = await self.carry_out(method, params)
            done = True
            if fault and fault.kind == "unconfirmed":
                raise DropError
            return Reply(200, {"ok": True, "result": result})
        except RefusedError as error:
            body: dict[str, object] = {"ok": False, "error_code": error.code, "description": error.description}
            return Reply(error.code, body | ({"parameters": error.parameters} if error.parameters else {}))
        finally:
            self.calls.append(Call(method, params, time.monotonic(), done))
            await self.tell()


def _refusal(fault: Fault) -> RefusedError:
    if fault.retry_after is not None:
        text = f"Too Many Requests: retry after {fault.retry_after}"
        return RefusedError(text, 429, {"retry_after": fault.retry_after})
    return RefusedError("Internal Server Error", fault.code)
