"""Digesting on several cores: processes that are given articles and give back what an index keeps of them.

Digests come back in the order in which articles were given, whoever made them, so that an index does not depend on how
many worked on it. Where no process can be started, or one dies, the work is done here.
"""

import multiprocessing
import os
import pickle
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType

from embeddings.encoding.encoder import Encoder
from embeddings.encoding.segment import Segmenter
from embeddings.encoding.static import StaticEncoder
from embeddings.index.digest import Digest, Digester
from embeddings.schema import Article

#: Fewer articles are digested sooner than processes start.
MANY = 3000
#: Characters given to a process at once, about: a second of work, and some tens of megabytes of postings.
PORTION = 1_000_000
#: More processes than this wait for the one that writes, and each holds some 300 MB.
_MOST = 4
#: What is raised where a process cannot be started, or is gone, or cannot be given a copy.
_GONE = (OSError, AssertionError, RuntimeError, ValueError, TypeError, AttributeError, pickle.PickleError)

Portion = list[Article]


def portions(articles: Iterable[Article]) -> Iterator[Portion]:
    """Divide articles into portions of about PORTION characters."""
    portion: Portion = []
    size = 0
    for article in articles:
        portion.append(article)
        size += len(article.title) + len(article.body)
        if size >= PORTION:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def worth(encoder: Encoder, segmenter: object, articles: int) -> int:
    """Say how many processes are worth starting: none for few articles, or parts that do not take well to copying."""
    # A large encoder uses all cores by itself, and a copy of it would fill the memory.
    if not (isinstance(encoder, StaticEncoder) and isinstance(segmenter, Segmenter)) or articles < MANY:
        return 0
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, _MOST) if cores > 1 else 0


class _Worker:
    """One process, which works on one portion at a time and ends when this one does."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(target=_work, args=(theirs,), daemon=True)
        try:
            with _undisturbed():
                self._process.start()
        except BaseException:
            self.connection.close()
            raise
        finally:
            theirs.close()

    def send(self, what: Digester | Portion) -> bool:
        """Hand something over; a process that is gone, or cannot be told, is ended."""
        try:
            self.connection.send(what)
        except _GONE:
            self.stop()
            return False
        return True

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self.connection.close()
        self._process.kill()
        self._process.join()


class Workers:
    """Digests portions, with some processes or with none."""

    def __init__(self, digester: Digester, count: int) -> None:
        self._digester = digester
        self._free: list[_Worker] = []
        self._busy: dict[_Worker, int] = {}
        self._given: deque[tuple[int, Portion]] = deque()
        self._done: dict[int, Digest] = {}
        started: list[_Worker] = []
        with suppress(*_GONE):
            started.extend(_Worker() for _ in range(count))
        # They start side by side, and each waits for this.
        self._free.extend(worker for worker in started if worker.send(digester))

    def digested(self, portions: Iterable[Portion]) -> Iterator[tuple[Portion, Digest]]:
        """Give each portion with its digest, in order."""
        for number, portion in enumerate(portions):
            self._given.append((number, portion))
            self._give(number, portion)
            while self._given and (self._given[0][0] in self._done or not self._free):
                yield self._next()
        while self._given:
            yield self._next()

    def _give(self, number: int, portion: Portion) -> None:
        while self._free:
            worker = self._free.pop()
            if worker.send(portion):
                self._busy[worker] = number
                return

    def _next(self) -> tuple[Portion, Digest]:
        """Wait for the oldest portion; one that no process has is digested here."""
        number, portion = self._given[0]
        while number not in self._done and number in self._busy.values():
            self._receive()
        self._given.popleft()
        digest = self._done.pop(number, None)
        return portion, self._digester.digest(portion) if digest is None else digest

    def _receive(self) -> None:
        ready = wait([worker.connection for worker in self._busy])
        for worker in [worker for worker in self._busy if worker.connection in ready]:
            number = self._busy.pop(worker)
            try:
                self._done[number] = worker.connection.recv()
            except (OSError, EOFError):
                worker.stop()
            else:
                self._free.append(worker)

    def __enter__(self) -> "Workers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in (*self._free, *self._busy):
            worker.stop()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Start processes that no Ctrl-C reaches: who interrupts a rebuild interrupts this one, which ends them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # Otherwise the first process starts the tracker, which lets interrupts through again before it is done.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(connection: Connection) -> None:
    """Digest what comes until the other end is gone."""
    # Each core has a process already.
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    with suppress(EOFError, OSError):
        digester: Digester = connection.recv()
        while True:
            connection.send(digester.digest(connection.recv()))
