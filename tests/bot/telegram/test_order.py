import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.schema import Answer, Query
from bot.service import Service
from embeddings.encoding.segment import Segmenter
from embeddings.schema import Article
from tests.bot.telegram.conftest import Serve
from tests.botapi.server import BotApi
from tests.toys import ToyEncoder

pytestmark = pytest.mark.anyio

ANN, BEN = 11, 12
SLOW, QUICK, BROKEN = "慢慢地问：青川大桥哪天开工？", "青川大桥哪天合龙？", "坏"


class Gated(Service):
    """The service, but slow questions wait at a gate and broken ones fail."""

    def __init__(self, folder: Path, segmenter: Segmenter) -> None:
        super().__init__(folder, ToyEncoder(), segmenter, abstain_below=0.0)
        self.gate = threading.Event()

    def ask(self, query: Query) -> Answer:
        """Answer a question."""
        if query.question == BROKEN:
            raise RuntimeError("something that nobody thought of")
        if query.question == SLOW:
            self.gate.wait(60)
        return super().ask(query)

    def article(self, article_id: str) -> Article | None:
        """Fail."""
        raise RuntimeError("something else that nobody thought of")


@pytest.fixture
def gated(built: Path, segmenter: Segmenter) -> Iterator[Gated]:
    """Open the service behind the gate."""
    service = Gated(built, segmenter)
    yield service
    service.gate.set()
    service.close()


async def test_a_slow_answer_stalls_nobody_else_and_keeps_its_place(api: BotApi, serve: Serve, gated: Gated) -> None:
    """Others are answered meanwhile; the person's own next question waits its turn; only the slow one shows a sign."""
    async with serve(service=gated):
        await api.say(ANN, SLOW)
        await api.say(ANN, QUICK)
        await api.say(BEN, QUICK)
        await api.until(lambda: api.chat(BEN))
        await api.until(lambda: api.actions)
        assert api.chat(ANN) == []
        gated.gate.set()
        await api.quiet()
    assert [message.text[:8] for message in api.chat(ANN)] == ["青川大桥1月6日", "青川大桥5月6日"]
    assert api.actions[0] == (ANN, "typing")


async def test_what_nobody_thought_of_gets_one_kind_sentence(
    api: BotApi, serve: Serve, gated: Gated, caplog: pytest.LogCaptureFixture
) -> None:
    """The person learns that it failed and nothing about how; the log learns the rest."""
    async with serve(service=gated):
        await api.say(ANN, BROKEN)
        await api.until(lambda: api.chat(ANN))
        await api.say(ANN, QUICK)
        await api.until(lambda: len(api.chat(ANN)) == 2)
        query = await api.press(api.chat(ANN)[1], "上下文 1")
        await api.until(lambda: query in api.callback_answers and len(api.chat(ANN)) == 3)
    assert [message.text[:6] for message in api.chat(ANN)] == ["抱歉，刚才出", "青川大桥5月", "抱歉，刚才出"]
    assert "nobody thought of" in caplog.text


async def test_whoever_has_shut_the_bot_out_is_left_alone(
    api: BotApi, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    """A blocked bot tries once and goes on."""
    async with serve():
        await api.say(ANN, QUICK)
        api.blocked.add(ANN)
        await api.quiet()
        await api.say(BEN, QUICK)
        await api.quiet()
    assert api.count("sendMessage") == 2
    assert len(api.chat(BEN)) == 1
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_what_only_the_operator_can_mend_is_not_told_to_readers(
    api: BotApi, serve: Serve, tmp_path: Path, segmenter: Segmenter, caplog: pytest.LogCaptureFixture
) -> None:
    """Without an index the reader gets the kind sentence, and the log says which command to run."""
    service = Service(tmp_path / "nothing", ToyEncoder(), segmenter)
    async with serve(service=service):
        await api.say(ANN, QUICK)
        await api.quiet()
    service.close()
    assert [message.text[:6] for message in api.chat(ANN)] == ["抱歉，刚才出"]
    assert "wenxun rebuild" in caplog.text
