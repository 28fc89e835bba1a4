"""What happens when a handler fails: one kind sentence for the person, the reason for the log."""

import logging

from telegram import Update
from telegram.error import Forbidden, NetworkError, TelegramError

from bot.telegram_handlers import words
from bot.telegram_handlers.desk import Context

_LOG = logging.getLogger(__name__)


async def failed(update: object, context: Context) -> None:
    """Log an error without the token, and tell the person when that can help."""
    error = context.error
    if isinstance(error, Forbidden):
        _LOG.info("a person or group has shut the bot out")
        return
    token = context.bot.token
    _LOG.error("an update could not be handled: %s", str(error).replace(token, "…"), exc_info=error)
    message = update.effective_message if isinstance(update, Update) else None
    if message is None or isinstance(error, NetworkError):
        return
    try:
        await message.reply_text(words.BROKEN)
    except TelegramError as second:
        _LOG.warning("the person could not be told: %s", str(second).replace(token, "…"))
