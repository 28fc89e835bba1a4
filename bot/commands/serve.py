"""`wenxun serve`: the web page and the API, and what runs beside them."""

import asyncio
import errno
import ipaddress
import socket
import sys
from contextlib import AsyncExitStack, suppress
from datetime import datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import click
from fastapi import FastAPI

from bot.api import create_app
from bot.api_limits import Limits
from bot.api_server import Server, config_for
from bot.commands.opening import INDEX, Parts, read_parts
from bot.commands.renewing import rebuilding_of
from bot.commands.workers import Place, Workers, first_door, shared
from bot.conversation_store import ConversationStore
from bot.feeds.addresses import anywhere, is_public
from bot.feeds.polling import FOLDER as FEEDS
from bot.feeds.polling import Poller, polling
from bot.logs import log_to
from bot.metrics import Metrics
from bot.rebuilding import Rebuilding
from bot.receiving import FOLDER, Receiving
from bot.service import Service
from bot.settings import Settings
from embeddings.errors import WenxunError


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址。")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="监听的端口。")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="几个进程一起回答。")
@INDEX
def serve_command(host: str, port: int, workers: int, index: Path | None) -> None:
    """网页和 HTTP 接口；设了 Telegram token 就同时开机器人。 The web page and the API, and the Telegram bot if set."""
    log_to(sys.stderr)
    parts = read_parts(index)
    service = parts.service(ConversationStore(parts.settings.conversations))
    try:
        service.info()
        listening = _listen(host, port)
        if workers > 1:
            listening = shared(listening)
        shown = f"[{host}]" if ":" in host else host
        click.echo(f"问讯已就绪：http://{shown}:{listening.getsockname()[1]}/ （Ctrl-C 结束）", err=True)
        if warning := open_to_all(host, parts.settings):
            click.secho(warning, err=True, fg="red", bold=True)
        # Ctrl-C is how a server is meant to end.
        with suppress(KeyboardInterrupt):
            asyncio.run(_serve(parts, service, listening, workers, index))
        click.echo("问讯已停止。", err=True)
    finally:
        service.close()


async def _serve(parts: Parts, service: Service, listening: socket.socket, workers: int, index: Path | None) -> None:
    rebuilding = rebuilding_of(parts, service)
    metrics = Metrics(service.info, rebuilding)
    app = _app(parts, service, rebuilding, metrics, workers)
    server = Server(config_for(app, [str(network) for network in parts.settings.trusted_proxies]))
    passed: list[tuple[str, list[str]]] = []
    async with AsyncExitStack() as stack:
        if (token := parts.settings.telegram_token) is not None:
            # Without a bot its 18 MB stay out of the memory of every server process.
            beside = import_module("bot.commands.telegram").beside
            passed += await stack.enter_async_context(beside(app, token.get_secret_value(), parts, service, rebuilding))
        if parts.settings.feeds:
            await stack.enter_async_context(polling(_poller(parts, service, rebuilding, metrics)))
        doors = [listening]
        if workers > 1:
            door = stack.enter_context(first_door())
            place = Place(listening.getsockname()[:2], listening.family, index, door.getsockname(), passed, workers)
            stack.callback(Workers(workers - 1, place, further_app).close)
            doors.append(door)
        await server.serve(sockets=doors)


def _poller(parts: Parts, service: Service, rebuilding: Rebuilding, metrics: Metrics) -> Poller:
    settings = parts.settings
    return Poller(
        [str(url) for url in settings.feeds],
        settings.articles_dir / FEEDS,
        every=settings.feeds_minutes * 60,
        built=lambda: datetime.fromisoformat(service.info().built_at).timestamp(),
        rebuild=rebuilding.soon,
        told=lambda polled: metrics.polled(polled.outcome, polled.articles),
        allowed=anywhere if settings.feeds_private else is_public,
        version=version("wenxun"),
    )


def further_app(parts: Parts, service: Service, workers: int) -> FastAPI:
    """Make the application of a further server process, which rebuilds nothing itself."""
    return _app(parts, service, None, Metrics(service.info), workers)


def _app(parts: Parts, service: Service, rebuilding: Rebuilding | None, metrics: Metrics, workers: int = 1) -> FastAPI:
    """Make the application; each of several processes counts and bounds its own share of the requests."""
    settings = parts.settings
    rate_per_key, rate_per_address, queue = (
        -(-limit // workers) for limit in (settings.rate_per_key, settings.rate_per_address, settings.queue)
    )
    return create_app(
        service,
        rebuilding=rebuilding,
        receiving=Receiving(settings.articles_dir / FOLDER),
        metrics=metrics,
        admin_key=settings.admin_key.get_secret_value() if settings.admin_key else None,
        admin_keys=[key.get_secret_value() for key in settings.admin_keys],
        limits=Limits(rate_per_key, rate_per_address, queue),
        api_keys=[key.get_secret_value() for key in settings.api_keys],
        log_questions=settings.log_questions,
        cors_origins=settings.cors_origins,
        hosts=settings.hosts,
        version=version("wenxun"),
    )


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before anything is said, so that a port in use is one sentence and no traceback."""
    listening: socket.socket | None = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        # From here on whoever connects waits for the answer instead of being turned away.
        listening.listen()
    except (OSError, UnicodeError) as error:
        if listening is not None:
            listening.close()
        match getattr(error, "errno", None):
            case errno.EADDRINUSE:
                why = f"端口 {port} 已经有别的程序在用，请用 --port 换一个"
            case errno.EACCES:
                why = f"没有权限用端口 {port}，请用 --port 换一个 1024 以上的"
            case _:
                why = f"{host} 不是本机的地址，请用 --host 改成 127.0.0.1 或本机的另一个地址"
        raise WenxunError(f"不能监听 {host}:{port}：{why}。") from None
    return listening


def open_to_all(host: str, settings: Settings) -> str | None:
    """Say so, loudly, when strangers can reach the server and need no key."""
    if _is_loopback(host) or settings.api_keys:
        return None
    return (
        f"！！！注意：正在监听外部可达的地址 {host}，而且没有设 WENXUN_API_KEYS："
        "连得到这里的任何人都能提问、读全部文章。\n"
        "！！！请运行 wenxun key 造一个密钥，设好以后再开；或者去掉 --host，只在本机监听。"
    )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
