"""Several server processes at one port: one account of everything, and no process left behind."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.commands.opening import Parts
from bot.commands.workers import shared
from embeddings.errors import WenxunError
from tests.waiting import until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the system shares no port out")
_WENXUN = Path(sys.executable).with_name("wenxun")
_KEY = "a-key-of-our-own"


class Server:
    """A server of two processes, asked over a new connection each time."""

    def __init__(self, folder: Path, index_dir: Path) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("WENXUN_")}
        environment |= {"WENXUN_INDEX_DIR": str(index_dir), "WENXUN_ADMIN_KEY": _KEY, "PYTHONUTF8": "1"}
        self.process = subprocess.Popen(
            [_WENXUN, "serve", "--port", "0", "--workers", "2"],
            cwd=folder,
            env=environment,
            encoding="utf-8",
            stderr=subprocess.PIPE,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        assert self.process.stderr is not None
        said = next(line for line in self.process.stderr if "就绪" in line)
        self.url = said.split("：")[1].split("/ ")[0]
        self.port = int(self.url.rsplit(":", 1)[1])

    def fetch(self, path: str, body: object = None) -> Any:
        """Ask, and give the status and the answer."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "X-API-Key": _KEY, "Connection": "close"}
        try:
            with urllib.request.urlopen(urllib.request.Request(self.url + path, data, headers)) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def listening(self) -> set[int]:
        """Name the processes below the first that have opened a socket at the port."""
        wanted = {
            fields[9]
            for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
            if (fields := line.split())[1].endswith(f":{self.port:04X}") and fields[3] == "0A"
        }
        return {pid for pid in children(self.process.pid) if wanted & sockets(pid)}

    def further(self) -> int:
        """Name the one that listens beside the first, once it does; while much changes /proc may leave some out."""
        found: set[int] = set()

        def one() -> bool:
            found.clear()
            found.update(self.listening())
            return len(found) == 1

        until(one)
        return found.pop()


def children(pid: int) -> set[int]:
    """Name the processes that a process has started."""
    return {int(one) for file in Path("/proc").glob(f"{pid}/task/*/children") for one in file.read_text().split()}


def sockets(pid: int) -> set[str]:
    """Give the inodes of the sockets that a process holds."""
    try:
        links = [str(file.readlink()) for file in Path(f"/proc/{pid}/fd").iterdir()]
    except OSError:
        return set()
    return {link[8:-1] for link in links if link.startswith("socket:[")}


@pytest.fixture
def server(newsroom_parts: Parts, tmp_path: Path) -> Iterator[Server]:
    """Start two processes and wait until both answer."""
    server = Server(tmp_path, newsroom_parts.index_dir)
    with server.process:
        try:
            server.further()
            yield server
        finally:
            server.process.kill()


def test_two_processes_answer_as_one(server: Server) -> None:
    """Whichever process a connection comes to: the same answers, one conversation, one account of the rebuild."""
    for _ in range(20):
        status, answer = server.fetch("/v1/ask", {"question": "云川大桥何时正式通车？"})
        assert (status, answer["results"][0]["article_id"]) == (200, "bridge-open")
    for turn in range(10):
        name = f"talk-{turn}"
        server.fetch("/v1/ask", {"question": "海棠港2024年二季度吞吐量增长多少？", "conversation_id": name})
        _, answer = server.fetch("/v1/ask", {"question": "是哪家媒体报道的？", "conversation_id": name})
        assert "海棠晚报" in answer["answer"]
    # There is nothing to read in the empty folder of articles, so the one rebuild fails, for all to see.
    assert server.fetch("/v1/rebuild", {})[0] == 202
    until(lambda: server.fetch("/v1/rebuild")[1]["state"] == "failed")
    assert {server.fetch("/v1/rebuild")[1]["state"] for _ in range(20)} == {"failed"}


def test_a_killed_process_is_started_again_and_ctrl_c_ends_all(server: Server) -> None:
    """The port is served again by two; at the end none is left."""
    killed = server.further()
    os.kill(killed, signal.SIGKILL)
    until(lambda: bool(server.listening() - {killed}))
    assert server.fetch("/v1/ask", {"question": "云川大桥何时正式通车？"})[0] == 200
    further = server.further()
    server.process.send_signal(signal.SIGINT)
    _, err = server.process.communicate()
    assert server.process.returncode == 0
    assert err.endswith("问讯已停止。\n")
    assert not Path(f"/proc/{further}").exists()


def test_the_others_end_with_the_first(server: Server) -> None:
    """Even when it is killed outright."""
    further = server.further()
    server.process.kill()
    until(lambda: not Path(f"/proc/{further}").exists())


def test_no_answer_waits_for_more_to_send() -> None:
    """A connection that came by the shared port sends head and body at once, whatever the other side has confirmed."""

    async def accepted() -> int:
        coming: asyncio.Future[asyncio.StreamWriter] = asyncio.get_running_loop().create_future()
        with shared(socket.create_server(("127.0.0.1", 0))) as listening:
            async with await asyncio.start_server(lambda _, writer: coming.set_result(writer), sock=listening):
                _, out = await asyncio.open_connection(*listening.getsockname())
                writer = await coming
                at_once: int = writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
                for each in (writer, out):
                    each.close()
                    await each.wait_closed()
        return at_once

    assert asyncio.run(accepted()) == 1


def test_another_system_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no port is shared out, one sentence says so."""
    monkeypatch.setattr("sys.platform", "darwin")
    with socket.create_server(("127.0.0.1", 0)) as listening, pytest.raises(WenxunError, match="去掉 --workers"):
        shared(listening)
