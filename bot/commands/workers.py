"""More server processes at one port; the system shares the connections out among them.

The first process, the one that was started, also does what must be done once: Telegram, feeds, rebuilding. The others
answer questions, over the same memory-mapped index and the same conversations, and pass the rest on to the first.
"""

import asyncio
import logging
import multiprocessing
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType

from fastapi import FastAPI

from bot.api_passing import passing_routes
from bot.api_server import Server, config_for
from bot.commands.opening import Parts, read_parts
from bot.conversation_store import ConversationStore
from bot.logs import log_to
from bot.service import Service
from embeddings.errors import WenxunError

_LOG = logging.getLogger(__name__)
#: Seconds between looks at the other processes, and that one which has ended stays away.
_LOOK, _AWAY = 0.5, 2.0
#: Seconds that answers under way may still take when the server stops.
_LAST_WORDS = 35.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a further process serves: its address, the index, the first one's door and what else goes there, how many
    serve.
    """

    address: tuple[str, int]
    family: int
    index: Path | None
    door: str
    passed: Sequence[tuple[str, Sequence[str]]]
    workers: int


#: Makes the application of a further process from the parts, the service and the number of all; picklable.
MakeApp = Callable[[Parts, Service, int], FastAPI]


def shared(listening: socket.socket) -> socket.socket:
    """Listen where a socket does, in such a way that other processes may as well.

    The plain socket was there first, so that a port in use was found out.
    """
    if sys.platform != "linux":
        listening.close()
        raise WenxunError("这个系统不会让几个进程分担一个端口，请去掉 --workers，或在 Linux 上运行。")
    family, address = listening.family, listening.getsockname()[:2]
    listening.close()
    return _listen_with_others(family, address)


@contextmanager
def first_door() -> Iterator[socket.socket]:
    """Open a way from the further processes to the first that nobody else on the machine can use."""
    # Short, since the path of such a socket may have 100 characters only; the folder is its owner's alone.
    folder = Path(tempfile.mkdtemp(prefix="wenxun-"))
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        door.bind(str(folder / "first"))
        door.listen()
        yield door
    finally:
        door.close()
        shutil.rmtree(folder, ignore_errors=True)


def _listen_with_others(family: int, address: tuple[str, int]) -> socket.socket:
    """Listen at an address together with other processes of the same person."""
    # With the protocol named asyncio lets no answer wait for more to send: else its body comes 40 ms after its head.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listening.bind(address)
    listening.listen()
    return listening


class Workers:
    """Keeps so many further processes running until `close`; one that ends before is started again."""

    def __init__(self, count: int, place: Place, make_app: MakeApp) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._place, self._make_app = place, make_app
        self._closing = threading.Event()
        self._running = [self._start() for _ in range(count)]
        self._watch = threading.Thread(target=self._keep, name="workers", daemon=True)
        self._watch.start()

    def close(self) -> None:
        """Let all finish what they are answering, and end."""
        self._closing.set()
        self._watch.join()
        for process in self._running:
            process.terminate()
        until = time.monotonic() + _LAST_WORDS
        for process in self._running:
            process.join(max(0.1, until - time.monotonic()))
            if process.is_alive():
                process.kill()
                process.join()

    def _start(self) -> BaseProcess:
        process = self._context.Process(target=_serve, args=(self._place, self._make_app), name="wenxun-worker")
        process.start()
        return process

    def _keep(self) -> None:
        while not self._closing.wait(_LOOK):
            for number, process in enumerate(self._running):
                if process.is_alive():
                    continue
                _LOG.error("a server process ended (%s) and is started again", process.exitcode)
                if self._closing.wait(_AWAY):
                    return
                self._running[number] = self._start()


def _serve(place: Place, make_app: MakeApp) -> None:
    """Be one of the further processes."""
    log_to(sys.stderr)
    parts = read_parts(place.index)
    service = parts.service(ConversationStore(parts.settings.conversations))
    try:
        service.info()
        app = make_app(parts, service, place.workers)
        app.router.routes[:0] = passing_routes(Path(place.door), place.passed)
        server = _Server(config_for(app, [str(network) for network in parts.settings.trusted_proxies]))
        threading.Thread(target=_end_with_parent, args=(server,), daemon=True).start()
        # Only now, so that nobody is let in who could not be answered yet.
        listening = _listen_with_others(place.family, place.address)
        with suppress(KeyboardInterrupt):
            asyncio.run(server.serve(sockets=[listening]))
    finally:
        service.close()


class _Server(Server):
    """Ends when the first process says so: Ctrl-C at a terminal goes to all of them at once."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take a signal."""
        if sig != signal.SIGINT:
            super().handle_exit(sig, frame)


def _end_with_parent(server: Server) -> None:
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
    server.should_exit = True
