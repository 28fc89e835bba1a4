import pytest

from bot.state.store import Store
from tests.botapi.server import BotApi

pytestmark = pytest.mark.anyio

GROUP, ANN, BEN = -100, 11, 12
QUESTION = "青川大桥哪天合龙？"


async def heard(api: BotApi, before: int) -> None:
    """Wait until every update so far has been taken and handled."""
    await api.until(lambda: not api.pending)
    await api.quiet()


async def test_only_what_is_meant_for_the_bot_is_answered(bot: BotApi) -> None:
    """In a group it answers a mention, a reply to it, and /ask; it is deaf to everything else."""
    await bot.say(GROUP, QUESTION, user=ANN)
    await bot.say(GROUP, f"@another_bot {QUESTION}", user=ANN)
    await bot.say(GROUP, f"/ask@another_bot {QUESTION}", user=ANN)
    mentioned = await bot.say(GROUP, f"@Wenxun_Bot {QUESTION}", user=ANN)
    await bot.until(lambda: len(bot.chat(GROUP)) == 1)
    commanded = await bot.say(GROUP, f"/ask {QUESTION}", user=BEN)
    await bot.until(lambda: len(bot.chat(GROUP)) == 2)
    answer = {"message_id": bot.chat(GROUP)[0].message_id, "from": bot.me, "chat": bot.chats[GROUP], "date": 1}
    replied = await bot.say(GROUP, "正式通车是哪天？", user=BEN, reply_to=answer)
    await bot.until(lambda: len(bot.chat(GROUP)) == 3)
    await heard(bot, 3)
    assert [message.reply_to for message in bot.chat(GROUP)] == [mentioned, commanded, replied]
    assert all("青川大桥" in message.text for message in bot.chat(GROUP))


async def test_a_reply_to_somebody_else_is_not_meant_for_the_bot(bot: BotApi) -> None:
    """Two people talking are left alone."""
    other = {"message_id": 1, "from": {"id": BEN, "is_bot": False, "first_name": "b"}, "date": 1}
    await bot.say(GROUP, QUESTION, user=ANN, reply_to=other | {"chat": {"id": GROUP, "type": "supergroup"}})
    await bot.say(GROUP, "/about", user=ANN)
    await bot.until(lambda: bot.chat(GROUP))
    await heard(bot, 1)
    assert len(bot.chat(GROUP)) == 1


async def test_each_asker_has_a_conversation_of_their_own(bot: BotApi, store: Store) -> None:
    """Two people of one group, and one person in two chats, are three conversations."""
    for number, (chat, user) in enumerate(((GROUP, ANN), (GROUP, BEN), (ANN, ANN), (GROUP, ANN)), start=1):
        await bot.say(chat, f"/ask {QUESTION}", user=user)
        await bot.until(lambda number=number: len(bot.sent) == number)
    assert store.db.execute("SELECT count(DISTINCT conversation), count(*) FROM conversations").fetchone() == (3, 3)


async def test_privacy_mode_is_explained_at_the_start(bot: BotApi) -> None:
    """Whoever adds the bot to a group learns what it will see."""
    await bot.say(GROUP, "/start@wenxun_bot", user=ANN)
    await bot.until(lambda: bot.chat(GROUP))
    assert "隐私模式" in bot.chat(GROUP)[0].text
    assert "@wenxun_bot" in bot.chat(GROUP)[0].text
