import asyncio
import json
import logging

import pytest
from telegram.error import NetworkError, TimedOut

from bot.state.inbox import Inbox
from bot.state.store import Store
from bot.telegram_bot import build_application, running
from bot.telegram_handlers.courier import Courier, surely_not_done
from tests.bot.telegram.conftest import Serve
from tests.botapi.server import BotApi, Fault

pytestmark = pytest.mark.anyio

ANN = 11
QUESTION = "青川大桥哪天合龙？"


def answers(api: BotApi, chat: int = ANN) -> list[str]:
    """List the answers to the question in a chat."""
    return [message.text for message in api.chat(chat) if message.text.startswith("青川大桥5月6日")]


async def test_a_storm_of_429_delays_answers_and_loses_none(api: BotApi, serve: Serve) -> None:
    """Ten people, five refusals with a time to wait: ten answers, each once."""
    async with serve():
        api.fail("sendMessage", Fault("status", retry_after=1), times=5)
        for chat in range(1, 11):
            await api.say(chat, QUESTION)
        await api.until(lambda: len(api.sent) == 10)
        await api.quiet()
    assert [len(answers(api, chat)) for chat in range(1, 11)] == [1] * 10
    assert api.count("sendMessage") == 15


async def test_errors_of_telegrams_own_are_tried_again(api: BotApi, serve: Serve) -> None:
    """A status of 500 or 502 means that nothing was sent."""
    async with serve():
        for code in (500, 502, 503):
            api.fail("sendMessage", Fault("status", code=code))
        await api.say(ANN, QUESTION)
        await api.until(lambda: api.sent)
        await api.quiet()
    assert len(answers(api)) == 1
    assert api.count("sendMessage") == 4


async def test_an_unreachable_telegram_is_waited_for(
    api: BotApi, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    """Questions taken before the network died are answered once when it is back, and so are those sent meanwhile."""
    caplog.set_level(logging.WARNING)
    async with serve():
        api.hold("sendMessage")
        await api.say(ANN, QUESTION)
        await api.until(lambda: api.held)
        await api.down()
        # The held request broke: it is not known whether it arrived, so what waits for the network is the offer.
        while sum("sendMessage failed" in record.message for record in caplog.records) < 5:
            await asyncio.sleep(0)
        await api.say(ANN + 1, QUESTION)
        await api.up()
        await api.until(lambda: len(api.sent) == 2)
        await api.quiet()
        assert answers(api) == []
        (offer,) = api.chat(ANN)
        assert "重发" in offer.text
        await api.press(offer, "重发回答")
        await api.until(lambda: answers(api))
        await api.quiet()
    assert len(answers(api)) == len(answers(api, ANN + 1)) == 1


@pytest.mark.parametrize(("kind", "arrived"), [("lost", 0), ("unconfirmed", 1)])
async def test_an_answer_that_may_have_arrived_is_offered_and_not_sent_twice(
    api: BotApi, serve: Serve, kind: str, arrived: int
) -> None:
    """When the connection breaks after sending, the person decides whether to see it again."""
    async with serve():
        api.fail("sendMessage", Fault(kind))
        await api.say(ANN, QUESTION)
        await api.until(lambda: any("重发" in message.text for message in api.chat(ANN)))
        await api.quiet()
        assert len(answers(api)) == arrived
        offer = api.chat(ANN)[-1]
        await api.press(offer, "重发回答")
        await api.until(lambda: len(answers(api)) == arrived + 1)
        await api.quiet()
    assert offer.text == "已重发。"


async def test_what_could_not_be_sent_is_answered_by_the_next_process(api: BotApi, serve: Serve, store: Store) -> None:
    """When patience ends with the network still dead, the question waits in the file, not in memory."""
    async with serve(courier=Courier(first_wait=0.01, patience=0.0)):
        api.fail("sendMessage", Fault("status", code=500))
        await api.say(ANN, QUESTION)
        await api.until(lambda: api.count("sendMessage"))
        await api.quiet()
    assert answers(api) == []
    async with serve():
        await api.until(lambda: api.sent)
        await api.quiet()
    async with serve():
        await api.quiet()
    assert len(answers(api)) == 1


async def test_a_process_that_dies_between_taking_and_answering_loses_nothing(
    api: BotApi, serve: Serve, store: Store
) -> None:
    """An update that was confirmed to Telegram but never handled is handled by the next process, once."""
    await api.say(ANN, QUESTION)
    (update,) = api.pending
    Inbox(store, "123456").take(update["update_id"], json.dumps(update))
    # Telegram still has it as well: it was taken, but the confirmation got lost.
    async with serve():
        await api.until(lambda: api.sent)
        await api.quiet()
    assert len(answers(api)) == 1


async def test_a_second_poller_is_told_in_the_log_and_nothing_is_lost(
    api: BotApi, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    """409 is no reason to stop."""
    async with serve():
        await api.carry_out("getUpdates", {"timeout": "0"})
        await api.until(lambda: any("Conflict" in record.message for record in caplog.records))
        await api.say(ANN, QUESTION)
        await api.until(lambda: api.sent)
        await api.quiet()
    assert len(answers(api)) == 1


async def test_starting_waits_for_an_unreachable_telegram(api: BotApi, service, store: Store) -> None:
    """A server whose network comes up later than the bot still gets a bot."""
    await api.down()
    application = build_application(
        service, api.token, store=store, courier=Courier(first_wait=0.01), base_url=api.base_url
    )
    async with running(application) as starting:
        await asyncio.wait({starting}, timeout=0.2)
        assert not starting.done()
        await api.up()
        await starting
        await api.say(ANN, QUESTION)
        await api.until(lambda: api.sent)
    assert len(answers(api)) == 1


def test_what_may_be_repeated() -> None:
    """Only a failure that cannot have carried out the request is repeated."""
    assert surely_not_done(NetworkError("Bad Gateway"))
    assert not surely_not_done(TimedOut())
