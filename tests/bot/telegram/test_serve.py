"""The bot inside `wenxun serve`: one process, one port, one index."""

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import httpx
import pytest

from bot.commands.opening import Parts
from tests.botapi.server import TOKEN, BotApi

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).resolve().parents[3]
ANN = 11
#: `wenxun serve`, speaking to the local server instead of Telegram.
SCRIPT = """
import functools, sys
from bot.cli import main
from bot.commands import telegram
telegram.build_application = functools.partial(telegram.build_application, base_url=sys.argv[1])
main(["serve", "--port", "0"])
"""


async def test_the_webhook_is_served_beside_the_api(api: BotApi, newsroom_parts: Parts, tmp_path: Path) -> None:
    """The same port answers Telegram at its own path and people at theirs; ending it finishes what was begun."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WENXUN_")} | {
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "WENXUN_INDEX_DIR": str(newsroom_parts.index_dir),
        "WENXUN_TELEGRAM_TOKEN": TOKEN,
        "WENXUN_TELEGRAM_WEBHOOK_URL": "https://news.example.org/hook",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SCRIPT, api.base_url, cwd=tmp_path, env=environment, stderr=PIPE
    )
    assert process.stderr is not None
    try:
        ready = (await asyncio.wait_for(process.stderr.readline(), 120)).decode()
        found = re.search(r"http://127\.0\.0\.1:\d+", ready)
        assert found, ready
        await api.until(lambda: api.webhook, seconds=60)
        async with httpx.AsyncClient(base_url=found[0], timeout=60) as client:
            asked = (await client.get("/v1/ask", params={"q": "云川大桥哪天正式通车？"})).json()
            await api.say(ANN, "云川大桥哪天正式通车？")
            assert (await client.post("/hook", json=api.pending[0])).status_code == 403
            headers = {"X-Telegram-Bot-Api-Secret-Token": api.webhook["secret"]}
            assert (await client.post("/hook", json=api.pending[0], headers=headers)).status_code == 200
        process.send_signal(signal.SIGTERM)
        _, said = await asyncio.wait_for(process.communicate(), 60)
    finally:
        if process.returncode is None:
            process.kill()
    (answer,) = api.chat(ANN)
    assert answer.text.startswith(asked["answer"])
    # The server hands the signal on once all is done.
    assert process.returncode in (0, -signal.SIGTERM)
    assert TOKEN not in ready + said.decode()
