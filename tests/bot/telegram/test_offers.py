import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.schema import Answer
from bot.service import Service
from bot.state.store import Store
from bot.telegram_handlers.rate import Rate
from embeddings.encoding.segment import Segmenter
from tests.bot.telegram.conftest import Refusing, Serve
from tests.botapi.methods import Sent
from tests.botapi.server import BotApi, Fault
from tests.toys import ToyEncoder

pytestmark = pytest.mark.anyio

ANN, GROUP = 11, -100
QUESTION, NEXT = "青川大桥有多高？", "青川大桥立起主塔，具体是怎么回事？"


class Gated(Service):
    """The service, never refusing, whose next questions wait at a gate."""

    def __init__(self, folder: Path, segmenter: Segmenter) -> None:
        super().__init__(folder, ToyEncoder(), segmenter, abstain_below=0.0)
        self.gate = threading.Event()
        self.looked = 0

    def suggest(self, answer: Answer) -> tuple[str, ...]:
        """Look for next questions."""
        self.looked += 1
        self.gate.wait(60)
        return super().suggest(answer)


@pytest.fixture
def gated(built: Path, segmenter: Segmenter) -> Iterator[Gated]:
    """Open the service behind the gate."""
    service = Gated(built, segmenter)
    yield service
    service.gate.set()
    service.close()


def labels(message: Sent) -> list[str]:
    """List what stands on the buttons."""
    return [button["text"] for row in message.buttons for button in row]


def page(message: Sent) -> str:
    """Say which page is shown, as its button does."""
    return next(label for label in labels(message) if " / " in label)


async def test_an_answer_comes_first_and_its_next_questions_after(api: BotApi, serve: Serve, gated: Gated) -> None:
    """The answer waits for nothing; up to three questions join its buttons later, and a tap asks one."""
    async with serve(service=gated):
        await api.say(ANN, QUESTION)
        await api.until(lambda: api.chat(ANN))
        (message,) = api.chat(ANN)
        before = labels(message)
        assert NEXT not in before
        gated.gate.set()
        await api.until(lambda: NEXT in labels(message))
        offered = [label for label in labels(message) if label not in before]
        assert 1 <= len(offered) <= 3
        assert [label for label in labels(message) if label in before] == before
        await api.press(message, NEXT)
        await api.until(lambda: len(api.chat(ANN)) == 2)
    assert "青川大桥3月6日立起主塔" in api.chat(ANN)[1].text
    assert message.edits == []


async def test_a_page_turned_meanwhile_stays_turned(api: BotApi, serve: Serve, gated: Gated) -> None:
    """Whoever turns the page while questions are looked for keeps that page, with the questions under it."""
    async with serve(service=gated):
        await api.say(ANN, QUESTION)
        await api.until(lambda: api.chat(ANN))
        (message,) = api.chat(ANN)
        await api.press(message, "▶")
        await api.until(lambda: api.confirmed)
        gated.gate.set()
        await api.until(lambda: page(message).startswith("2 / ") and NEXT in labels(message))
        await api.quiet()
    assert page(message).startswith("2 / ")
    assert len(api.sent) == 1


async def test_what_could_not_be_put_there_comes_with_the_next_page(api: BotApi, serve: Serve, gated: Gated) -> None:
    """A Telegram that fails at that moment is not pressed; the questions stand there when the page is turned."""
    gated.gate.set()
    api.fail("editMessageReplyMarkup", Fault("status", code=500))
    async with serve(service=gated):
        await api.say(ANN, QUESTION)
        await api.until(lambda: api.count("editMessageReplyMarkup"))
        (message,) = api.chat(ANN)
        assert NEXT not in labels(message)
        await api.press(message, "▶")
        await api.until(lambda: NEXT in labels(message))
    assert (page(message)[:4], api.count("editMessageReplyMarkup")) == ("2 / ", 1)


async def test_a_refusal_offers_what_was_seen_to_be_answered(api: BotApi, serve: Serve, refusing: Refusing) -> None:
    """What is near is offered as a question, and pressing it asks it; at most three results stand above."""
    async with serve(service=refusing):
        await api.say(ANN, refusing.refused)
        await api.until(lambda: api.chat(ANN) and "省博物馆新馆开放，具体是怎么回事？" in labels(api.chat(ANN)[0]))
        (message,) = api.chat(ANN)
        assert message.text.startswith("没有找到")
        near = [label for label in labels(message) if label.startswith("上下文")]
        assert near == ["上下文 1", "上下文 2", "上下文 3"]
        assert not any(label.startswith("▶") for label in labels(message))
        await api.press(message, "省博物馆新馆开放")
        await api.until(lambda: len(api.chat(ANN)) == 2)
    assert api.chat(ANN)[1].text.startswith("省博物馆新馆6月1日向公众开放")


async def test_a_forgotten_answer_gets_no_questions(api: BotApi, serve: Serve, gated: Gated, store: Store) -> None:
    """Whoever had their data deleted meanwhile finds nothing put under the old answer."""
    async with serve(service=gated):
        await api.say(ANN, QUESTION)
        await api.until(lambda: api.chat(ANN))
        await api.say(ANN, "/delete_me")
        await api.until(lambda: len(api.chat(ANN)) == 2)
        gated.gate.set()
    assert (api.count("editMessageReplyMarkup"), store.db.execute("SELECT count(*) FROM pages").fetchone()) == (0, (0,))


async def test_a_busy_group_keeps_its_allowance_for_answers(api: BotApi, serve: Serve, gated: Gated) -> None:
    """Telegram counts edits in a group as messages, so after many questions nothing is looked for."""
    rate = Rate()
    for _ in range(6):
        rate.ask("others", GROUP)
    async with serve(service=gated, rate=rate):
        await api.say(GROUP, f"/ask {QUESTION}", user=ANN)
        await api.until(lambda: api.chat(GROUP))
        await api.quiet()
    assert gated.looked == 0
