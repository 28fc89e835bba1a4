"""The Telegram surface: builds the application and runs it in any event loop."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from telegram import LinkPreviewOptions
from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.ext import Application, CommandHandler, ContextTypes, Defaults, MessageHandler, filters

from bot.telegram_handlers import desk, words
from bot.telegram_handlers.commands import show_help, start
from bot.telegram_handlers.failures import failed
from bot.telegram_handlers.questions import not_text, question
from embeddings.errors import WenxunError

if TYPE_CHECKING:
    from bot.service import Service

_LOG = logging.getLogger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]

_CONCURRENT = 256
_UPDATES = ("message", "callback_query", "inline_query")
_BASE_URL = "https://api.telegram.org/bot"
_PATIENCE = 30.0
_LOUDEST = {"httpx": logging.WARNING, "httpcore": logging.WARNING, "telegram.ext.ExtBot": logging.INFO}


def build_application(service: "Service", token: str, *, base_url: str = _BASE_URL) -> App:
    """Wire the handlers over an open service; nothing is sent or asked yet."""
    # Below these levels the libraries write addresses that hold the token.
    for name, level in _LOUDEST.items():
        logging.getLogger(name).setLevel(level)
    application = (
        Application.builder()
        .token(token)
        .base_url(base_url)
        .context_types(ContextTypes(context=desk.Context))
        .concurrent_updates(_CONCURRENT)
        .defaults(Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True), allow_sending_without_reply=True))
        .job_queue(None)
        .build()
    )
    desk.put(application.bot_data, desk.Desk(service))
    fresh = filters.UpdateType.MESSAGE
    application.add_handler(CommandHandler("start", start, fresh))
    application.add_handler(CommandHandler("help", show_help, fresh))
    application.add_handler(MessageHandler(fresh & filters.TEXT & ~filters.COMMAND, question))
    application.add_handler(MessageHandler(fresh & filters.ChatType.PRIVATE & filters.ATTACHMENT, not_text))
    application.add_error_handler(failed)
    return application


@asynccontextmanager
async def running(application: App) -> AsyncIterator[asyncio.Task[None]]:
    """Serve the bot while the block runs; on leaving, finish what was begun.

    Gives the task that starts it: awaited, it raises WenxunError when Telegram refuses the token.
    An unreachable Telegram holds up nobody else: the task tries until it gets through.
    """
    starting = asyncio.create_task(_start(application), name="telegram-start")
    try:
        yield starting
    finally:
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        await _stop(application)


def run(application: App) -> None:
    """Serve the bot until SIGINT or SIGTERM; WenxunError when Telegram refuses the token."""

    async def serve() -> None:
        asked_to_stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, asked_to_stop.set)
        async with running(application) as starting:
            waiting = asyncio.create_task(asked_to_stop.wait())
            await asyncio.wait({starting, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                await starting
                await waiting
            waiting.cancel()

    asyncio.run(serve())


async def _start(application: App) -> None:
    wait = 1.0
    while True:
        try:
            await application.initialize()
            break
        except InvalidToken:
            message = "Telegram 不认这个令牌，请检查 WENXUN_TELEGRAM_TOKEN。"
            _LOG.error(message)
            raise WenxunError(message) from None
        except NetworkError as error:
            _LOG.warning("Telegram cannot be reached (%s); trying again in %.0f s", type(error).__name__, wait)
            await asyncio.sleep(wait)
            wait = min(wait * 2, _PATIENCE)
    for language, commands in words.COMMANDS.items():
        try:
            await application.bot.set_my_commands(commands, language_code=language or None)
        except TelegramError as error:
            _LOG.warning("the list of commands could not be set: %s", error)
    await application.start()
    assert application.updater is not None
    await application.updater.start_polling(
        allowed_updates=_UPDATES, bootstrap_retries=-1, error_callback=_polling_failed
    )
    _LOG.info("the bot @%s is listening", application.bot.username)


async def _stop(application: App) -> None:
    if application.updater and application.updater.running:
        await application.updater.stop()
    if application.running:
        await application.stop()
    await application.shutdown()
    # The application closes its bot's connections only when it was fully initialised.
    await application.bot.shutdown()


def _polling_failed(error: TelegramError) -> None:
    _LOG.warning("Telegram gave no updates (%s: %s); trying again", type(error).__name__, error)
