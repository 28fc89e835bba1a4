"""The only door to asking."""

import logging
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.commands.opening import Parts
from bot.schema import QUESTION_LIMIT, Query
from bot.service import Service
from embeddings.errors import IndexUnusableError, QuestionError
from embeddings.index.build import rebuild
from tests import newsroom
from tests.toys import ToyEncoder

_TODAY = date(2024, 9, 1)


@pytest.fixture
def parts(newsroom_parts: Parts, tmp_path: Path) -> Parts:
    """Give parts over a copy of the index, for a test to change."""
    shutil.copytree(newsroom_parts.index_dir, tmp_path / "index")
    return replace(newsroom_parts, index_dir=tmp_path / "index")


@pytest.fixture
def service(parts: Parts) -> Iterator[Service]:
    """Open the service over that copy."""
    opened = parts.service()
    yield opened
    opened.close()


def build(parts: Parts, folder: Path, *articles: dict[str, str]) -> str:
    """Make a generation of the newsroom and further articles the live one; give its name."""
    path = newsroom.write(folder, (*newsroom.ARTICLES, *articles))
    return rebuild([path], parts.index_dir, parts.encoder, parts.segmenter, matcher=parts.matcher).generation


def ferry(number: int) -> dict[str, str]:
    """Report of a ferry that no other report speaks of."""
    return {
        "id": f"ferry-{number}",
        "title": f"鹭汀{number}号渡轮下水",
        "published": "2024-08-20",
        "source": "云川日报",
        "body": f"鹭汀{number}号渡轮8月20日下水，可载客三百人，将在秋季投入渡口航线。",
    }


def join_reload() -> None:
    """Wait until a generation that is being taken up is."""
    for thread in threading.enumerate():
        if thread.name == "reload":
            thread.join()


def test_an_answer_stands_in_its_first_hits(newsroom_service: Service) -> None:
    """It is in the words of a hit, with the index that gave it."""
    answer = newsroom_service.ask(Query("云川大桥是哪天正式通车的？", today=_TODAY))
    assert not answer.abstained
    assert answer.text is not None
    assert "6月18日" in answer.text
    assert answer.hits[0].article.id == "bridge-open"
    assert (answer.question, answer.index) == ("云川大桥是哪天正式通车的？", newsroom_service.info())


def test_a_traditional_question_gets_the_same_answer(newsroom_service: Service) -> None:
    """Words, mark and results are those of the question in simplified characters."""
    asked = [
        newsroom_service.ask(Query(q, today=_TODAY)) for q in ("雲川大橋什麼時候通車的？", "云川大桥什么时候通车的？")
    ]
    traditional, simplified = ((a.text, a.span, a.abstained, a.hits) for a in asked)
    assert simplified[0] is not None
    assert traditional == simplified


def test_info_counts_and_names_the_newest_day(newsroom_service: Service) -> None:
    """Twelve articles, one of them cut in two, the newest of August 6, 2024."""
    info = newsroom_service.info()
    assert (info.generation, info.articles, info.passages, info.newest) == ("g000001", 12, 13, date(2024, 8, 6))


def test_articles_by_id(newsroom_service: Service) -> None:
    """As they were read; an unknown id is None, whatever it is made of."""
    article = newsroom_service.article("dialect")
    assert article is not None
    assert (article.title, article.published, article.source) == ("青岚方言词典付印", None, None)
    assert [newsroom_service.article(name) for name in ("none", "", "'; --", "\ud800")] == [None] * 4


def test_sources_by_number_of_articles(newsroom_service: Service) -> None:
    """The most frequent first, equals by name; an article without an outlet counts for none."""
    assert newsroom_service.sources() == [("海棠晚报", 5), ("云川日报", 3), ("青岚通讯社", 3)]


def test_an_index_without_outlets_has_no_sources(parts: Parts, tmp_path: Path, service: Service) -> None:
    """And nothing to divide or to count."""
    path = newsroom.write(tmp_path, ({"title": "无名", "body": "渡轮今天照常开行，没有人知道是谁写的。"},))
    rebuild([path], parts.index_dir, parts.encoder, parts.segmenter, matcher=parts.matcher)
    assert (service.sources(), service.info().newest) == ([], None)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (Query(""), "问题是空的"),
        (Query(" \n\t　"), "问题是空的"),
        (Query("问" * (QUESTION_LIMIT + 1)), f"问题太长（{QUESTION_LIMIT + 1} 字）"),
        (Query("问" * 10_000), "问题太长（10000 字）"),
        (Query("桥\ud800"), "残缺的字符"),
        (Query("桥", source="\udcff"), "残缺的字符"),
        (Query("桥", k=0), "至少是 1"),
        (Query("桥", since=date(2024, 5, 2), until=date(2024, 5, 1)), "2024-05-02 晚于结束日期 2024-05-01"),
    ],
)
def test_what_cannot_be_asked(newsroom_service: Service, query: Query, said: str) -> None:
    """One sentence that names what is wrong."""
    with pytest.raises(QuestionError, match=said):
        newsroom_service.ask(query)


def test_the_longest_question_is_answered(newsroom_service: Service) -> None:
    """The limit itself is within the limit."""
    question = ("云川大桥什么时候通车？" * 50)[:QUESTION_LIMIT]
    assert newsroom_service.ask(Query(question, today=_TODAY)).hits[0].article.id == "bridge-open"


def test_nothing_is_sure_enough_for_certainty(newsroom_parts: Parts) -> None:
    """Below the given confidence there is no answer, and the nearest hits stay."""
    service = Service(newsroom_parts.index_dir, newsroom_parts.encoder, newsroom_parts.segmenter, abstain_below=1.0)
    answer = service.ask(Query("云川大桥是哪天正式通车的？", today=_TODAY))
    service.close()
    assert (answer.abstained, answer.text, answer.span) == (True, None, None)
    assert answer.hits[0].article.id == "bridge-open"


def test_a_missing_index_is_told_until_there_is_one(newsroom_parts: Parts, tmp_path: Path) -> None:
    """The service need not be opened anew once the index is there."""
    parts = replace(newsroom_parts, index_dir=tmp_path / "later")
    service = parts.service()
    for _ in range(2):
        with pytest.raises(IndexUnusableError, match=r"^还没有索引（.*later），请先运行 wenxun rebuild。$"):
            service.ask(Query("桥"))
    build(parts, tmp_path)
    assert service.ask(Query("云川大桥何时通车", today=_TODAY)).hits[0].article.id == "bridge-open"
    service.close()


def test_the_index_of_another_model_is_refused(newsroom_parts: Parts) -> None:
    """The sentence names the model that made it."""
    service = Service(newsroom_parts.index_dir, ToyEncoder(), newsroom_parts.segmenter)  # type: ignore[arg-type]
    with pytest.raises(IndexUnusableError, match=r"索引是用另一个模型（wenxun-static）建的，请运行 wenxun rebuild"):
        service.info()
    service.close()


def test_closed_is_closed(service: Service) -> None:
    """Nothing is opened again behind the back of whoever closed it."""
    assert service.info().articles == 12
    service.close()
    for use in (service.info, service.reload, service.sources, lambda: service.ask(Query("桥"))):
        with pytest.raises(IndexUnusableError, match="已经关闭"):
            use()


def test_reload_takes_up_what_is_live(parts: Parts, service: Service, tmp_path: Path) -> None:
    """It says whether that is another generation than before."""
    assert service.info().generation == "g000001"
    assert service.reload() is False
    assert build(parts, tmp_path, ferry(7)) == "g000002"
    assert service.reload() is True
    assert service.reload() is False
    assert service.ask(Query("鹭汀7号渡轮", today=_TODAY)).hits[0].article.id == "ferry-7"


def test_a_question_takes_up_what_is_live(
    parts: Parts, service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the background: the question that notices is still answered from the old generation, the next from the new."""
    monkeypatch.setattr("bot.service._LOOK_EVERY", 0.0)
    assert service.info().generation == "g000001"
    build(parts, tmp_path, ferry(7))
    assert service.ask(Query("鹭汀7号渡轮", today=_TODAY)).index.generation == "g000001"
    join_reload()
    answer = service.ask(Query("鹭汀7号渡轮", today=_TODAY))
    assert (answer.index.generation, answer.hits[0].article.id) == ("g000002", "ferry-7")


def test_a_generation_that_cannot_be_used_changes_nothing(
    parts: Parts, service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The old one goes on answering, and the reason is logged once, not at every question."""
    monkeypatch.setattr("bot.service._LOOK_EVERY", 0.0)
    service.info()
    name = build(parts, tmp_path)
    (parts.index_dir / name / f"part-{name}" / "dense.faiss").write_bytes(b"")
    with caplog.at_level(logging.ERROR, "bot.service"):
        for _ in range(3):
            assert service.ask(Query("云川大桥何时通车", today=_TODAY)).index.generation == "g000001"
            join_reload()
    assert [record.getMessage().split(":")[0] for record in caplog.records] == ["the new index was not taken up"]
    assert build(parts, tmp_path) == "g000003"
    service.info()
    join_reload()
    assert service.info().generation == "g000003"


def test_no_question_is_lost_while_generations_change(
    parts: Parts, service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four threads ask without pause through three rebuilds; every answer is right for the generation it names."""
    monkeypatch.setattr("bot.service._LOOK_EVERY", 0.0)
    done = threading.Event()
    known = {"g000001": ["bridge-open"]} | {f"g00000{n}": [f"ferry-{n}", "bridge-open"] for n in (2, 3, 4)}

    def ask() -> set[str]:
        seen = set()
        while not done.is_set():
            for question in ("云川大桥何时正式通车？", "鹭汀号渡轮何时下水？"):
                answer = service.ask(Query(question, today=_TODAY))
                first = answer.hits[0].article
                assert first == service.article(first.id) or first.id.startswith("ferry")
                if question.startswith("云川"):
                    assert first.id == "bridge-open"
                elif first.id.startswith("ferry"):
                    assert first.id in known[answer.index.generation]
                seen.add(answer.index.generation)
        return seen

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask) for _ in range(4)]
        try:
            for number in (2, 3, 4):
                assert build(parts, tmp_path, ferry(number)) == f"g00000{number}"
                service.reload()
        finally:
            done.set()
        seen = set().union(*(thread.result() for thread in asking))
    join_reload()
    assert "g000001" in seen
    assert service.info().generation == "g000004"
    # The first generations are gone from the disk; those who had them open were not disturbed.
    assert sorted(path.name for path in parts.index_dir.iterdir() if path.is_dir()) == ["g000003", "g000004"]
