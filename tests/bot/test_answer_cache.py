"""Kept answers: the same as asked anew, and never of another index, another day or another talk."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.answer_cache import AnswerCache
from bot.commands.opening import Parts
from bot.schema import Answer, Query
from bot.service import Service
from embeddings.index.build import rebuild
from tests import newsroom

_DAY = date(2024, 9, 1)


class Counted(Service):
    """The real service, its questions counted."""

    asked = 0

    def ask(self, query: Query, *notes: object) -> Answer:
        """Count, and answer."""
        self.asked += 1
        return super().ask(query, *notes)  # type: ignore[arg-type]


@pytest.fixture
def service(newsroom_parts: Parts, tmp_path: Path) -> Iterator[Counted]:
    """Open the newsroom over an index of its own."""
    service = Counted(tmp_path / "index", newsroom_parts.encoder, newsroom_parts.segmenter)
    _build(newsroom_parts, tmp_path, newsroom.ARTICLES)
    yield service
    service.close()


def _build(parts: Parts, folder: Path, articles: tuple[dict[str, object], ...]) -> None:
    rebuild([newsroom.write(folder, articles)], folder / "index", parts.encoder, parts.segmenter)


def test_a_question_asked_again_is_not_searched_for_again(service: Counted) -> None:
    """The second answer is the first but for its time; another number of results is another question."""
    cache = AnswerCache(service)
    query = Query("云川大桥何时正式通车？", today=_DAY)
    first, second = cache.ask(query), cache.ask(query)
    assert service.asked == 1
    assert (first.text, first.span, first.hits) == (second.text, second.span, second.hits)
    assert cache.ask(Query("云川大桥何时正式通车？", k=1, today=_DAY)).hits == first.hits[:1]
    assert service.asked == 2


def test_another_day_or_a_conversation_is_asked_anew(service: Counted) -> None:
    """昨天 is another day tomorrow, and a turn of a conversation leans on the one before."""
    cache = AnswerCache(service)
    for query in (
        Query("昨天有什么新闻", today=_DAY),
        Query("昨天有什么新闻", today=date(2024, 9, 2)),
        Query("昨天有什么新闻", today=_DAY, conversation_id="a"),
        Query("昨天有什么新闻", today=_DAY, conversation_id="a"),
    ):
        cache.ask(query)
    assert service.asked == 4


def test_a_new_index_answers_anew(service: Counted, newsroom_parts: Parts, tmp_path: Path) -> None:
    """Once a generation is live, no answer of the one before it is given any more."""
    cache = AnswerCache(service)
    query = Query("云川大桥何时正式通车？", today=_DAY)
    assert cache.ask(query).hits
    _build(newsroom_parts, tmp_path, tuple(one for one in newsroom.ARTICLES if "bridge-open" not in str(one["id"])))
    assert service.reload()
    assert all("bridge-open" not in hit.article.id for hit in cache.ask(query).hits)


def test_an_answer_is_at_hand_once_it_is_kept(service: Counted) -> None:
    """Not before, not of another question, and not in a conversation; nothing is opened to find out."""
    cache = AnswerCache(service)
    query = Query("云川大桥何时正式通车？", today=_DAY)
    assert not cache.at_hand(query)
    assert not service.opened
    cache.ask(query)
    assert cache.at_hand(query)
    assert not cache.at_hand(replace(query, k=1))
    talking = replace(query, conversation_id="a")
    cache.ask(talking)
    assert not cache.at_hand(talking)


def test_only_so_many_are_kept(service: Counted) -> None:
    """The one that was not asked for the longest goes first."""
    cache = AnswerCache(service, kept=2)
    first, second, third = (Query(question, today=_DAY) for question in ("大桥", "棋手", "白鹭"))
    for query in (first, second, first, third, first, second):
        cache.ask(query)
    assert service.asked == 4
