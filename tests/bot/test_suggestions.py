"""Questions offered next: seen to be answered, from the article they were made of, and quickly."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.commands.opening import Parts
from bot.schema import Answer, Query
from bot.service import Service
from bot.suggestions import OFFERED, SECONDS, TRIES, suggestions


@pytest.fixture(scope="module")
def service(newsroom_parts: Parts) -> Iterator[Service]:
    """Open the newsroom; how sure an answer is, is not what is tried here."""
    parts = newsroom_parts
    opened = Service(parts.index_dir, parts.encoder, parts.segmenter, 0.0, matcher=parts.matcher)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "question",
    ["云川大桥是哪天正式通车的？", "海棠港二季度吞吐量是多少？", "白鹭湖来了多少种水鸟？", "火星上有没有港口？"],
)
def test_every_question_offered_is_answered(service: Service, question: str) -> None:
    """Asked by itself, each is answered; none is the question just asked, none comes twice."""
    offered = service.suggest(service.ask(Query(question)))
    assert len(offered) <= OFFERED
    assert len(set(offered)) == len(offered)
    assert question not in offered
    assert not any(service.ask(Query(one)).abstained for one in offered)


def test_a_detail_of_the_article_is_asked_for_before_other_articles(service: Service) -> None:
    """A number in the article that answered becomes a question; then comes the report next to it."""
    answer = service.ask(Query("云川大桥是哪天正式通车的？"))
    first, second, *_ = service.suggest(answer)
    assert first == "大桥全长多少公里？"
    assert "3.6公里" in (service.ask(Query(first)).text or "")
    assert second == "云川大桥完成首次大修，具体是怎么回事？"


def test_what_was_just_told_is_not_asked_again(service: Service) -> None:
    """The clause that answered makes no question."""
    answer = service.ask(Query("云川大桥全长多少公里？"))
    assert "3.6公里" in (answer.text or "")
    assert "大桥全长多少公里？" not in service.suggest(answer)


def test_what_is_refused_is_not_offered(service: Service) -> None:
    """A question that the index refuses, or answers from elsewhere, is left out; so many are tried at most."""
    answer = service.ask(Query("云川大桥是哪天正式通车的？", k=12))
    tried: list[str] = []

    def refuse(query: Query) -> Answer:
        tried.append(query.question)
        return replace(answer, text=None, abstained=True)

    assert suggestions(answer, refuse) == ()
    assert 1 <= len(tried) <= TRIES


def test_time_is_bounded(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the time is up no further question is tried."""
    answer = service.ask(Query("云川大桥是哪天正式通车的？"))
    clock = iter((0.0, 0.0, SECONDS + 1, SECONDS + 2))
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    tried: list[str] = []

    def refuse(query: Query) -> Answer:
        tried.append(query.question)
        return replace(answer, text=None, abstained=True)

    assert suggestions(answer, refuse) == ()
    assert len(tried) == 1


def test_nothing_found_offers_nothing(service: Service) -> None:
    """Without results there is nothing to ask about."""
    answer = service.ask(Query("云川大桥", source="没有这家"))
    assert service.suggest(replace(answer, hits=())) == ()
