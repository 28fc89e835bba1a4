import logging

import pytest

from bot.service import Service
from bot.telegram_bot import build_application, running
from embeddings.errors import WenxunError
from tests.bot.telegram.conftest import Refusing, Serve
from tests.botapi.server import BotApi, Fault

pytestmark = pytest.mark.anyio

ANN = 11


async def ask(api: BotApi, text: str) -> str:
    """Write to the bot and return the text of its answer."""
    seen = len(api.chat(ANN))
    await api.say(ANN, text)
    await api.until(lambda: len(api.chat(ANN)) > seen)
    return api.chat(ANN)[-1].text


async def test_a_question_is_answered_with_sentence_outlet_day_link_and_passage(bot: BotApi) -> None:
    """A plain message gets the answer, in HTML that Telegram accepts, without a link preview."""
    text = await ask(bot, "青川大桥哪天合龙？")
    (message,) = bot.chat(ANN)
    assert text.startswith("青川大桥5月6日合龙")
    assert "青川日报 · 2024-05-06 18:30 · 青川大桥合龙" in text
    assert {"text_link", "expandable_blockquote"} <= {entity["type"] for entity in message.entities}
    assert "https://example.org/bridge?month=5&x=1" in [entity.get("url") for entity in message.entities]
    assert not message.preview


async def test_a_date_given_in_part_is_completed(bot: BotApi) -> None:
    """The year that the sentence leaves out follows in brackets."""
    assert "（5月6日＝2024年5月6日）" in (await ask(bot, "青川大桥哪天合龙？")).splitlines()[0]


async def test_markup_in_articles_is_shown_as_text(bot: BotApi) -> None:
    """An article cannot format the message, still less break it."""
    assert "比去年增加<b>一成</b>。" in await ask(bot, "北田县稻米产量多少？")


async def test_what_no_article_answers_is_refused(api: BotApi, serve: Serve, refusing: Refusing) -> None:
    """The refusal is told in so many words."""
    async with serve(service=refusing):
        assert (await ask(api, refusing.refused)).startswith("没有找到")


async def test_start_and_help_say_how_to_ask(bot: BotApi) -> None:
    """Both commands answer, and both are in Telegram's menu."""
    assert "提问" in await ask(bot, "/start")
    assert "/help" in await ask(bot, "/help")
    assert {command["command"] for command in bot.commands["zh"]} >= {"start", "help"}
    assert {command["command"] for command in bot.commands[""]} >= {"start", "help"}


async def test_a_question_that_cannot_be_used_is_told_why(bot: BotApi) -> None:
    """Errors that a person can mend reach the person as they are written."""
    assert "500" in await ask(bot, "长" * 4000)


async def test_edited_messages_are_not_answered_again(bot: BotApi) -> None:
    """Only a new message is a question."""
    await ask(bot, "青川大桥哪天合龙？")
    edited = {"edited_message": bot.said[-1] | {"text": "省博物馆新馆哪天开放？", "edit_date": 1}}
    await bot.happen(edited)
    await ask(bot, "北田县稻米产量多少？")
    assert len(bot.chat(ANN)) == 2


async def test_something_other_than_text_is_answered_kindly(bot: BotApi) -> None:
    """A sticker gets a sentence, not silence."""
    await bot.say(ANN, "")
    await bot.until(lambda: bot.chat(ANN))
    assert "文字" in bot.chat(ANN)[0].text


async def test_the_token_is_in_no_log_line(api: BotApi, serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    """Not at any level, not even when requests fail."""
    caplog.set_level(logging.DEBUG)
    api.fail("sendMessage", Fault("status", code=500))
    async with serve():
        await api.say(ANN, "青川大桥哪天合龙？")
        await api.until(lambda: api.count("sendMessage"))
    assert caplog.records
    assert api.token not in caplog.text


async def test_a_wrong_token_is_told_in_one_sentence(api: BotApi, service: Service) -> None:
    """Whoever started the bot learns which setting to look at."""
    async with running(build_application(service, "1:wrong", base_url=api.base_url)) as starting:
        with pytest.raises(WenxunError, match="WENXUN_TELEGRAM_TOKEN"):
            await starting


async def test_stopping_finishes_the_answer_that_was_begun(api: BotApi, serve: Serve) -> None:
    """A question that was taken is answered even when the stop comes at once."""
    async with serve():
        await api.say(ANN, "青川大桥哪天合龙？")
        await api.until(lambda: api.confirmed)
    assert len(api.chat(ANN)) == 1
