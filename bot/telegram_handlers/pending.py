"""Answers under which something is still to come."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

# Longer, and a press would seem to do nothing.
_LONGEST = 3.0


class Pending:
    """The answers on their way, and the tasks that are going to change the buttons of one, by the token of its page."""

    def __init__(self) -> None:
        self.on_their_way = 0
        self._tasks: dict[str, asyncio.Task[None]] = {}

    @contextmanager
    def answer(self) -> Iterator[None]:
        """Count an answer as on its way while the block runs."""
        self.on_their_way += 1
        try:
            yield
        finally:
            self.on_their_way -= 1

    def note(self, token: str, task: asyncio.Task[None]) -> None:
        """Remember a task until it ends."""
        self._tasks[token] = task
        task.add_done_callback(lambda _: self._tasks.pop(token, None))

    async def settled(self, token: str) -> None:
        """Wait until nothing more is to come under an answer, for a few seconds at most."""
        if task := self._tasks.get(token):
            await asyncio.wait({task}, timeout=_LONGEST)
