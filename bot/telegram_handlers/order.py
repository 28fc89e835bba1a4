"""The way of an update through the process: noted, in order for each person, forgotten when handled."""

import asyncio
import json
from collections.abc import Awaitable
from typing import Any

from telegram import Bot, Update
from telegram.ext import BaseUpdateProcessor

from bot.state.inbox import Inbox


class NotingQueue(asyncio.Queue[object]):
    """The queue of an application that notes every update before Telegram is told that it arrived."""

    def __init__(self, inbox: Inbox) -> None:
        super().__init__()
        self._inbox = inbox

    async def put(self, item: object) -> None:
        """Take an update, unless it has been taken before."""
        if not isinstance(item, Update) or self._inbox.take(item.update_id, item.to_json()):
            await super().put(item)

    async def put_left(self, bot: Bot) -> int:
        """Take up what an earlier process left; return how many updates that were."""
        bodies = list(self._inbox.left())
        for body in bodies:
            await super().put(Update.de_json(json.loads(body), bot))
        return len(bodies)


class InOrder(BaseUpdateProcessor):
    """Handles the updates of different people at once, and those of one person in one chat one after the other."""

    def __init__(self, inbox: Inbox, at_once: int) -> None:
        super().__init__(at_once)
        self._inbox = inbox
        self._busy: dict[tuple[int, int], tuple[asyncio.Lock, int]] = {}

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle an update in its turn."""
        if not isinstance(update, Update):
            await coroutine
            return
        # An inline query is overtaken by the next one, so it must not wait.
        key = _key(update) if update.inline_query is None else None
        if key is None:
            await coroutine
        else:
            lock, users = self._busy.get(key, (asyncio.Lock(), 0))
            self._busy[key] = (lock, users + 1)
            try:
                async with lock:
                    await coroutine
            finally:
                lock, users = self._busy[key]
                self._busy[key] = (lock, users - 1)
                if users == 1:
                    del self._busy[key]
        self._inbox.done(update.update_id)

    async def initialize(self) -> None:
        """Do nothing: there is nothing to set up."""

    async def shutdown(self) -> None:
        """Do nothing: there is nothing to tear down."""


def _key(update: Update) -> tuple[int, int] | None:
    chat, user = update.effective_chat, update.effective_user
    return (chat.id, user.id) if chat and user else None
