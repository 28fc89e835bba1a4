"""The newest and the course of events on ten topics of four years of daily news; article ids bear the day."""

import json
import lzma
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from embeddings.encoding.encoder import Encoder
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.encoding.segment import Segmenter
from embeddings.index.build import rebuild
from embeddings.index.snapshot import Snapshot
from embeddings.search.retriever import Retriever
from tests import newsroom

_TODAY = date(2026, 11, 22)
#: Of the other articles of the corpus, one in so many is indexed beside the topics.
_OTHERS = 13
#: What all articles of a topic say, what is asked of it, and its articles indexed, oldest first.
TOPICS = [
    (
        ("嫦娥六号",),
        ("嫦娥六号的来龙去脉", "嫦娥六号最新消息"),
        "20230117-08 20230929-07 20240110-13 20240503-07 20240508-07 20240628-15 20240923-10 20251006-06",
    ),
    (
        ("平陆运河",),
        ("平陆运河建设历程", "平陆运河最近有什么进展"),
        "20230523-09 20240429-12 20251004-07 20260328-08 20260428-05 20260516-13 20260625-12",
    ),
    (
        ("天问二号",),
        ("天问二号进展如何", "天问二号最新消息"),
        "20250220-09 20250526-11 20250529-03 20250606-13 20250701-10 20251001-08 20260706-10",
    ),
    (
        ("尹锡悦",),
        ("尹锡悦弹劾案始末", "尹锡悦弹劾案最新进展"),
        "20241214-11 20241227-12 20250114-13 20250116-17 20250308-14 20250404-11",
    ),
    (
        ("积石山",),
        ("积石山地震的经过", "积石山地震后续怎么样"),
        "20231219-07 20231221-11 20231224-07 20231225-09 20240316-09 20251217-12",
    ),
    (
        ("核污染水",),
        ("梳理一下核污染水排海", "核污染水排海最新动态"),
        "20221117-14 20230222-12 20230410-13 20230608-14 20230711-12 20230822-15 20230901-19",
    ),
    (
        ("经贸磋商", "经贸会谈"),
        ("中美经贸磋商的时间线", "中美经贸磋商最近的情况"),
        "20250611-05 20250730-05 20251026-12 20251030-10 20260317-03 20260513-03",
    ),
    (
        ("C919",),
        ("梳理一下C919", "C919近况"),
        "20230528-03 20230529-09 20240528-10 20240919-11 20250330-07 20250528-08 20260729-10",
    ),
    (
        ("毛伊岛",),
        ("毛伊岛大火的前因后果", "毛伊岛大火又有什么新消息"),
        "20230815-12 20230820-08 20230828-14 20230908-17 20231009-14 20240809-13",
    ),
    (
        ("能登",),
        ("日本能登半岛地震的来龙去脉", "日本能登半岛地震目前情况"),
        "20240105-11 20240109-14 20240603-13 20241127-13",
    ),
]


def _ids(row: str) -> list[str]:
    return [f"xwlb-{name}" for name in row.split()]


@pytest.fixture(scope="module")
def news(
    shared_data: Path, tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, segmenter: Segmenter
) -> Iterator[Snapshot]:
    """Index the articles of the topics, and others that say nothing of any."""
    wanted = {name for *_, row in TOPICS for name in _ids(row)}
    words = [word for marks, *_ in TOPICS for word in marks]
    taken: list[dict[str, Any]] = []
    with lzma.open(shared_data / "news" / "xwlb-20k.jsonl.xz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if (article := json.loads(line))["id"] in wanted or (
                number % _OTHERS == 0 and not any(word in line for word in words)
            ):
                taken.append(article)
    folder, matcher = tmp_path_factory.mktemp("news"), LateInteraction()
    rebuild([newsroom.write(folder, tuple(taken))], folder / "index", encoder, segmenter, matcher=matcher)
    with Snapshot.open(folder / "index", encoder, segmenter, matcher) as opened:
        yield opened


@pytest.fixture(scope="module")
def retriever(news: Snapshot, encoder: Encoder, segmenter: Segmenter) -> Retriever:
    """Search them."""
    return Retriever(news, encoder, segmenter, LateInteraction())


@pytest.mark.parametrize(("question", "row"), [(asked[0], row) for _, asked, row in TOPICS])
def test_course_of_events(retriever: Retriever, question: str, row: str) -> None:
    """A line for each report on the topic, oldest first, of the day and in the words of its article."""
    found = retriever.search(question, 5, _TODAY)
    assert found.order == "timeline"
    assert [event.hit.article.id for event in found.events] == _ids(row)
    assert [f"xwlb-{event.day:%Y%m%d}" for event in found.events] == [name[:13] for name in _ids(row)]
    for event in found.events:
        article = event.hit.article
        assert event.text in (article.title, event.hit.passage.heading) or event.text in article.body
        assert article.source == "央视网"


@pytest.mark.parametrize(("question", "row"), [(asked[1], row) for _, asked, row in TOPICS])
def test_newest_first(retriever: Retriever, news: Snapshot, question: str, row: str) -> None:
    """The reports on the topic and no other, the newest on top, as of the newest article of all."""
    found = retriever.search(question, 5, _TODAY)
    assert found.order == "latest"
    assert [hit.article.id for hit in found.hits] == _ids(row)[::-1][:5]
    days = [hit.article.day or date.min for hit in found.hits]
    assert days == sorted(days, reverse=True)
    assert found.as_of == date.fromordinal(int(news.article_day.max()))
    assert found.as_of > max(days)
