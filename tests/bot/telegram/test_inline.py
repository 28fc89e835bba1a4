import pytest

from tests.botapi.server import BotApi

pytestmark = pytest.mark.anyio

ANN, BEN = 11, 12


async def test_results_are_ready_to_be_sent(bot: BotApi) -> None:
    """Each result names outlet and day, and sends the passage in HTML that Telegram accepts."""
    query = await bot.type_inline(ANN, "青川大桥哪天合龙？")
    await bot.until(lambda: query in bot.inline_answers)
    answer = bot.inline_answers[query]
    first = answer["results"][0]
    assert first["title"] == "青川大桥合龙"
    assert first["description"].startswith("青川日报 · 2024-05-06 18:30 · 青川大桥5月6日合龙")
    assert first["text"].startswith("青川大桥5月6日合龙")
    assert first["input_message_content"]["link_preview_options"] == {"is_disabled": True}
    assert len(answer["results"]) == 8
    assert answer["cache_time"] == 60


async def test_only_the_last_of_a_run_of_queries_is_answered(bot: BotApi) -> None:
    """Typing on overtakes what was typed before; another person's query is not overtaken."""
    queries = [await bot.type_inline(ANN, "青川大桥哪天合龙？"[:length]) for length in (3, 5, 9)]
    other = await bot.type_inline(BEN, "省博物馆新馆")
    await bot.until(lambda: queries[-1] in bot.inline_answers and other in bot.inline_answers)
    await bot.quiet()
    assert set(bot.inline_answers) == {queries[-1], other}


async def test_nothing_typed_yet_asks_for_a_question(bot: BotApi) -> None:
    """An empty query gets no results but a hint."""
    query = await bot.type_inline(ANN, "  ")
    await bot.until(lambda: query in bot.inline_answers)
    assert bot.inline_answers[query]["results"] == []
    assert bot.inline_answers[query]["button"]["text"] == "写一句问题，如「粮价」"


async def test_a_question_that_cannot_be_used_gets_no_results(bot: BotApi) -> None:
    """Inline, there is no place for a sentence, so there is none."""
    query = await bot.type_inline(ANN, "长" * 600)
    await bot.until(lambda: query in bot.inline_answers)
    assert bot.inline_answers[query]["results"] == []
