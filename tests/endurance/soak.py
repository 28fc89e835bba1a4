"""A mixed load on a real server for as long as wanted: `python -m tests.endurance.soak SECONDS [--articles N]`.

Readers over HTTP and in Telegram, an editor who has the index rebuilt all the time, and hostile visitors; the server's
memory, file handles and threads are looked at every few seconds.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx

from tests.botapi.server import TOKEN, BotApi
from tests.endurance import editions
from tests.endurance.sampling import Sampler, verdict
from tests.endurance.visitors import Visitors

ROOT = Path(__file__).parents[2]
ADMIN = "admin-key-of-the-soak"
#: Looks at the server over the whole time, and the longest pause between two, in seconds.
_LOOKS, _EVERY = 540, 5.0


async def soak(seconds: float, folder: Path, count: int, pause: float) -> dict[str, Any]:
    """Load a server for so long and tell what was seen."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WENXUN_")} | {
        "WENXUN_INDEX_DIR": str(folder / "index"),
        "WENXUN_ARTICLES_DIR": str(folder / "articles"),
        "WENXUN_CONVERSATIONS": str(folder / "conversations.sqlite"),
        "WENXUN_TELEGRAM_STATE": str(folder / "telegram.sqlite"),
        "WENXUN_TELEGRAM_TOKEN": TOKEN,
        "WENXUN_ADMIN_KEY": ADMIN,
        "PYTHONPATH": str(ROOT),
    }
    (folder / "articles").mkdir()
    editions.write(folder / "articles", 1, count)
    log = (folder / "log").open("wb")

    async def start(*command: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable, *command, cwd=folder, env=environment, stdout=log, stderr=log
        )

    building = await start("-c", "from bot.cli import main; main(['rebuild'])")
    assert await building.wait() == 0, (folder / "log").read_text()
    async with BotApi() as api:
        server = await start("-m", "tests.endurance.server", api.base_url, "--port", "0")
        try:
            told = await _visit(await _address(folder / "log", server), api, server, seconds, folder, count, pause)
        except BaseException as error:
            error.add_note((folder / "log").read_text(encoding="utf-8")[-2000:])
            raise
        finally:
            alive = len((folder / "log").read_text(encoding="utf-8").splitlines())
            with suppress(ProcessLookupError):
                server.send_signal(signal.SIGINT)
            status = await server.wait()
    log.close()
    lines = (folder / "log").read_text(encoding="utf-8").splitlines()
    # With the lines around them, since a log line by itself may be nothing but its beginning.
    broken = [number for number, line in enumerate(lines) if "Traceback" in line]
    shown = [lines[max(0, number - 1) : number + 40] for number in broken if number < alive]
    ending = [lines[max(0, number - 1) : number + 40] for number in broken if number >= alive]
    return {**told, "exit_status": status, "tracebacks": shown[:2], "while_ending": ending[:2], "log": lines[-5:]}


async def _visit(
    address: str,
    api: BotApi,
    server: asyncio.subprocess.Process,
    seconds: float,
    folder: Path,
    count: int,
    pause: float,
) -> dict[str, Any]:
    limits = httpx.Limits(max_connections=60)
    async with httpx.AsyncClient(base_url=address, timeout=120, trust_env=False, limits=limits) as client:
        visitors = Visitors(client, api, folder / "articles", ADMIN, count)
        await api.until(lambda: api.listening or server.returncode is not None, seconds=120)
        began = time.monotonic()
        with Sampler(server.pid, folder / "index", min(_EVERY, seconds / _LOOKS + 0.2)) as sampler:
            doings = [(visitors.read, 2 * pause)] * 6 + [(visitors.chat, 4 * pause)] * 3
            doings += [(visitors.harm, 3 * pause), (visitors.edit, 40 * pause)]
            tasks = [asyncio.create_task(visitors.keep(*doing)) for doing in doings]
            # On a busy machine it takes longer until each has come once.
            while (now := time.monotonic() - began) < seconds or not (visitors.all_came or now > seconds + 600):
                done, _ = await asyncio.wait(tasks, timeout=0.5, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
                assert server.returncode is None, "the server has ended"
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    judged = verdict(sampler.samples)
    return {
        "seconds": round(time.monotonic() - began),
        "counted": dict(sorted(visitors.counted.items())),
        "rebuilds": visitors.edition - 1,
        "generations": visitors.seen.generations,
        "wrong": visitors.wrong[:5],
        "mixed": visitors.seen.mixed()[:5],
        "flat": judged.text,
        "grown": judged.grown,
    }


async def _address(log: Path, server: asyncio.subprocess.Process) -> str:
    """Wait until the server says where it listens."""
    while True:
        for line in log.read_text(encoding="utf-8").splitlines():
            if "就绪：http" in line:
                return line.partition("：")[2].partition("/ ")[0]
        assert server.returncode is None, log.read_text(encoding="utf-8")
        await asyncio.sleep(0.1)


def main() -> None:
    """Print one JSON object of figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", type=float)
    parser.add_argument("--articles", type=int, default=240)
    parser.add_argument("--pause", type=float, default=0.25, help="the shortest pause of a visitor, in seconds")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        told = asyncio.run(soak(given.seconds, Path(folder), given.articles, given.pause))
    print(json.dumps(told, ensure_ascii=False))  # noqa: T201


if __name__ == "__main__":
    main()
