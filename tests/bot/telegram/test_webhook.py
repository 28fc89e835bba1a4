from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.applications import Starlette

from bot.state.store import Store
from bot.telegram_bot import build_application, running
from bot.telegram_handlers.courier import Courier
from bot.telegram_handlers.webhook import Webhook, webhook_route
from embeddings.errors import WenxunError
from tests.botapi.server import TOKEN, BotApi

pytestmark = pytest.mark.anyio

ANN = 11
HOOK = Webhook.at("https://news.example.org/hook", TOKEN)
QUESTION = "青川大桥哪天合龙？"


@asynccontextmanager
async def hooked(api: BotApi, service, store: Store) -> AsyncIterator[httpx.AsyncClient]:
    """Run the bot behind a webhook and give what stands for Telegram's side of it."""
    application = build_application(service, api.token, store=store, courier=Courier(), base_url=api.base_url)
    app = Starlette(routes=[webhook_route(application, HOOK)])
    async with (
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://news.example.org") as telegram,
        running(application, HOOK) as starting,
    ):
        await starting
        yield telegram


def secret(api: BotApi) -> dict[str, str]:
    """Give the header that Telegram sends with the secret it was told."""
    return {"X-Telegram-Bot-Api-Secret-Token": api.webhook["secret"]}


async def test_an_update_that_telegram_brings_is_answered_once(api: BotApi, service, store: Store) -> None:
    """Telegram learns address and secret; bringing the same update again changes nothing."""
    async with hooked(api, service, store) as telegram:
        assert api.webhook["url"] == "https://news.example.org/hook"
        await api.say(ANN, QUESTION)
        for _ in range(3):
            response = await telegram.post("/hook", json=api.pending[0], headers=secret(api))
            assert response.status_code == 200
    assert [message.text[:10] for message in api.chat(ANN)] == ["青川大桥5月6日合龙"]
    assert api.count("getUpdates") == 0


async def test_whoever_does_not_know_the_secret_is_refused(api: BotApi, service, store: Store) -> None:
    """Without the secret, or with another one, nothing is taken."""
    async with hooked(api, service, store) as telegram:
        await api.say(ANN, QUESTION)
        assert (await telegram.post("/hook", json=api.pending[0])).status_code == 403
        wrong = {"X-Telegram-Bot-Api-Secret-Token": "ключ".encode()}
        assert (await telegram.post("/hook", json=api.pending[0], headers=wrong)).status_code == 403
    assert api.chat(ANN) == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"text"', b'{"update_id": "x", "message": 3}'])
async def test_what_is_no_update_is_refused(api: BotApi, service, store: Store, body: bytes) -> None:
    """The answer is 400, and the bot goes on."""
    async with hooked(api, service, store) as telegram:
        response = await telegram.post("/hook", content=body, headers=secret(api))
        assert response.status_code == 400


async def test_before_the_bot_is_up_telegram_is_asked_to_come_again(api: BotApi, service) -> None:
    """503, so that Telegram keeps the update."""
    application = build_application(service, api.token, base_url=api.base_url)
    app = Starlette(routes=[webhook_route(application, HOOK)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://x.org") as telegram:
        response = await telegram.post(
            "/hook", json={"update_id": 1}, headers={"X-Telegram-Bot-Api-Secret-Token": HOOK.secret}
        )
    assert response.status_code == 503


@pytest.mark.parametrize("url", ["http://example.org/hook", "example.org", "", "https://"])
def test_an_address_that_telegram_cannot_call_is_told(url: str) -> None:
    """One sentence that names the setting."""
    with pytest.raises(WenxunError, match="WENXUN_TELEGRAM_WEBHOOK_URL"):
        Webhook.at(url, TOKEN)


def test_the_secret_says_nothing_about_the_token() -> None:
    """It is one that Telegram takes, the same after a restart, and another for another bot."""
    assert Webhook.at("https://news.example.org/hook", TOKEN) == HOOK
    assert HOOK.secret != Webhook.at("https://news.example.org/hook", "2:other").secret
    assert TOKEN not in HOOK.secret
    assert Webhook.at("https://news.example.org", TOKEN).path == "/telegram"
