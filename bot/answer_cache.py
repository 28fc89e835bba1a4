"""Answers kept for questions that come again: the same words, of the same index, on the same day."""

import threading
import time
from collections import OrderedDict
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from bot.schema import Answer, Query
from bot.service import Service

_SHANGHAI = timezone(timedelta(hours=8))
#: Answers kept at most; ten articles each, so some megabytes in all.
KEPT = 512


class AnswerCache:
    """Asks a service, and keeps what it said; safe for any number of threads.

    Kept is only what depends on nothing else: no conversation, no language model. A new generation or a new day makes
    an answer another question's.
    """

    def __init__(self, service: Service, kept: int = KEPT) -> None:
        self._service = service
        self._kept = kept
        self._answers: OrderedDict[tuple[str, Query], Answer] = OrderedDict()
        self._lock = threading.Lock()

    def ask(self, query: Query, *notes: Any) -> Answer:
        """Answer as `Service.ask` does; `took_ms` is that of this time. Who looks inside gets no kept answer."""
        began = time.perf_counter()
        if any(getattr(one, "inside", False) for one in notes) or not self._keeps(query):
            return self._service.ask(query, *notes)
        query = _dated(query)
        key = (self._service.info().generation, query)
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
        if found is not None:
            return replace(found, took_ms=(time.perf_counter() - began) * 1000)
        answer = self._service.ask(query, *notes)
        with self._lock:
            # What a newer generation answered meanwhile is kept under its own name.
            self._answers[(answer.index.generation, query)] = answer
            while len(self._answers) > self._kept:
                self._answers.popitem(last=False)
        return answer

    def at_hand(self, query: Query) -> bool:
        """Tell whether `ask` would give a kept answer: it takes no time then, and no thread is needed."""
        if not self._service.opened or not self._keeps(query):
            return False
        key = (self._service.info().generation, _dated(query))
        with self._lock:
            return key in self._answers

    def _keeps(self, query: Query) -> bool:
        return not (query.conversation_id or (query.write and self._service.writes))


def _dated(query: Query) -> Query:
    # Before midnight 昨天 is another day than after it.
    return replace(query, today=query.today or datetime.now(_SHANGHAI).date())
