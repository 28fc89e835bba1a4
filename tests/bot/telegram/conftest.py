"""The real application against the local Bot API server, in one event loop."""

from collections.abc import AsyncIterator

import pytest

from bot.service import Service
from bot.telegram_bot import build_application, running
from tests.botapi.server import BotApi


@pytest.fixture
def anyio_backend() -> str:
    """Run on asyncio, as the library does."""
    return "asyncio"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """Give a server that nobody has called yet."""
    async with BotApi() as server:
        yield server


@pytest.fixture
async def bot(api: BotApi, service: Service) -> AsyncIterator[BotApi]:
    """Give a server whose bot is up and listening."""
    application = build_application(service, api.token, base_url=api.base_url)
    async with running(application) as starting:
        await starting
        await api.until(lambda: api.listening)
        yield api
