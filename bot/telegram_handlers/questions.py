"""Messages that ask: plain ones, /ask, /latest and /timeline."""

from telegram import Message, Update

from bot.state.pages import Kind
from bot.telegram_handlers.addressed import without_mention
from bot.telegram_handlers.asking import answer_message, list_message
from bot.telegram_handlers.desk import Context


async def question(update: Update, context: Context) -> None:
    """Answer a plain message; in a group, one that is addressed to the bot."""
    message = update.message
    if message and message.text:
        text = without_mention(message, context.bot.username)
        person = context.person(update)
        if text:
            await answer_message(message, text, context, person)
        else:
            await message.reply_text(person.words.ask_usage)


async def ask(update: Update, context: Context) -> None:
    """Answer what follows /ask."""
    message = update.message
    if message:
        person = context.person(update)
        if text := _argument(message):
            await answer_message(message, text, context, person)
        else:
            await message.reply_text(person.words.ask_usage)


async def latest(update: Update, context: Context) -> None:
    """List the latest reports, on a topic if there is one."""
    await _list(update, context, "latest")


async def timeline(update: Update, context: Context) -> None:
    """List the course of events of a topic."""
    await _list(update, context, "timeline")


async def not_text(update: Update, context: Context) -> None:
    """Say that pictures, voices and the like cannot be read."""
    if update.message:
        await update.message.reply_text(context.person(update).words.text_only)


async def _list(update: Update, context: Context, kind: Kind) -> None:
    message = update.message
    if message:
        person = context.person(update)
        topic = _argument(message)
        if topic or kind == "latest":
            await list_message(message, topic, kind, context, person)
        else:
            await message.reply_text(person.words.timeline_usage)


def _argument(message: Message) -> str:
    """Return what follows the command, line breaks and all."""
    return (message.text or "").partition(" ")[2].strip() if " " in (message.text or "") else ""
