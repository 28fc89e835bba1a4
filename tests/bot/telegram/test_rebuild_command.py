import threading
from collections.abc import Mapping
from typing import Any

import pytest

from bot.rebuilding import Rebuilding
from embeddings.errors import ArticleError
from embeddings.index.report import INDEXING, READING
from tests.bot.telegram.conftest import Serve
from tests.botapi.server import BotApi

pytestmark = pytest.mark.anyio

ADMIN, ANN = 99, 11


async def test_an_administrator_rebuilds_and_follows_it_in_one_message(api: BotApi, serve: Serve) -> None:
    """The message that says it has begun becomes the one that says it is done; questions are answered meanwhile."""
    go_on = threading.Event()

    def work(full: bool) -> Mapping[str, Any]:
        go_on.wait(60)
        return {"articles": 11, "full": full, "skipped": []}

    async with serve(admins=[ADMIN], rebuilding=Rebuilding(work)):
        await api.say(ADMIN, "/rebuild full")
        await api.until(lambda: api.chat(ADMIN))
        (message,) = api.chat(ADMIN)
        assert message.text == "正在重建索引……已过 0 秒。重建期间照常回答。"
        await api.say(ADMIN, "/rebuild")
        await api.say(ADMIN, "青川大桥哪天合龙？")
        await api.until(lambda: len(api.chat(ADMIN)) == 3)
        go_on.set()
        await api.until(lambda: "重建完成" in message.text)
    assert message.text.endswith("articles: 11\nfull: True")
    assert "正在重建索引，请等它做完再试" in api.chat(ADMIN)[1].text
    assert api.chat(ADMIN)[2].text.startswith("青川大桥5月6日合龙")


async def test_the_message_tells_the_stages(api: BotApi, serve: Serve) -> None:
    """What is done, how far the stage under way is, and what is to come."""
    go_on = threading.Event()

    def work(full: bool) -> Mapping[str, Any]:
        rebuilding.progress(READING, 11, None)
        rebuilding.progress(INDEXING, 1200, 5000)
        go_on.wait(60)
        return {}

    rebuilding = Rebuilding(work)
    async with serve(admins=[ADMIN], rebuilding=rebuilding):
        await api.say(ADMIN, "/rebuild")
        await api.until(lambda: api.sent and "\n" in api.sent[0].text, seconds=60)
        told = api.sent[0].text.splitlines()[2:]
        go_on.set()
        await api.until(lambda: "重建完成" in api.sent[0].text, seconds=60)
    assert told == ["✓ 读取文章", "▸ 切分与编码 1,200 / 5,000", "– 折叠转载", "– 写入索引", "– 校验"]
    assert len(api.sent) == 1


async def test_a_rebuild_that_fails_says_why(api: BotApi, serve: Serve) -> None:
    """The reason is the one that the command line would give."""

    def work(full: bool) -> Mapping[str, Any]:
        raise ArticleError("找不到 data/articles，请检查路径。")

    async with serve(admins=[ADMIN], rebuilding=Rebuilding(work)):
        await api.say(ADMIN, "/rebuild")
        await api.until(lambda: api.sent and "没有完成" in api.sent[0].text)
    assert api.sent[0].text == "重建没有完成：找不到 data/articles，请检查路径。"


async def test_nobody_else_can_rebuild(api: BotApi, serve: Serve) -> None:
    """Whoever is no administrator gets no answer, and nothing is begun."""
    rebuilding = Rebuilding(lambda full: {})
    async with serve(admins=[ADMIN], rebuilding=rebuilding):
        await api.say(ANN, "/rebuild")
        await api.quiet()
    assert (api.sent, rebuilding.status.state) == ([], "idle")
