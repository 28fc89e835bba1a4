"""The commands that tell or change something: all but those that ask."""

import asyncio
from importlib.metadata import PackageNotFoundError, version

from telegram import Update

from bot.render.rich import Run, messages
from bot.state.pages import keep
from bot.state.settings import conversation_of, new_conversation
from bot.telegram_handlers.desk import Context
from bot.telegram_handlers.views import suggestion_buttons
from bot.telegram_handlers.words import Words
from embeddings.errors import WenxunError

_MOST_SOURCES = 60


async def start(update: Update, context: Context) -> None:
    """Say what the bot is for and offer questions to begin with."""
    if update.message:
        person = context.person(update)
        desk = context.desk
        try:
            offered = await asyncio.to_thread(lambda: desk.examples(desk.service.info().generation))
        except WenxunError:
            offered = ()
        page = keep(desk.store, person.who, None, suggestions=offered)
        privacy = person.words.privacy.format(bot=context.bot.username)
        await update.message.reply_text(f"{person.words.start}\n\n{privacy}", reply_markup=suggestion_buttons(page))


async def show_help(update: Update, context: Context) -> None:
    """List what can be done."""
    if update.message:
        words = context.person(update).words
        await update.message.reply_text(words.help.format(commands=_listed(words), bot=context.bot.username))


async def sources(update: Update, context: Context) -> None:
    """List the outlets and how many of their articles there are."""
    if update.message:
        words = context.person(update).words
        counted = await asyncio.to_thread(context.desk.service.sources)
        lines = [f"{name or words.labels.no_source} · {count}" for name, count in counted[:_MOST_SOURCES]]
        rest = len(counted) - len(lines)
        text = "\n".join([*lines, *([f"… +{rest}"] if rest > 0 else [])])
        for part in messages([[Run(text or words.labels.no_source)]]):
            await update.message.reply_html(part)


async def new(update: Update, context: Context) -> None:
    """Begin another conversation."""
    if update.message:
        person = context.person(update)
        desk = context.desk
        await asyncio.to_thread(desk.service.forget, conversation_of(desk.store, person.who))
        new_conversation(desk.store, person.who)
        await update.message.reply_text(person.words.new)


async def about(update: Update, context: Context) -> None:
    """Say which index answers."""
    if update.message:
        words = context.person(update).words
        info = await asyncio.to_thread(context.desk.service.info)
        await update.message.reply_text(
            words.about.format(
                version=_version(),
                built=info.built_at[:16].replace("T", " "),
                articles=info.articles,
                passages=info.passages,
                newest=info.newest or words.labels.no_date,
            )
        )


async def delete_me(update: Update, context: Context) -> None:
    """Forget a person."""
    if update.message:
        person = context.person(update)
        desk = context.desk
        await asyncio.to_thread(desk.service.forget, conversation_of(desk.store, person.who))
        count = desk.store.forget(person.who)
        await update.message.reply_text(person.words.deleted.format(count=count))


def _listed(words: Words) -> str:
    return "\n".join(f"/{name} {does}" for name, does in words.commands)


def _version() -> str:
    try:
        return version("wenxun")
    except PackageNotFoundError:
        return ""
