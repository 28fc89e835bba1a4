import asyncio
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import httpx
import pytest

from tests.botapi.server import TOKEN, BotApi

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).resolve().parents[3]
ANN = 11
SCRIPT = """
import sys
from pathlib import Path
from bot.service import Service
from bot.telegram_bot import build_application, run
from bot.telegram_handlers.webhook import Webhook
from embeddings.encoding.segment import Segmenter
from embeddings.errors import WenxunError
from tests.toys import ToyEncoder
index, token, base_url, port = sys.argv[1:]
service = Service(Path(index), ToyEncoder(), Segmenter())
hook = Webhook.at("https://news.example.org/hook", token) if int(port) else None
try:
    run(build_application(service, token, base_url=base_url), hook, port=int(port))
except WenxunError as error:
    sys.exit(str(error))
finally:
    service.close()
"""


async def started(index: Path, api: BotApi, token: str = TOKEN, port: int = 0) -> Process:
    """Run the bot in a process of its own, as `wenxun telegram` does."""
    arguments = (str(index), token, api.base_url, str(port))
    return await asyncio.create_subprocess_exec(sys.executable, "-c", SCRIPT, *arguments, cwd=ROOT, stderr=PIPE)


async def ended(process: Process) -> str:
    """Wait for the end and return what was written on stderr."""
    _, written = await asyncio.wait_for(process.communicate(), 60)
    return written.decode()


async def test_a_polling_process_answers_and_ends_when_it_is_told_to(api: BotApi, built: Path) -> None:
    """SIGTERM is a clean end: the question taken before it is answered."""
    process = await started(built, api)
    await api.until(lambda: api.listening, seconds=60)
    await api.say(ANN, "青川大桥哪天合龙？")
    await api.until(lambda: api.confirmed)
    process.send_signal(signal.SIGTERM)
    assert (process.returncode, "Traceback" in await ended(process)) == (None, False)
    assert process.returncode == 0
    assert len(api.chat(ANN)) == 1


async def test_a_webhook_process_answers_and_ends_when_it_is_told_to(api: BotApi, built: Path) -> None:
    """The same by webhook, over real HTTP."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = await started(built, api, port=port)
    await api.until(lambda: api.webhook, seconds=60)
    await api.say(ANN, "青川大桥哪天合龙？")
    headers = {"X-Telegram-Bot-Api-Secret-Token": api.webhook["secret"]}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as telegram:
        assert (await telegram.post("/hook", json=api.pending[0], headers=headers)).status_code == 200
    await api.until(lambda: api.chat(ANN))
    process.send_signal(signal.SIGTERM)
    await ended(process)
    assert len(api.chat(ANN)) == 1


async def test_a_refused_token_ends_the_process_with_one_sentence(api: BotApi, built: Path) -> None:
    """The last line says which setting is wrong, and the token is in none."""
    process = await started(built, api, token="123456:wrong")
    written = await ended(process)
    assert process.returncode == 1
    assert written.splitlines()[-1] == "Telegram 不认这个令牌，请检查 WENXUN_TELEGRAM_TOKEN。"
    assert "123456:wrong" not in written
