"""Answers made by hand, one of each kind."""

from datetime import date

import pytest

from bot.schema import Answer, IndexInfo
from embeddings.schema import Article, Hit, Passage
from embeddings.search.course import Event
from embeddings.search.dates import Window

INDEX = IndexInfo("g1", "2025-01-02T03:04:05+08:00", 3, 4, date(2025, 1, 1))

BRIDGE = Article(
    id="bridge",
    title="青川大桥<合龙>",
    body="天气晴好。青川大桥5月6日合龙。全长3&5公里。",
    published="2024-05-06T18:30",
    source="青川日报",
    url="https://example.org/a?x=1&y=2",
)
REPRINT = Article(id="bridge-2", title="大桥合龙", body="青川大桥5月6日合龙。", published="2024-05-07")
BULLETIN = Article(id="bulletin", title="快讯", body="稻米丰收。", url="javascript:alert(1)")

HITS = (
    Hit(BRIDGE, Passage("bridge", 5, 16), 1.23456789, (REPRINT,)),
    Hit(BULLETIN, Passage("bulletin", 0, 5, heading="北田县秋收"), 0.5),
)


@pytest.fixture
def found() -> Answer:
    """Give an answer with an asked span, a window that held, one reprint, and a result with nothing but its text."""
    return Answer(
        question="青川大桥2024年5月哪天合龙？",
        text="青川大桥5月6日合龙。",
        hits=HITS,
        abstained=False,
        index=INDEX,
        span=(4, 8),
        window=Window(date(2024, 5, 1), date(2024, 5, 31), "2024年5月"),
    )


@pytest.fixture
def refused() -> Answer:
    """Give a refusal that shows the nearest result, from outside the window."""
    return Answer(
        question="2023年的火星集市？",
        text=None,
        hits=HITS[1:],
        abstained=True,
        index=INDEX,
        window=Window(date(2023, 1, 1), date(2023, 12, 31), "2023年"),
        outside=True,
    )


@pytest.fixture
def empty() -> Answer:
    """Give a refusal with nothing to show."""
    return Answer(question="无", text=None, hits=(), abstained=True, index=INDEX)


@pytest.fixture
def told() -> Answer:
    """Give a course of two events: one with a link, the other without and with another report of it."""
    begun = Article("begun", "青川大桥[一期]开工", "青川大桥5月1日开工。", "2022-05-01", "青川日报")
    events = (
        Event(Hit(begun, Passage("begun", 0, 11), 0.9, (REPRINT,)), "青川大桥[一期]开工"),
        Event(HITS[0], "青川大桥<合龙>"),
    )
    return Answer("大桥的来龙去脉", "青川大桥5月6日合龙。", HITS, False, INDEX, order="timeline", events=events)
