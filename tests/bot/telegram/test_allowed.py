import pytest

from tests.botapi.server import BotApi

pytestmark = pytest.mark.anyio

ANN, BEN, OUR_GROUP, ANOTHER = 11, 12, -100, -200
QUESTION = "青川大桥哪天合龙？"


async def test_only_listed_chats_are_served(api: BotApi, serve) -> None:
    """A listed person and a listed group are answered; others hear nothing, not even a listed person elsewhere."""
    async with serve(chats={ANN, OUR_GROUP}):
        await api.say(BEN, QUESTION)
        await api.say(BEN, "/about")
        await api.say(BEN, "")
        await api.say(ANOTHER, f"@wenxun_bot {QUESTION}", user=ANN)
        await api.say(ANOTHER, "/start", user=ANN)
        refused = await api.type_inline(BEN, QUESTION)
        inline = await api.type_inline(ANN, QUESTION)
        await api.say(OUR_GROUP, f"@wenxun_bot {QUESTION}", user=BEN)
        await api.say(ANN, QUESTION)
        await api.until(lambda: inline in api.inline_answers and api.chat(ANN) and api.chat(OUR_GROUP))
        await api.quiet()
    assert {message.chat_id for message in api.sent} == {ANN, OUR_GROUP}
    assert refused not in api.inline_answers
    assert not [chat for chat, _ in api.actions if chat not in (ANN, OUR_GROUP)]


async def test_who_begins_is_told_the_number_to_hand_in(api: BotApi, serve) -> None:
    """/start in a chat of one's own names the number, and nothing else is done."""
    async with serve(chats={ANN}):
        await api.say(BEN, "/start")
        await api.until(lambda: api.chat(BEN))
        await api.quiet()
    (told,) = api.chat(BEN)
    assert "请把号码 12 交给它的管理员" in told.text
    assert told.buttons == []


async def test_a_button_of_somebody_else_is_left_alone(api: BotApi, serve) -> None:
    """A message shown before the list was set no longer answers to presses of who is not on it."""
    async with serve():
        await api.say(BEN, QUESTION)
        await api.until(lambda: api.chat(BEN))
        await api.quiet()
    async with serve(chats={ANN}):
        edits = api.count("editMessageText")
        pressed = await api.press_data(api.chat(BEN)[0], api.chat(BEN)[0].buttons[0][0]["callback_data"], user=BEN)
        await api.quiet()
    assert pressed not in api.callback_answers
    assert api.count("editMessageText") == edits
