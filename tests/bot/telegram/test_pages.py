import shutil
from pathlib import Path

import pytest

from bot.service import Service
from bot.state.feedback import verdicts
from bot.state.store import Store
from embeddings.encoding.segment import Segmenter
from embeddings.index.build import rebuild
from tests.bot.telegram.conftest import CORPUS, Serve, write
from tests.botapi.methods import Sent
from tests.botapi.server import BotApi
from tests.toys import ToyEncoder

pytestmark = pytest.mark.anyio

ANN = 11


async def asked(api: BotApi, text: str, chat: int = ANN) -> Sent:
    """Write to the bot and return its answer."""
    seen = len(api.chat(chat))
    await api.say(chat, text)
    await api.until(lambda: len(api.chat(chat)) > seen)
    return api.chat(chat)[-1]


async def pressed(api: BotApi, message: Sent, label: str, user: int | None = None) -> dict[str, object]:
    """Press a button, wait until the bot has answered the press and done with it; return that answer."""
    query = await api.press(message, label, user)
    await api.until(lambda: query in api.callback_answers)
    await api.quiet()
    return api.callback_answers[query]


def titles(message: Sent) -> list[str]:
    """List the titles shown, in order."""
    return [line.split(" · ")[2] for line in message.text.splitlines() if line[:1].isdigit() and line.count(" · ") == 2]


async def test_pages_turn_in_place_and_keep_their_order_across_a_rebuild_and_a_restart(
    api: BotApi, serve: Serve, built: Path, tmp_path: Path, segmenter: Segmenter
) -> None:
    """Turning pages shows what was found when the question was asked, each result once, whatever happened since."""
    index = tmp_path / "index"
    shutil.copytree(built, index)
    service = Service(index, ToyEncoder(), segmenter, abstain_below=0.0)
    try:
        async with serve(service=service):
            message = await asked(api, "青川大桥哪天合龙？")
            first = titles(message)
            assert first[0] == "青川大桥合龙"
            await pressed(api, message, "▶")
            second = titles(message)
        newer = [dict(record, body=record["body"] + "合龙合龙合龙") for record in CORPUS if record["id"] != "bridge-1"]
        rebuild([write(tmp_path, newer)], index, ToyEncoder(), segmenter)
        service.reload()
        async with serve(service=service):
            await pressed(api, message, "▶")
            third = titles(message)
            assert [button["text"] for button in message.buttons[0]] == ["◀", "3 / 3"]
            everything = first + second + third
            assert sorted(everything) == sorted(record["title"] for record in CORPUS if "bridge" in record["id"])
            await pressed(api, message, "◀")
            assert titles(message) == second
            await pressed(api, message, "◀")
            assert titles(message) == first
    finally:
        service.close()
    assert len(api.chat(ANN)) == 1


async def test_newest_first_and_best_first(bot: BotApi) -> None:
    """One button changes the order and itself."""
    message = await asked(bot, "青川大桥哪天合龙？")
    best = titles(message)
    await pressed(bot, message, "最新优先")
    assert titles(message) == ["青川大桥正式通车", "青川大桥通过验收", "青川大桥铺设桥面"]
    await pressed(bot, message, "最相关优先")
    assert titles(message) == best


async def test_a_passage_is_shown_in_its_context(bot: BotApi) -> None:
    """The card has the whole article around the bold passage."""
    message = await asked(bot, "青川大桥哪天合龙？")
    await pressed(bot, message, "上下文 1")
    card = bot.chat(ANN)[-1]
    assert card.text.startswith("青川日报 · 2024-05-06 18:30 · 青川大桥合龙\n\n青川大桥5月6日合龙，全长5公里。")
    assert "blockquote" in {entity["type"] for entity in card.entities}


async def test_reprints_are_listed_on_a_tap(bot: BotApi) -> None:
    """The report that was folded is one tap away, with its own outlet and day."""
    message = await asked(bot, "省博物馆新馆门票多少钱？")
    assert "另有 1 篇同题报道" in message.text
    await pressed(bot, message, "转载 1")
    assert bot.chat(ANN)[-1].text == "「省博物馆新馆开放」的同题报道：\n\n2024-06-02 · 晚报\n新馆开放了"


async def test_any_date_asks_again_without_the_time(bot: BotApi) -> None:
    """The button stands under answers for which a time was read, and takes it out of the question."""
    message = await asked(bot, "2024年3月青川大桥怎么样？")
    assert "按 2024-03 查找" in message.text
    await pressed(bot, message, "不限时间")
    await bot.until(lambda: len(bot.chat(ANN)) == 2)
    assert "查找" not in bot.chat(ANN)[-1].text
    assert all("不限时间" not in button["text"] for row in bot.chat(ANN)[-1].buttons for button in row)


async def test_verdicts_are_stored_with_what_was_shown_and_without_who(bot: BotApi, store: Store) -> None:
    """A second press changes the verdict; nothing but a hash stands for the chat and the person."""
    message = await asked(bot, "青川大桥哪天合龙？")
    await pressed(bot, message, "👍")
    answer = await pressed(bot, message, "👎")
    assert answer == {"text": "已记下，谢谢。", "alert": False}
    (verdict,) = verdicts(store)
    assert (verdict["question"], verdict["verdict"]) == ("青川大桥哪天合龙？", "bad")
    assert verdict["articles"][0] == "bridge-5"
    assert len(verdict["articles"]) == 3
    assert verdict["chat"] == store.who(ANN, ANN)
    assert len(verdict["chat"]) == 32


async def test_a_button_that_is_too_old_says_so(bot: BotApi, store: Store) -> None:
    """Buttons of forgotten answers and of other versions are answered with an alert and do nothing else."""
    message = await asked(bot, "青川大桥哪天合龙？")
    store.db.execute("DELETE FROM pages")
    for data in (message.buttons[0][-1]["callback_data"], "p:nothing:0:b", "an older version"):
        query = await bot.press_data(message, data)
        await bot.until(lambda query=query: query in bot.callback_answers)
        assert bot.callback_answers[query] == {"text": "这个按钮太旧了，请把问题再问一次。", "alert": True}
    assert (len(bot.chat(ANN)), message.edits) == (1, [])
