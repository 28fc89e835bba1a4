"""What happens when a handler fails: one kind sentence for the person, the reason for the log."""

import logging

from telegram import Message, Update
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from bot.telegram_handlers.courier import UnconfirmedError
from bot.telegram_handlers.desk import Context

_LOG = logging.getLogger(__name__)


async def failed(update: object, context: Context) -> None:
    """Log an error without the token, and tell the person when that can help."""
    error = context.error
    if isinstance(error, Forbidden):
        _LOG.info("a person or group has shut the bot out")
        return
    if not isinstance(update, Update):
        _LOG.error("something failed outside an update: %s", type(error).__name__, exc_info=error)
        return
    if isinstance(error, UnconfirmedError):
        # An answer would have been offered again; anything less is not worth a second message.
        _LOG.warning("a message was sent, but whether it arrived is not known")
        return
    if _is_outage(error):
        # The person would not get a sentence either; the update waits for the next start.
        context.desk.inbox.put_off(update.update_id)
        _LOG.error("Telegram could not be reached to answer an update (%s); it is put off", type(error).__name__)
        return
    _LOG.error("an update could not be handled", exc_info=error)
    try:
        await _tell(update, context.person(update).words.broken)
    except TelegramError as second:
        _LOG.warning("the person could not be told (%s)", type(second).__name__)


def _is_outage(error: Exception | None) -> bool:
    return isinstance(error, NetworkError) and not isinstance(error, BadRequest)


async def _tell(update: Update, sentence: str) -> None:
    if update.callback_query:
        try:
            await update.callback_query.answer(sentence, show_alert=True)
        except BadRequest:
            # It was answered before it failed.
            if isinstance(update.callback_query.message, Message):
                await update.callback_query.message.reply_text(sentence)
    elif update.inline_query:
        await update.inline_query.answer([], cache_time=0)
    elif update.message:
        await update.message.reply_text(sentence)
