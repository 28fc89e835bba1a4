"""How the bot bears many chats at once: `python -m tests.botapi.load --index DIR --questions FILE.jsonl`."""

import argparse
import asyncio
import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from telegram.constants import FloodLimit

from bot.schema import Query
from bot.service import Service
from bot.state.store import Store
from bot.telegram_bot import build_application, running
from embeddings.encoding.encoder import load_encoder
from embeddings.encoding.segment import Segmenter
from tests.botapi.server import BotApi


@dataclass(frozen=True)
class Load:
    """Seconds from question to answer for every chat, sorted; who got none, and who got more than one."""

    seconds: tuple[float, ...]
    lost: int
    doubled: int
    refused: int

    def share(self, part: float) -> float:
        """Give the seconds within which this part of the answers came."""
        return self.seconds[min(len(self.seconds) - 1, round(part * len(self.seconds)))]


async def load(service: Service, questions: Sequence[str], chats: int, flood: int | None, path: Path | None) -> Load:
    """Let every chat ask one question at the same moment and wait for all answers."""
    store = Store(path)
    async with BotApi() as api:
        api.flood = flood
        application = build_application(service, api.token, store=store, base_url=api.base_url)
        async with running(application) as starting:
            await starting
            began = time.monotonic()
            for chat in range(1, chats + 1):
                await api.say(chat, questions[chat % len(questions)])
            await api.until(lambda: not api.pending, seconds=300)
            await application.update_queue.join()
        counted = Counter(message.chat_id for message in api.sent)
        first = {message.chat_id: message.at - began for message in reversed(api.sent)}
        refused = sum(call.method == "sendMessage" and not call.done for call in api.calls)
    store.close()
    doubled = sum(count > 1 for count in counted.values())
    return Load(tuple(sorted(first.values())), chats - len(counted), doubled, refused)


def main() -> None:
    """Print one line of figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True, help="JSONL with a question each")
    parser.add_argument("--chats", type=int, default=200)
    parser.add_argument("--flood", type=int, help="messages a second that the server takes before it says 429")
    parser.add_argument("--state", type=Path, help="the bot's memory; without it, it is not written to disk")
    given = parser.parse_args()
    questions = [json.loads(line)["question"] for line in given.questions.read_text(encoding="utf-8").splitlines()]
    service = Service(given.index, load_encoder(), Segmenter())
    service.ask(Query(questions[0]))
    began, used = time.monotonic(), time.process_time()
    alone = [service.ask(Query(question, k=20)).took_ms for question in questions[: given.chats]]
    took, wall = time.process_time() - used, time.monotonic() - began
    used = time.process_time()
    result = asyncio.run(load(service, questions, given.chats, given.flood, given.state))
    cost = (time.process_time() - used) / given.chats * 1000
    service.close()
    # What no bot can beat: a burst, then so many messages a second.
    least = max(0.0, (0.95 * given.chats - FloodLimit.MESSAGES_PER_SECOND) / FloodLimit.MESSAGES_PER_SECOND)
    print(  # noqa: T201
        f"chats {given.chats}  lost {result.lost}  doubled {result.doubled}  429s {result.refused}  "
        f"p50 {result.share(0.5):.2f} s  p95 {result.share(0.95):.2f} s  last {result.seconds[-1]:.2f} s  "
        f"(Telegram's limit alone: p95 {least:.2f} s; {cost:.0f} ms of a processor a chat, server and all; "
        f"the service alone: {sum(alone) / len(alone):.0f} ms a question, {took / len(alone) * 1000:.0f} "
        f"of a processor, of which there was {took / wall:.2f})"
    )


if __name__ == "__main__":
    main()
