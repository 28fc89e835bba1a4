"""How the bot bears a dead network: `python -m tests.botapi.outage --index DIR --seconds 60`."""

import argparse
import asyncio
import time
from collections import Counter
from pathlib import Path

from bot.service import Service
from bot.telegram_bot import build_application, running
from embeddings.encoding.encoder import load_encoder
from embeddings.encoding.segment import Segmenter
from tests.botapi.server import BotApi


async def outage(service: Service, question: str, chats: int, seconds: float) -> str:
    """Ask before, during and after the network is dead; say how many answers each chat got, and when."""
    async with BotApi() as api:
        application = build_application(service, api.token, base_url=api.base_url)
        async with running(application) as starting:
            await starting
            for chat in range(1, chats + 1):
                await api.say(chat, question)
            # The updates are taken, the answers are about to be sent.
            await api.until(lambda: not api.pending)
            await api.down()
            for chat in range(chats + 1, 2 * chats + 1):
                await api.say(chat, question)
            await asyncio.sleep(seconds)
            await api.up()
            began = time.monotonic()
            await api.until(lambda: len({message.chat_id for message in api.sent}) == 2 * chats, seconds=120)
            took = time.monotonic() - began
            await api.until(lambda: not api.pending)
            await application.update_queue.join()
        counted = Counter(Counter(message.chat_id for message in api.sent).values())
        offers = sum("重发" in message.text for message in api.sent)
    return f"{2 * chats} chats, messages each: {dict(counted)}, offers {offers}, all there {took:.1f} s after the end"


def main() -> None:
    """Print one line of figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--question", default="中俄睦邻友好合作条约是哪天宣布延期的？")
    parser.add_argument("--chats", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=60)
    given = parser.parse_args()
    service = Service(given.index, load_encoder(), Segmenter())
    print(asyncio.run(outage(service, given.question, given.chats, given.seconds)))  # noqa: T201
    service.close()


if __name__ == "__main__":
    main()
