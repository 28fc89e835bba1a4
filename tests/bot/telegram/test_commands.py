import pytest

from bot.service import Service
from bot.state.store import Store
from tests.botapi.methods import Sent
from tests.botapi.server import BotApi

pytestmark = pytest.mark.anyio

ANN, BEN = 11, 12


async def asked(api: BotApi, text: str, chat: int = ANN, language: str = "zh-hans") -> Sent:
    """Write to the bot and return its answer."""
    seen = len(api.chat(chat))
    await api.say(chat, text, language=language)
    await api.until(lambda: len(api.chat(chat)) > seen)
    return api.chat(chat)[-1]


@pytest.mark.parametrize("command", ["/ask", "/timeline"])
async def test_a_command_without_its_argument_explains_itself(bot: BotApi, command: str) -> None:
    """An empty command is no error and no empty search."""
    message = await asked(bot, command)
    assert message.text.startswith(f"请在 {command} 后面写上")
    assert "例如：" in message.text


async def test_timeline_lists_the_topic_by_date(bot: BotApi) -> None:
    """What happened, a line each, the oldest first; there is nothing to turn."""
    message = await asked(bot, "/timeline 青川大桥")
    head, course = message.text.split("\n\n")
    assert head == "「青川大桥」的来龙去脉（8 条，按日期）"
    lines = course.splitlines()
    assert lines[0] == "2024-01-06 青川大桥开工 · 青川日报"
    assert [line[:10] for line in lines] == [f"2024-0{month}-06" for month in range(1, 9)]
    assert message.buttons == []


async def test_latest_lists_the_topic_newest_first(bot: BotApi) -> None:
    """The newest report comes first, with its passage."""
    head, note, first, *_ = (await asked(bot, "/latest 青川大桥")).text.split("\n\n")
    assert head == "「青川大桥」的最新报道"
    assert "2024-10-02" in note
    assert first.startswith("1. 青川日报 · 2024-08-06 18:30 · 青川大桥正式通车\n青川大桥8月6日")


async def test_latest_without_a_topic_is_the_latest_of_all(bot: BotApi) -> None:
    """The newest article there is."""
    head, _, first, *_ = (await asked(bot, "/latest")).text.split("\n\n")
    assert head == "最新报道"
    assert first.startswith("1. 来源未注明 · 2024-10-02 · 北田县秋收\n")


@pytest.mark.parametrize("command", ["/latest", "/timeline"])
async def test_a_topic_that_nobody_reported_on_is_told(bot: BotApi, command: str) -> None:
    """No list is made of what has nothing to do with it."""
    assert (await asked(bot, f"{command} qqqq zzzz")).text == "没有找到关于「qqqq zzzz」的报道。"


async def test_settings_change_in_place_and_hold(bot: BotApi) -> None:
    """Results per page, language and period are set by buttons and apply to the next question."""
    menu = await asked(bot, "/settings")
    for label in ("每页 5 条", "近 30 天", "English"):
        query = await bot.press(menu, label)
        await bot.until(lambda query=query: query in bot.callback_answers)
        await bot.quiet()
    assert menu.text == "Settings\n\nLanguage: English\nResults per page: 5\nPeriod: last 30 days"
    # The newest article is of 2 October, so thirty days back the rice harvest is all there is.
    message = await asked(bot, "北田县稻米产量多少？")
    assert "source not given · 2024-10-02" in message.text
    assert "2024-0" not in message.text
    assert "Any date" in [button["text"] for row in message.buttons for button in row]


async def test_settings_of_one_person_are_not_anothers(bot: BotApi) -> None:
    """Each person in each chat sets for themselves."""
    menu = await asked(bot, "/settings")
    query = await bot.press(menu, "English")
    await bot.until(lambda: query in bot.callback_answers)
    assert (await asked(bot, "/new", chat=BEN)).text == "好，从头开始。请提问。"
    assert (await asked(bot, "/new")).text == "A fresh start. Please ask."


async def test_the_language_follows_telegram_until_it_is_set(bot: BotApi) -> None:
    """An English Telegram gets English words around the Chinese articles."""
    assert (await asked(bot, "/ask", language="en-GB")).text.startswith("Write a question")


async def test_about_tells_which_index_answers(bot: BotApi) -> None:
    """Date and size of the index, in a form that can be read."""
    text = (await asked(bot, "/about")).text
    assert "报道 11 篇" in text
    assert "最新一篇是 2024-10-02" in text


async def test_sources_lists_the_outlets_by_number_of_articles(bot: BotApi) -> None:
    """Most articles first."""
    assert (await asked(bot, "/sources")).text.splitlines()[0] == "青川日报 · 8"


async def test_delete_me_forgets_a_person_and_nobody_else(bot: BotApi, store: Store) -> None:
    """Settings, conversation, answers and verdicts go; those of others stay."""
    await asked(bot, "青川大桥哪天合龙？", chat=BEN)
    message = await asked(bot, "青川大桥哪天合龙？")
    query = await bot.press(message, "👍")
    await bot.until(lambda: query in bot.callback_answers)
    assert (await asked(bot, "/delete_me")).text == "已删除与你有关的 3 条记录（设置、回答、评价）。"
    assert store.db.execute("SELECT count(*) FROM pages").fetchone() == (1,)
    assert store.db.execute("SELECT count(*) FROM feedback").fetchone() == (0,)


async def test_start_offers_questions_that_are_answered_on_a_tap(bot: BotApi) -> None:
    """The examples come from the index itself."""
    message = await asked(bot, "/start")
    offered = [button["text"] for row in message.buttons for button in row]
    assert offered
    query = await bot.press(message, offered[0])
    await bot.until(lambda: query in bot.callback_answers and len(bot.chat(ANN)) == 2)
    assert not bot.chat(ANN)[-1].text.startswith("没有找到")


async def test_both_lists_of_commands_are_set(bot: BotApi) -> None:
    """Chinese for Chinese Telegrams, English for all others, the same commands in both."""
    assert set(bot.commands) == {"zh", ""}
    names = {code: {command["command"] for command in commands} for code, commands in bot.commands.items()}
    assert names["zh"] == names[""] >= {"start", "help", "ask", "latest", "timeline", "sources", "new", "settings"}
    assert "rebuild" not in names["zh"]


async def test_new_and_delete_me_end_the_conversation(bot: BotApi, store: Store, service: Service) -> None:
    """Nothing that a later question could lean on is left, neither here nor in the service."""
    await asked(bot, "青川大桥哪天合龙？")
    leaning = await asked(bot, "那正式通车呢？")
    assert "青川大桥正式通车" in leaning.text.splitlines()[2]
    (first,) = store.db.execute("SELECT conversation FROM conversations").fetchone()
    await asked(bot, "/new")
    (second,) = store.db.execute("SELECT conversation FROM conversations").fetchone()
    assert first != second
    assert not service.forget(first)
    await asked(bot, "/delete_me")
    assert store.db.execute("SELECT count(*) FROM conversations").fetchone() == (0,)
