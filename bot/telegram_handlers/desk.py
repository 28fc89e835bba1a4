"""What every handler has at hand: the service, the memory, and who is asking."""

import asyncio
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from telegram import Update
from telegram.ext import CallbackContext, ExtBot

from bot.examples import ExampleQuestions
from bot.rebuilding import Rebuilding
from bot.schema import Answer, Query
from bot.state.inbox import Inbox
from bot.state.settings import Settings, settings_of
from bot.state.store import Store
from bot.telegram_handlers.pending import Pending
from bot.telegram_handlers.rate import Rate
from bot.telegram_handlers.words import Words, words_for

if TYPE_CHECKING:
    from bot.service import Service

_KEY = "desk"
_SIGNS = 10


@dataclass(frozen=True)
class Desk:
    """Everything behind the handlers; `admins` are the numbers of Telegram users."""

    service: "Service"
    store: Store
    inbox: Inbox
    examples: ExampleQuestions
    rate: Rate = field(default_factory=Rate)
    admins: frozenset[int] = frozenset()
    rebuilding: Rebuilding | None = None
    # More searches at once than processors end no sooner, and keep the event loop from sending what is ready.
    searches: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(max(2, os.cpu_count() or 2)))
    # When many wait, their signs would take the calls that the answers need.
    signs: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_SIGNS))

    # One answer after the other is looked at for next questions.
    offering: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    pending: Pending = field(default_factory=Pending)

    async def search(self, query: Query) -> Answer:
        """Ask the service in a thread, when it is this question's turn."""
        async with self.searches:
            return await asyncio.to_thread(self.service.ask, query)


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever caused an update: their hash in this chat, their settings, and the words to use."""

    user: int
    chat: int
    who: str
    settings: Settings
    words: Words


class Context(CallbackContext[ExtBot[Any], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """A handler's context that knows the desk."""

    @property
    def desk(self) -> Desk:
        """The desk that `put` laid out."""
        return cast(Desk, self.bot_data[_KEY])

    def person(self, update: Update) -> Person:
        """Say who caused an update; someone writing as a channel counts as the chat itself."""
        user, chat = update.effective_user, update.effective_chat
        chat_id = chat.id if chat else (user.id if user else 0)
        user_id = user.id if user else chat_id
        who = self.desk.store.who(chat_id, user_id)
        settings = settings_of(self.desk.store, who)
        words = words_for(settings.language, user.language_code if user else None)
        return Person(user_id, chat_id, who, settings, words)


def put(bot_data: dict[Any, Any], desk: Desk) -> None:
    """Lay out the desk of an application."""
    bot_data[_KEY] = desk
