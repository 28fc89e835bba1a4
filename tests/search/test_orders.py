"""The newest, the course of events, outlets and walls over a made-up corpus, with the shipped models."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from embeddings.encoding.encoder import Encoder
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.encoding.segment import Segmenter
from embeddings.index.build import rebuild
from embeddings.index.snapshot import Snapshot
from embeddings.search.outlets import Outlet
from embeddings.search.retriever import Found, Retriever
from embeddings.search.walls import Walls
from tests import newsroom

Search = Callable[..., Found]
_TODAY = date(2032, 1, 10)
_REPORTS = (
    ("begun", "2030-03-01", "青禾日报", "白石隧道开工", "白石隧道3月1日开工，隧道全长九公里，计划两年建成。"),
    ("flood", "2030-07-15", "青禾电视台", "白石隧道因涌水停工", "白石隧道发生涌水，隧道施工停了十二天，没有人受伤。"),
    ("half", "2031-02-20", "青禾日报", "白石隧道掘进过半", "白石隧道掘进过半，工人们在隧道里度过了春节。"),
    ("through", "2031-11-08", "青禾日报", "白石隧道贯通", "白石隧道11月8日贯通，隧道两头的村民前来观看。"),
    ("undated", None, "青禾电视台", "白石隧道的来信", "白石隧道边的一位读者来信，说隧道让山里人少走半天路。"),
    ("rice", "2031-12-30", "青禾日报", "早稻种子备足", "全县早稻种子已经备足，农技站开始发放。"),
    ("market", "2031-12-31", "青禾电视台", "年货市场开张", "年货市场昨晚开张，灯笼卖得最好，摊主们忙到半夜。"),
)


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, segmenter: Segmenter) -> Iterator[Search]:
    """Give a way to ask for at most 5 articles on January 10, 2032."""
    names = ("id", "published", "source", "title", "body")
    rows = tuple(dict(zip(names, row, strict=True)) for row in _REPORTS)
    articles: tuple[dict[str, Any], ...] = tuple({k: v for k, v in row.items() if v} for row in rows)
    folder: Path = tmp_path_factory.mktemp("tunnel")
    matcher = LateInteraction()
    rebuild([newsroom.write(folder, articles)], folder / "index", encoder, segmenter, matcher=matcher)
    with Snapshot.open(folder / "index", encoder, segmenter, matcher) as snapshot:
        retriever = Retriever(snapshot, encoder, segmenter, matcher)
        yield lambda question, k=5, **walls: retriever.search(question, k, _TODAY, **walls)


def ids(found: Found) -> list[str]:
    """Articles in order."""
    return [hit.article.id for hit in found.hits]


def test_newest_first_above_the_floor(search: Search) -> None:
    """Reports on the topic alone, the newest on top, undated ones last, as of the newest article of all."""
    found = search("白石隧道最新消息")
    assert ids(found) == ["through", "half", "flood", "begun", "undated"]
    assert (found.order, found.as_of, found.topic, found.outside) == ("latest", date(2031, 12, 31), "白石隧道", False)
    assert ids(search("白石隧道最新消息", k=2)) == ["through", "half"]


def test_no_topic_gives_whatever_is_newest(search: Search) -> None:
    """最近有什么新闻 lists the newest articles; 2031年2月有什么新闻 those of that month."""
    assert ids(search("最近有什么新闻？", k=3)) == ["market", "rice", "through"]
    assert ids(search("2031年2月有什么新闻？")) == ["half"]


def test_a_time_without_news_gives_the_newest_and_says_so(search: Search) -> None:
    """Nothing is of yesterday, January 9."""
    found = search("昨天有什么新闻？", k=1)
    assert (ids(found), found.outside) == (["market"], True)


def test_newest_within_a_time(search: Search) -> None:
    """Only reports of 2030 are the newest of 2030."""
    found = search("2030年白石隧道的最新消息")
    assert (ids(found), found.outside) == (["flood", "begun"], False)


def test_a_detail_of_the_newest_is_answered_by_the_best(search: Search) -> None:
    """The newest of equals goes first; the report that has the detail is not pushed away by newer ones."""
    found = search("白石隧道最近涌水停了多少天工？")
    assert ids(found)[0] == "flood"
    assert len(found.hits) == 5
    assert (found.order, found.as_of) == ("best", date(2031, 12, 31))


def test_course_of_events(search: Search) -> None:
    """Every dated report in the order of time; the hits stay best first and no more than asked for."""
    found = search("白石隧道建设的来龙去脉", k=2)
    assert [(event.hit.article.id, event.text, str(event.day)) for event in found.events] == [
        ("begun", "白石隧道开工", "2030-03-01"),
        ("flood", "白石隧道因涌水停工", "2030-07-15"),
        ("half", "白石隧道掘进过半", "2031-02-20"),
        ("through", "白石隧道贯通", "2031-11-08"),
    ]
    assert (found.order, found.as_of, len(found.hits)) == ("timeline", None, 2)


def test_one_event_is_no_course(search: Search) -> None:
    """The report of the rice seeds is the answer, not a line of one."""
    found = search("早稻种子发放的来龙去脉")
    assert (found.events, ids(found)) == ((), ["rice"])


def test_an_outlet_is_preferred(search: Search) -> None:
    """The station's reports go first, others follow; the newest of an outlet are its own alone."""
    found = search("青禾电视台怎么报道白石隧道的？")
    assert set(ids(found)[:2]) == {"flood", "undated"}
    assert "through" in ids(found)
    assert (found.outlet, found.astray) == (Outlet("青禾电视台", ("青禾电视台",)), False)
    assert ids(search("青禾电视台关于白石隧道的最新报道")) == ["flood", "undated"]


@pytest.mark.parametrize(
    ("question", "sources"),
    [("青禾电视台怎么报道早稻种子发放的？", ("青禾电视台",)), ("新华社怎么报道早稻种子发放的？", ())],
)
def test_an_outlet_that_has_nothing_of_it(search: Search, question: str, sources: tuple[str, ...]) -> None:
    """The report of another outlet comes, and it is said that it is another's."""
    found = search(question)
    assert ids(found)[0] == "rice"
    assert found.astray
    assert found.outlet is not None
    assert found.outlet.sources == sources


@pytest.mark.parametrize(
    ("walls", "wall"),
    [
        ({"since": date(2040, 1, 1)}, Walls(since=date(2040, 1, 1))),
        ({"source": "海棠晚报"}, Walls(source="海棠晚报")),
        ({"source": "海棠晚报", "since": date(2030, 1, 1)}, Walls(source="海棠晚报")),
        ({"source": "青禾日报", "until": date(2029, 1, 1)}, Walls(until=date(2029, 1, 1))),
        (
            {"source": "青禾电视台", "since": date(2031, 2, 1), "until": date(2031, 3, 1)},
            Walls(date(2031, 2, 1), date(2031, 3, 1), "青禾电视台"),
        ),
    ],
)
@pytest.mark.parametrize("question", ["白石隧道多长？", "白石隧道最新消息", "白石隧道的来龙去脉", "最近有什么新闻"])
def test_a_wall_that_leaves_nothing_is_named(search: Search, question: str, walls: dict[str, Any], wall: Walls) -> None:
    """That of the two which alone keeps out everything, or both where only both do."""
    found = search(question, **walls)
    assert (found.hits, found.events, found.wall) == ((), (), wall)


def test_a_wall_that_leaves_something_is_not_named(search: Search) -> None:
    """Neither is one in a question without walls that finds nothing."""
    assert search("白石隧道最新消息", source="青禾电视台").wall is None
    assert search("🚀").wall is None
