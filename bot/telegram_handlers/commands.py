"""/start and /help."""

from telegram import Update

from bot.telegram_handlers import words
from bot.telegram_handlers.desk import Context


async def start(update: Update, context: Context) -> None:
    """Say what the bot is for."""
    if update.effective_message:
        await update.effective_message.reply_text(words.START)


async def show_help(update: Update, context: Context) -> None:
    """Say how to ask."""
    if update.effective_message:
        await update.effective_message.reply_text(words.HELP)
