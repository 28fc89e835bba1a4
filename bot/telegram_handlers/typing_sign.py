"""The "typing" sign, shown only when an answer takes long enough for a person to wonder."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from telegram import Message
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.background import alongside

# Each sign costs one of the bot's 30 calls a second, and most answers take less than this.
_WAIT = 0.5
# Telegram takes the sign away after five seconds.
_AGAIN = 4.5


@asynccontextmanager
async def typing_sign(message: Message, signs: asyncio.Semaphore) -> AsyncIterator[None]:
    """Show the sign in the chat of a message while the block runs, if there is room for one more sign."""
    async with alongside(_keep(message, signs), "typing"):
        yield


async def _keep(message: Message, signs: asyncio.Semaphore) -> None:
    await asyncio.sleep(_WAIT)
    if signs.locked():
        return
    # A sign that cannot be shown is not worth an answer.
    async with signs:
        with suppress(TelegramError):
            while True:
                await message.reply_chat_action(ChatAction.TYPING)
                await asyncio.sleep(_AGAIN)
