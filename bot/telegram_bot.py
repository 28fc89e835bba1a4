"""The Telegram surface: builds the application and runs it in any event loop."""

import asyncio
import logging
import os
import signal
import socket
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.applications import Starlette
from telegram import LinkPreviewOptions
from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.ext import Application, ContextTypes, Defaults

from bot.examples import ExampleQuestions
from bot.rebuilding import Rebuilding
from bot.state.inbox import Inbox
from bot.state.store import Store
from bot.telegram_handlers import desk
from bot.telegram_handlers.allowed import serve_only
from bot.telegram_handlers.courier import Courier
from bot.telegram_handlers.order import InOrder, NotingQueue
from bot.telegram_handlers.rate import Rate
from bot.telegram_handlers.routes import add_handlers
from bot.telegram_handlers.webhook import Webhook, webhook_route
from bot.telegram_handlers.words import LANGUAGES
from embeddings.errors import WenxunError

if TYPE_CHECKING:
    from bot.service import Service

_LOG = logging.getLogger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]

_AT_ONCE = 256
_UPDATES = ("message", "callback_query", "inline_query")
_BASE_URL = "https://api.telegram.org/bot"
_LONGEST_WAIT = 30.0
_LOUDEST = {"httpx": logging.WARNING, "httpcore": logging.WARNING, "telegram.ext.ExtBot": logging.INFO}


def build_application(
    service: "Service",
    token: str,
    *,
    store: Store | None = None,
    admins: Iterable[int] = (),
    chats: Iterable[int] = (),
    rebuilding: Rebuilding | None = None,
    rate: Rate | None = None,
    courier: Courier | None = None,
    base_url: str = _BASE_URL,
) -> App:
    """Wire the handlers over an open service; nothing is sent or asked yet.

    Without a store, settings and the pages behind buttons last as long as the process. Whoever opened service and
    store closes them. With `chats` only those are served.
    """
    # The library's coming behaviour; without it every 429 raises a warning.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    # Below these levels the libraries write addresses that hold the token.
    for name, level in _LOUDEST.items():
        logging.getLogger(name).setLevel(level)
    store = store or Store()
    inbox = Inbox(store, token.partition(":")[0])
    application = (
        Application.builder()
        .token(token)
        .base_url(base_url)
        .context_types(ContextTypes(context=desk.Context))
        .concurrent_updates(InOrder(inbox, _AT_ONCE))
        .update_queue(NotingQueue(inbox))
        .rate_limiter(courier or Courier())
        .defaults(Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True), allow_sending_without_reply=True))
        .job_queue(None)
        .build()
    )
    laid_out = desk.Desk(
        service, store, inbox, ExampleQuestions(service.ask), rate or Rate(), frozenset(admins), rebuilding
    )
    desk.put(application.bot_data, laid_out)
    serve_only(application, frozenset(chats))
    add_handlers(application)
    return application


@asynccontextmanager
async def running(application: App, webhook: Webhook | None = None) -> AsyncIterator[asyncio.Task[None]]:
    """Serve the bot while the block runs, by long polling or through a webhook; on leaving, finish what was begun.

    Gives the task that starts it: awaited, it raises WenxunError when Telegram refuses the token.
    An unreachable Telegram holds up nobody else: the task tries until it gets through.
    """
    starting = asyncio.create_task(_start(application, webhook), name="telegram-start")
    # Whoever does not await it has read the reason in the log.
    starting.add_done_callback(lambda task: task.cancelled() or task.exception())
    try:
        yield starting
    finally:
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        await _stop(application)


def run(application: App, webhook: Webhook | None = None, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve the bot until SIGINT or SIGTERM; WenxunError when Telegram refuses the token.

    With a webhook, its path is served over HTTP at `host` and `port`.
    """
    asyncio.run(_run_webhook(application, webhook, host, port) if webhook else _run_polling(application))


async def _run_polling(application: App) -> None:
    asked_to_stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked_to_stop.set)
    async with running(application) as starting:
        stopping = asyncio.create_task(asked_to_stop.wait())
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            await starting
            await stopping
        stopping.cancel()


async def _run_webhook(application: App, webhook: Webhook, host: str, port: int) -> None:
    app = Starlette(routes=[webhook_route(application, webhook)])
    try:
        # Taken before Telegram learns the address: what it brings meanwhile waits in the queue of the socket.
        listening = socket.create_server((host, port))
    except OSError as error:
        raise WenxunError(f"不能监听 {host}:{port}（{error.strerror}），请换一个端口。") from None
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    async with running(application, webhook) as starting:
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        await asyncio.wait({starting, serving}, return_when=asyncio.FIRST_COMPLETED)
        server.should_exit = starting.done() and starting.exception() is not None
        await serving
        if starting.done():
            await starting


async def _start(application: App, webhook: Webhook | None) -> None:
    await _initialize(application)
    for code, words in LANGUAGES.items():
        # Telegram shows the list without a code to everybody whose language has none of its own.
        try:
            await application.bot.set_my_commands(words.commands, language_code=code if code == "zh" else None)
        except TelegramError as error:
            _LOG.warning("the list of commands could not be set (%s)", type(error).__name__)
    await application.start()
    queue = application.update_queue
    if isinstance(queue, NotingQueue) and (left := await queue.put_left(application.bot)):
        _LOG.info("%d updates of an earlier run are taken up", left)
    if webhook is not None:
        await application.bot.set_webhook(
            webhook.url, allowed_updates=_UPDATES, secret_token=webhook.secret, max_connections=100
        )
    elif application.updater is not None:
        await application.updater.start_polling(
            allowed_updates=_UPDATES, bootstrap_retries=-1, error_callback=_polling_failed
        )
    _LOG.info("the bot @%s is listening", application.bot.username)


async def _initialize(application: App) -> None:
    wait = 1.0
    while True:
        try:
            await application.initialize()
        except InvalidToken:
            message = "Telegram 不认这个令牌，请检查 WENXUN_TELEGRAM_TOKEN。"
            _LOG.error(message)
            raise WenxunError(message) from None
        except NetworkError as error:
            _LOG.warning("Telegram cannot be reached (%s); trying again in %.0f s", type(error).__name__, wait)
            await asyncio.sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT)
        else:
            return


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
