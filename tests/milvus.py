"""Milvus for the tests: milvus-lite in a file of this process, or as a server of its own on loopback."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from embeddings.errors import EngineUnreachableError
from embeddings.index.milvus_client import Milvus, MilvusPlace

#: The two ways in which milvus-lite is used.
WAYS = ("file", "server")
#: How long a busy machine may take to start a server, in seconds.
_PATIENCE = 120.0
_ROOT = Path(__file__).parents[1]


def needs_milvus() -> None:
    """Skip what cannot be tried because the extra `milvus` is not installed."""
    pytest.importorskip("pymilvus")
    pytest.importorskip("milvus_lite")


def is_core() -> bool:
    """Whether milvus-lite is that of version 2, Milvus' own core as a program, and not that of 3, in Python."""
    return find_spec("milvus_lite.server") is not None


def let_go() -> None:
    """Close the files of this process, which milvus-lite keeps open when a connection ends."""
    from milvus_lite.server_manager import server_manager_instance

    server_manager_instance.release_all()


@contextmanager
def lite(way: str, folder: Path) -> Iterator[MilvusPlace]:
    """Name an empty milvus-lite in one of the WAYS; a server runs until the end."""
    if way == "file":
        yield MilvusPlace(str(folder / "news.db"))
        return
    server = LiteServer(folder / "data")
    server.start()
    yield MilvusPlace(server.uri)
    server.kill()


class LiteServer:
    """A milvus-lite server in a process of its own, over a folder that outlives it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            self.port = int(taken.getsockname()[1])
        self.uri = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-W", "ignore", "-m", "tests.milvus_lite_server", str(self._folder), str(self.port)]
        with (self._folder.parent / "server.log").open("ab") as log:
            self._process = subprocess.Popen(command, cwd=_ROOT, stdout=log, stderr=log)
        end = time.monotonic() + _PATIENCE
        while True:
            milvus = Milvus(MilvusPlace(self.uri))
            try:
                milvus.call("list_collections")
                return
            except EngineUnreachableError:
                assert self._process.poll() is None, "the server has ended"
                assert time.monotonic() < end, "the server does not answer"
            finally:
                milvus.close()

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
