"""The methods of the Bot API that the bot uses, each with the checks that Telegram makes."""

import asyncio
import json
import re
import time
from dataclasses import dataclass, field
from typing import Any

from tests.botapi.entities import RefusedError, parse_html, units
from tests.botapi.people import People

MESSAGE_LIMIT = 4096
CALLBACK_DATA_LIMIT = 64
INLINE_LIMIT = 50

Params = dict[str, str]


@dataclass
class Sent:
    """A message of the bot as it stands now."""

    chat_id: int
    message_id: int
    html: str
    text: str
    entities: list[dict[str, object]]
    buttons: list[list[dict[str, str]]]
    reply_to: int | None
    preview: bool
    at: float
    edits: list[str] = field(default_factory=list)


class Methods(People):
    """Chats, messages, queries and commands, as the server remembers them."""

    def __init__(self, username: str) -> None:
        super().__init__(username)
        self.sent: list[Sent] = []
        self.actions: list[tuple[int, str]] = []
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.callback_answers: dict[str, dict[str, Any]] = {}
        self.inline_answers: dict[str, dict[str, Any]] = {}
        self.webhook: dict[str, Any] = {}
        #: Messages that may be sent within any second before Telegram says 429; None is no limit.
        self.flood: int | None = None
        self._poller = 0

    def chat(self, chat_id: int) -> list[Sent]:
        """List what the bot has sent to a chat, in order."""
        return [message for message in self.sent if message.chat_id == chat_id]

    async def carry_out(self, method: str, params: Params) -> object:
        """Do what a method does and return its result, or raise `RefusedError`."""
        action = getattr(self, "_" + re.sub(r"[A-Z]", lambda m: "_" + m[0].lower(), method), None)
        if action is None:
            raise RefusedError("Not Found", 404)
        return await action(params)

    async def _get_me(self, params: Params) -> object:
        return self.me | {"can_join_groups": True, "supports_inline_queries": True}

    @property
    def listening(self) -> int:
        """How many long polls have begun."""
        return self._poller

    async def _get_updates(self, params: Params) -> object:
        if self.webhook.get("url"):
            raise RefusedError("Conflict: can't use getUpdates method while webhook is active", 409)
        self.confirm(int(params.get("offset", 0)))
        self._poller += 1
        mine = self._poller
        await self.tell()
        deadline = float(params.get("timeout", 0))
        try:
            async with asyncio.timeout(deadline), self.happened:
                await self.happened.wait_for(lambda: self.pending or self._poller != mine)
        except TimeoutError:
            pass
        if self._poller != mine:
            raise RefusedError("Conflict: terminated by other getUpdates request", 409)
        return self.pending[: int(params.get("limit", 100))]

    async def _set_webhook(self, params: Params) -> object:
        if not params["url"].startswith("https://"):
            raise RefusedError("Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", params.get("secret_token", "")):
            raise RefusedError("Bad Request: secret token contains unallowed characters")
        self.webhook = {"url": params["url"], "secret": params.get("secret_token", "")}
        await self.tell()
        return True

    async def _delete_webhook(self, params: Params) -> object:
        self.webhook = {}
        return True

    async def _get_webhook_info(self, params: Params) -> object:
        return {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self.pending),
        }

    async def _set_my_commands(self, params: Params) -> object:
        commands = json.loads(params["commands"])
        for command in commands:
            if (
                not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"])
                or not 1 <= units(command["description"]) <= 256
            ):
                raise RefusedError("Bad Request: BOT_COMMAND_INVALID")
        self.commands[params.get("language_code", "")] = commands
        return True

    async def _send_chat_action(self, params: Params) -> object:
        self.actions.append((int(params["chat_id"]), params["action"]))
        return True

    async def _send_message(self, params: Params) -> object:
        chat_id = int(params["chat_id"])
        if chat_id not in self.chats:
            raise RefusedError("Bad Request: chat not found")
        if chat_id in self.blocked:
            raise RefusedError("Forbidden: bot was blocked by the user", 403)
        now = time.monotonic()
        if self.flood is not None and sum(message.at > now - 1 for message in self.sent[-self.flood :]) >= self.flood:
            raise RefusedError("Too Many Requests: retry after 1", 429, {"retry_after": 1})
        text, entities = _content(params)
        reply = json.loads(params.get("reply_parameters", "{}"))
        message = Sent(
            chat_id, self.next_message_id(), params["text"], text, entities, _buttons(params),
            reply.get("message_id"), not json.loads(params.get("link_preview_options", "{}")).get("is_disabled"),
            now,
        )  # fmt: skip
        self.sent.append(message)
        return self._told(message)

    async def _edit_message_text(self, params: Params) -> object:
        message = self._own(params)
        text, entities = _content(params)
        buttons = _buttons(params)
        if (text, entities, buttons) == (message.text, message.entities, message.buttons):
            raise RefusedError("Bad Request: message is not modified")
        message.edits.append(message.text)
        message.html, message.text, message.entities, message.buttons = params["text"], text, entities, buttons
        return self._told(message)

    async def _edit_message_reply_markup(self, params: Params) -> object:
        message = self._own(params)
        buttons = _buttons(params)
        if buttons == message.buttons:
            raise RefusedError("Bad Request: message is not modified")
        message.buttons = buttons
        return self._told(message)

    async def _answer_callback_query(self, params: Params) -> object:
        query = params["callback_query_id"]
        if query not in self.asked_queries or query in self.callback_answers:
            raise RefusedError("Bad Request: query is too old and response timeout expired or query ID is invalid")
        if units(params.get("text", "")) > 200:
            raise RefusedError("Bad Request: MESSAGE_TOO_LONG")
        self.callback_answers[query] = {"text": params.get("text"), "alert": params.get("show_alert") == "true"}
        return True

    async def _answer_inline_query(self, params: Params) -> object:
        results = json.loads(params["results"])
        if len(results) > INLINE_LIMIT:
            raise RefusedError("Bad Request: RESULTS_TOO_MUCH")
        if len({result["id"] for result in results}) != len(results) or any(
            not 1 <= len(result["id"].encode()) <= 64 for result in results
        ):
            raise RefusedError("Bad Request: RESULT_ID_INVALID")
        for result in results:
            content = result["input_message_content"]
            result["text"], _ = _content({"text": content["message_text"], "parse_mode": content.get("parse_mode", "")})
        if params["inline_query_id"] not in self.asked_queries:
            raise RefusedError("Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.inline_answers[params["inline_query_id"]] = {
            "results": results,
            "cache_time": int(params.get("cache_time", 300)),
            "next_offset": params.get("next_offset", ""),
            "button": json.loads(params.get("button", "null")),
        }
        return True

    def _own(self, params: Params) -> Sent:
        key = (int(params["chat_id"]), int(params["message_id"]))
        for message in self.sent:
            if (message.chat_id, message.message_id) == key:
                return message
        raise RefusedError("Bad Request: message to edit not found")

    def _told(self, message: Sent) -> dict[str, Any]:
        """Describe a message of the bot as Telegram does."""
        return {
            "message_id": message.message_id,
            "date": int(time.time()),
            "chat": self.chats[message.chat_id],
            "from": self.me,
            "text": message.text,
            "entities": message.entities,
        }


def _content(params: Params) -> tuple[str, list[dict[str, object]]]:
    mode = params.get("parse_mode", "")
    if mode not in ("", "HTML"):
        raise RefusedError("Bad Request: unsupported parse_mode")
    text, entities = parse_html(params["text"]) if mode else (params["text"], [])
    if not text.strip():
        raise RefusedError("Bad Request: message text is empty")
    if units(text.strip()) > MESSAGE_LIMIT:
        raise RefusedError("Bad Request: message is too long")
    return text.strip(), entities


def _buttons(params: Params) -> list[list[dict[str, str]]]:
    rows: list[list[dict[str, str]]] = json.loads(params.get("reply_markup", "{}")).get("inline_keyboard", [])
    for button in (button for row in rows for button in row):
        if not button["text"].strip():
            raise RefusedError("Bad Request: BUTTON_TEXT_INVALID")
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= CALLBACK_DATA_LIMIT:
            raise RefusedError("Bad Request: BUTTON_DATA_INVALID")
    return rows
