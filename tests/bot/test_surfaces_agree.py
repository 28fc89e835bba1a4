"""The terminal, HTTP and Telegram give the same answer to the same question, each as it is asked by default."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.api import create_app
from bot.service import Service
from bot.telegram_bot import build_application, running
from bot.telegram_handlers.courier import Courier
from tests.botapi.server import BotApi
from tests.terminal import Run

QUESTIONS = [
    "云川大桥是哪天正式通车的？",
    "雲川大橋全長多少公里？",
    "云川大桥大修换了多少根吊索？",
    "海棠港2023年第二季度吞吐量增长多少？",
    "海棠港2024年第二季度吞吐量增长多少？",
    "白鹭湖来了多少个国家的爱好者？",
    "Ｃ９１９的首条航线飞哪里？",
    "青岚省5月2日汽油每吨上调多少元？",
    "围棋公开赛的冠军是谁？",
    "茶园受害面积有多大？",
    "青岚方言词典收词多少条？",
    "2019年云川大桥通车了吗？",
    "最近云川有什么消息？",
    "龘靐齉爩",
]
_ANN = 11

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    """Run on asyncio, as the libraries do."""
    return "asyncio"


@pytest.fixture
async def http(newsroom_service: Service) -> AsyncIterator[httpx.AsyncClient]:
    """Talk to the application over the newsroom."""
    transport = httpx.ASGITransport(app=create_app(newsroom_service))
    async with httpx.AsyncClient(transport=transport, base_url="http://wenxun") as client:
        yield client


@pytest.fixture
async def telegram(newsroom_service: Service) -> AsyncIterator[BotApi]:
    """Run the bot over the newsroom against a Bot API server of our own."""
    async with BotApi() as api:
        application = build_application(
            newsroom_service, api.token, courier=Courier(first_wait=0.01), base_url=api.base_url
        )
        api.join = application.update_queue.join
        async with running(application) as starting:
            await starting
            await api.until(lambda: api.listening > 0)
            yield api


def at_the_terminal(run: Run, question: str, *options: str) -> dict[str, Any]:
    """Ask with the command."""
    (answer,) = run("ask", question, "--json", *options).rows
    return dict(answer)


@pytest.mark.parametrize("question", QUESTIONS)
async def test_the_answer_is_the_same(run: Run, http: httpx.AsyncClient, telegram: BotApi, question: str) -> None:
    """The words, whether there are any, and the report they are from, however many reports a surface shows."""
    terminal = at_the_terminal(run, question)
    over_http = (await http.post("/v1/ask", json={"question": question})).json()
    await telegram.say(_ANN, question)
    await telegram.until(lambda: telegram.chat(_ANN))
    written = telegram.chat(_ANN)[-1].text

    assert (over_http["answer"], over_http["abstained"]) == (terminal["answer"], terminal["abstained"])
    if terminal["abstained"]:
        assert written.startswith("没有找到")
        return
    assert written.startswith(terminal["answer"])
    ids = [row["article_id"] for row in terminal["results"]]
    assert [row["article_id"] for row in over_http["results"]][: len(ids) - 1] == ids[:-1]
    first = terminal["results"][0]
    assert first["title"] in written
    assert (first["source"] or "来源未注明") in written


@pytest.mark.parametrize("question", QUESTIONS)
async def test_results_are_the_same_when_as_many_are_asked_for(
    run: Run, http: httpx.AsyncClient, question: str
) -> None:
    """Every field that the terminal gives of a result, HTTP gives too, digit by digit."""
    terminal = at_the_terminal(run, question, "-k", "7")["results"]
    over_http = (await http.post("/v1/ask", json={"question": question, "k": 7})).json()["results"]
    assert [{name: there[name] for name in here} for here, there in zip(terminal, over_http, strict=True)] == terminal


async def test_refused_questions_are_refused_everywhere(run: Run, http: httpx.AsyncClient, telegram: BotApi) -> None:
    """In the same sentence."""
    question = "问" * 10_000
    said = "问题太长（10000 字），请缩到 500 字以内。"
    assert run("ask", question).err == f"错误：{said}\n"
    problem = await http.post("/v1/ask", json={"question": question})
    assert (problem.status_code, problem.headers["content-type"]) == (422, "application/problem+json")
    assert "500" in json.loads(problem.content)["detail"]
    # Telegram cuts messages at 4,096 characters before the bot sees them.
    await telegram.say(_ANN, "问" * 4096)
    await telegram.until(lambda: telegram.chat(_ANN))
    assert telegram.chat(_ANN)[-1].text == said.replace("10000", "4096")
