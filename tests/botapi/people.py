"""The people on the other side: they write, press buttons and type inline queries."""

import asyncio
import re
import time
from itertools import count
from typing import Any

from tests.botapi.entities import units

Json = dict[str, Any]

_STICKER = {
    "file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1,
    "is_animated": False, "is_video": False,
}  # fmt: skip


class People:
    """Chats and the updates that their members cause."""

    def __init__(self, username: str) -> None:
        self.me: Json = {"id": 123456, "is_bot": True, "first_name": "问讯", "username": username}
        self.chats: dict[int, Json] = {}
        self.blocked: set[int] = set()
        self.pending: list[Json] = []
        self.asked_queries: set[str] = set()
        self.said: list[Json] = []
        self.confirmed = 0
        self.happened = asyncio.Condition()
        self._update_ids = count(1)
        self._message_ids = count(1)
        self._query_ids = count(1)

    async def tell(self) -> None:
        """Wake everybody who waits for something to happen."""
        async with self.happened:
            self.happened.notify_all()

    def next_message_id(self) -> int:
        """Give the number of a new message."""
        return next(self._message_ids)

    def confirm(self, offset: int) -> None:
        """Forget the updates before `offset`: the bot has them."""
        left = [update for update in self.pending if update["update_id"] >= offset]
        self.confirmed += len(self.pending) - len(left)
        self.pending = left

    async def say(
        self,
        chat_id: int,
        text: str,
        user: int | None = None,
        kind: str | None = None,
        reply_to: Json | None = None,
        language: str = "zh-hans",
    ) -> int:
        """Write a message; a chat with a number below 0 is a group. Return the message's number."""
        self.chats.setdefault(chat_id, {"id": chat_id, "type": kind or ("private" if chat_id > 0 else "supergroup")})
        number = self.next_message_id()
        message: Json = {
            "message_id": number,
            "date": int(time.time()),
            "chat": self.chats[chat_id],
            "from": _person(user or abs(chat_id), language),
        }
        # Without text it is a sticker.
        message |= {"text": text, "entities": _entities(text)} if text else {"sticker": _STICKER}
        if reply_to:
            message["reply_to_message"] = reply_to
        self.said.append(message)
        await self.happen({"message": message})
        return number

    async def press(self, message: Any, label: str, user: int | None = None, language: str = "zh-hans") -> str:
        """Press the first button of a message whose text holds `label`; return the query's id."""
        found = [button for row in message.buttons for button in row if label in button["text"]]
        assert found, f"no button {label!r} among {[b['text'] for row in message.buttons for b in row]}"
        return await self.press_data(message, found[0]["callback_data"], user, language)

    async def press_data(self, message: Any, data: str, user: int | None = None, language: str = "zh-hans") -> str:
        """Press a button that sends `data`, even one that is no longer shown."""
        query = str(next(self._query_ids))
        self.asked_queries.add(query)
        chat = self.chats[message.chat_id]
        await self.happen(
            {
                "callback_query": {
                    "id": query,
                    "from": _person(user or abs(message.chat_id), language),
                    "chat_instance": "1",
                    "data": data,
                    "message": {
                        "message_id": message.message_id,
                        "date": int(time.time()),
                        "chat": chat,
                        "from": self.me,
                        "text": message.text,
                    },
                }
            }
        )
        return query

    async def type_inline(self, user: int, text: str, offset: str = "") -> str:
        """Type an inline query; return its id."""
        query = str(next(self._query_ids))
        self.asked_queries.add(query)
        person = _person(user, "zh-hans")
        await self.happen({"inline_query": {"id": query, "from": person, "query": text, "offset": offset}})
        return query

    async def happen(self, update: Json) -> None:
        """Let an update reach the bot."""
        self.pending.append({"update_id": next(self._update_ids)} | update)
        await self.tell()


def _person(user: int, language: str) -> Json:
    return {"id": user, "is_bot": False, "first_name": f"读者{user}", "language_code": language}


def _entities(text: str) -> list[Json]:
    """Mark commands and mentions as Telegram does."""
    found: list[Json] = []
    for kind, pattern in (("bot_command", r"(?<!\S)/[a-z0-9_]+(?:@\w+)?"), ("mention", r"@\w{4,}")):
        found += [
            {"type": kind, "offset": units(text[: match.start()]), "length": units(match[0])}
            for match in re.finditer(pattern, text)
            if kind != "mention" or not text[: match.start()].endswith(tuple("abcdefghijklmnopqrstuvwxyz_"))
        ]
    return found
