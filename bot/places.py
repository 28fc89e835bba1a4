"""So many at once, and the others in the order in which they came."""

import threading
from collections import deque
from types import TracebackType


class Places:
    """A semaphore that lets nobody be overtaken: of a plain one's waiting threads each newcomer may take the turn."""

    def __init__(self, count: int) -> None:
        self._free = count
        self._lock = threading.Lock()
        self._queue: deque[threading.Lock] = deque()

    @property
    def waiting(self) -> int:
        """How many threads wait for a place."""
        return len(self._queue)

    def __enter__(self) -> None:
        """Take a place, or wait for one."""
        with self._lock:
            if self._free:
                self._free -= 1
                return
            turn = threading.Lock()
            turn.acquire()
            self._queue.append(turn)
        turn.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hand the place on to whoever has waited longest."""
        with self._lock:
            if self._queue:
                self._queue.popleft().release()
            else:
                self._free += 1
