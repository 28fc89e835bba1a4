"""The words that answer a question for the newest reports or the course of events."""

import pytest

from bot.answering import Chosen
from bot.conversation import Condensed
from bot.ordered import choose_in_order
from bot.turns import take_turn
from embeddings.schema import Article, Hit, Passage
from embeddings.search.retriever import Found

THROUGH = Article("through", "白石隧道贯通", "白石隧道11月8日贯通。两头的村民前来观看。", "2031-11-08")
BEGUN = Article("begun", "白石隧道开工", "白石隧道3月1日开工，全长九公里，计划两年建成。", "2030-03-01")
ROUND_UP = Article("round-up", "一周快讯", "早稻种子已经备足。", "2031-12-30")


def hit(article: Article, heading: str = "") -> Hit:
    """Make a hit on the whole body."""
    return Hit(article, Passage(article.id, 0, len(article.body), heading), 1.0)


def latest(topic: str, *hits: Hit) -> Found:
    """Find these, newest first."""
    return Found(hits, None, False, order="latest", topic=topic)


def test_a_topic_is_answered_by_the_newest_report() -> None:
    """A sentence of it, surely, since the articles speak of the topic."""
    chosen = choose_in_order(latest("白石隧道", hit(THROUGH), hit(BEGUN)))
    assert (chosen.text, chosen.hit, chosen.confidence) == ("白石隧道11月8日贯通。", 0, 1.0)


def test_a_detail_is_answered_by_the_report_that_has_it() -> None:
    """The newest says nothing of the length."""
    chosen = choose_in_order(latest("白石隧道全长多少公里", hit(THROUGH), hit(BEGUN)))
    assert chosen.hit == 1
    assert chosen.text is not None
    assert "九公里" in chosen.text


def test_no_topic_is_answered_by_the_newest_headline() -> None:
    """The sub-headline before the title."""
    assert choose_in_order(latest("", hit(THROUGH))) == Chosen("白石隧道贯通", None, 0, 1.0)
    assert choose_in_order(latest("", hit(ROUND_UP, "种子备足"))) == Chosen("种子备足", None, 0, 1.0)


def test_a_topic_that_no_report_speaks_of_is_no_answer() -> None:
    """Not one of its words stands in the nearest report."""
    assert choose_in_order(latest("汽车展览", hit(ROUND_UP))).confidence == 0.0


def test_nothing_found_is_no_answer() -> None:
    """There are no words to choose."""
    assert choose_in_order(latest("白石隧道")) == Chosen(None, None, None, 0.0)


@pytest.mark.parametrize("lean", [0.0, 0.7])
def test_a_turn_keeps_the_order(lean: float) -> None:
    """Alone or in a conversation, the hits stay newest first, no more than asked for, whatever their scores."""
    newest = Hit(THROUGH, Passage("through", 0, 12), 0.4)
    found = latest("白石隧道", newest, hit(BEGUN))
    turn = take_turn(lambda question, k: found, Condensed("白石隧道最新消息", "最新消息", lean, words=("消息",)), 2)
    assert [one.article.id for one in turn.found.hits] == ["through", "begun"]
    assert (turn.text, turn.found.order) == ("白石隧道11月8日贯通。", "latest")
    if lean:
        alone = take_turn(lambda question, k: found, Condensed("白石隧道最新消息", "最新消息", lean), 1)
        assert [one.article.id for one in alone.found.hits] == ["through"]
