"""How often a person and a chat may ask."""

import time
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from math import ceil

_MANY = 10_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """Whole seconds until asking is possible again, and whether the person has yet to be told."""

    seconds: int
    tell: bool


class Rate:
    """At most so many questions of a person and in a chat within `seconds`, counted in a sliding window."""

    def __init__(
        self,
        per_person: int = 20,
        per_chat: int = 60,
        seconds: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = (per_person, per_chat)
        self._seconds = seconds
        self._clock = clock
        self._asked: dict[Hashable, deque[float]] = {}
        self._told: dict[Hashable, float] = {}

    def ask(self, person: Hashable, chat: Hashable) -> Refusal | None:
        """Count a question, or refuse it; of several refusals in one wait only the first is to be told."""
        now = self._clock()
        self._forget(now)
        waits = [self._wait(key, limit, now) for key, limit in zip((person, chat), self._limits, strict=True)]
        if not any(waits):
            for key in (person, chat):
                self._asked.setdefault(key, deque()).append(now)
            return None
        key = person if waits[0] >= waits[1] else chat
        tell = self._told.get(key, now) <= now
        if tell:
            self._told[key] = now + max(waits)
        return Refusal(ceil(max(waits)), tell)

    def asked(self, key: Hashable) -> int:
        """Count the questions of a person, or in a chat, that stand in the window."""
        self._wait(key, 0, self._clock())
        return len(self._asked.get(key, ()))

    def _wait(self, key: Hashable, limit: int, now: float) -> float:
        asked = self._asked.get(key)
        while asked and asked[0] <= now - self._seconds:
            asked.popleft()
        return asked[0] + self._seconds - now if asked and len(asked) >= limit else 0.0

    def _forget(self, now: float) -> None:
        """Drop who has not asked for a while, so that memory stays bounded."""
        if len(self._asked) > _MANY:
            self._asked = {key: asked for key, asked in self._asked.items() if asked[-1] > now - self._seconds}
            self._told = {key: until for key, until in self._told.items() if until > now}
