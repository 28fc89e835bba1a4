"""Milvus for the tests: milvus-lite in a file of this process, or as a server of its own on loopback."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from embeddings.errors import EngineUnreachableError
from embeddings.index.milvus_client import Milvus, MilvusPlace

#: How long a busy machine may take to start a server, in seconds.
_PATIENCE = 120.0


def needs_milvus() -> None:
    """Skip what cannot be tried because the extra `milvus` is not installed."""
    pytest.importorskip("pymilvus")
    pytest.importorskip("milvus_lite")


class LiteServer:
    """A milvus-lite server in a process of its own, over a folder that outlives it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            self._port = int(taken.getsockname()[1])
        self.uri = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-W", "ignore", "-c", "from milvus_lite.cmdline import main; main()", "server"]
        options = ["--data-dir", str(self._folder), "--host", "127.0.0.1", "--port", str(self._port)]
        with (self._folder.parent / "server.log").open("ab") as log:
            self._process = subprocess.Popen([*command, *options], stdout=log, stderr=log)
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
