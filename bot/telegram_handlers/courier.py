"""Sending to Telegram: within its limits, again after an outage, and never twice."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

import httpx
from telegram.error import BadRequest, NetworkError, TimedOut
from telegram.ext import AIORateLimiter

_LOG = logging.getLogger(__name__)

# Doing these twice leaves two of what there should be one of; all other methods can be repeated.
_ONCE = frozenset({"sendMessage"})
# Not worth repeating: by then the moment is over.
_FLEETING = frozenset({"sendChatAction"})
#: As `rate_limit_args`: what is asked for is not worth waiting for an unreachable Telegram.
ONE_TRY = 1
# With these nothing of the request, or not all of it, has reached Telegram.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.WriteError, httpx.WriteTimeout)
_LONGEST_WAIT = 15.0


class UnconfirmedError(NetworkError):
    """The connection broke after the request was sent: it may or may not have been carried out."""


class Courier(AIORateLimiter):
    """Keeps to Telegram's limits, waits as long as a 429 says, and repeats what surely was not done.

    `patience` is how many seconds an unreachable Telegram is tried, `first_wait` the pause before the second try.
    """

    def __init__(self, patience: float = 600.0, first_wait: float = 0.5, retries: int = 20) -> None:
        super().__init__(max_retries=retries)
        self._patience = patience
        self._first_wait = first_wait

    async def process_request(  # noqa: D102
        self,
        callback: Callable[..., Coroutine[Any, Any, bool | dict[str, Any] | list[dict[str, Any]]]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> bool | dict[str, Any] | list[dict[str, Any]]:
        loop = asyncio.get_running_loop()
        until = loop.time() + self._patience
        wait = self._first_wait
        while True:
            try:
                return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)
            except BadRequest:
                raise
            except NetworkError as error:
                if endpoint in _ONCE and not surely_not_done(error):
                    raise UnconfirmedError(f"{endpoint} was sent, but no reply came") from error
                if endpoint in _FLEETING or rate_limit_args == ONE_TRY or loop.time() + wait > until:
                    raise
                _LOG.warning("%s failed (%s); trying again in %.1f s", endpoint, type(error).__name__, wait)
            await asyncio.sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT)


def surely_not_done(error: NetworkError) -> bool:
    """Tell whether Telegram cannot have carried out the request that failed like this."""
    if isinstance(error.__cause__, httpx.HTTPError):
        return isinstance(error.__cause__, _NOT_SENT)
    # A status of 500 and more comes without a cause: Telegram says itself that it failed.
    return not isinstance(error, TimedOut)
