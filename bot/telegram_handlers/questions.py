"""A plain message is a question."""

import asyncio

from telegram import Message, Update

from bot.render import as_telegram_html
from bot.schema import Query
from bot.telegram_handlers import words
from bot.telegram_handlers.desk import Context
from bot.telegram_handlers.typing_sign import typing_sign
from embeddings.errors import WenxunError


async def question(update: Update, context: Context) -> None:
    """Answer a message."""
    message = update.message
    if message and message.text:
        await reply(message, message.text, context)


async def reply(message: Message, text: str, context: Context) -> None:
    """Answer a question under the message that asked it."""
    async with typing_sign(message):
        try:
            answer = await asyncio.to_thread(context.desk.service.ask, Query(text.strip()))
        except WenxunError as error:
            # These messages are written for the person who asked.
            await message.reply_text(str(error))
            return
    for part in as_telegram_html(answer):
        await message.reply_html(part)


async def not_text(update: Update, context: Context) -> None:
    """Say that pictures, voices and the like cannot be read."""
    if update.message:
        await update.message.reply_text(words.TEXT_ONLY)
