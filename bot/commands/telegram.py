"""`wenxun telegram`, and the bot beside `wenxun serve`."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import click
from fastapi import FastAPI

from bot.commands.opening import INDEX, Parts, SettingsError, read_parts
from bot.commands.renewing import rebuilding_of
from bot.conversation_store import ConversationStore
from bot.logs import log_to
from bot.rebuilding import Rebuilding
from bot.service import Service
from bot.state.store import Store
from bot.telegram_bot import App, build_application, run, running
from bot.telegram_handlers.webhook import Webhook, webhook_route


@click.command("telegram")
@click.option("--host", default="127.0.0.1", show_default=True, help="webhook 监听的地址。")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="webhook 监听的端口。")
@INDEX
def telegram_command(host: str, port: int, index: Path | None) -> None:
    """只开 Telegram 机器人（长轮询，设了公网地址就用 webhook）。 The Telegram bot alone."""
    log_to(sys.stderr)
    parts = read_parts(index)
    token = parts.settings.telegram_token
    if token is None:
        raise SettingsError("没有设 WENXUN_TELEGRAM_TOKEN：向 @BotFather 要一个 token，写进环境变量或 .env。")
    service = parts.service(ConversationStore(parts.settings.conversations))
    try:
        service.info()
        with closing(Store(parts.settings.telegram_state)) as store:
            application, webhook = _bot_of(
                parts, service, token.get_secret_value(), store, rebuilding_of(parts, service)
            )
            run(application, webhook, host, port)
    finally:
        service.close()


@asynccontextmanager
async def beside(
    app: FastAPI, token: str, parts: Parts, service: Service, rebuilding: Rebuilding
) -> AsyncIterator[list[tuple[str, list[str]]]]:
    """Run the bot beside the server `app`; give the paths that it added there, with their methods."""
    with closing(Store(parts.settings.telegram_state)) as store:
        application, webhook = _bot_of(parts, service, token, store, rebuilding)
        if webhook is not None:
            app.router.routes.append(webhook_route(application, webhook))
        async with running(application, webhook):
            yield [(webhook.path, ["POST"])] if webhook else []


def _bot_of(
    parts: Parts, service: Service, token: str, store: Store, rebuilding: Rebuilding
) -> tuple[App, Webhook | None]:
    settings = parts.settings
    application = build_application(
        service,
        token,
        store=store,
        admins=settings.telegram_admins,
        chats=settings.telegram_chats,
        rebuilding=rebuilding,
    )
    url = settings.telegram_webhook_url
    return application, Webhook.at(url, token) if url else None
