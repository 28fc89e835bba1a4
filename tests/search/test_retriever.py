"""From a question to ranked articles, over the made-up newsroom with the shipped model."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings.encoding.encoder import Encoder
from embeddings.encoding.late_interaction import shipped
from embeddings.encoding.segment import Segmenter
from embeddings.index.build import rebuild
from embeddings.index.snapshot import Snapshot
from embeddings.schema import PASSAGE_LIMIT, Hit
from embeddings.search.dates import Window
from embeddings.search.retriever import Found, Retriever
from tests import newsroom
from tests.toys import ToyEncoder, ToySegmenter

Search = Callable[..., Found]
Tokens = Sequence[NDArray[np.uint16] | None]
_TODAY = date(2024, 9, 1)


@pytest.fixture(scope="session")
def search(snapshot: Snapshot, encoder: Encoder, segmenter: Segmenter) -> Search:
    """Give a way to ask for at most 10 articles on September 1, 2024."""
    retriever = Retriever(snapshot, encoder, segmenter)

    def ask(question: str, k: int = 10, today: date = _TODAY, **walls: object) -> Found:
        return retriever.search(question, k, today, **walls)  # type: ignore[arg-type]

    return ask


def ids(found: Found) -> list[str]:
    """Articles in order."""
    return [hit.article.id for hit in found.hits]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("云川大桥全长多少公里？", "bridge-open"),
        ("云川大桥大修什么时候结束？", "bridge-repair"),
        ("白鹭湖来了多少种水鸟？", "birds"),
        ("汽油一吨涨了多少钱？", "fuel"),
        ("谁赢了围棋公开赛？", "chess"),
        ("方言词典收了多少词？", "dialect"),
        ("渡口的路灯坏了多久？", "lamps"),
        ("C919首条航线飞哪里？", "plane"),
        ("ｃ９１９首条航线飞哪里？", "plane"),
    ],
)
def test_the_report_that_answers_comes_first(search: Search, question: str, first: str) -> None:
    """In reports' words or in others, in either width and case."""
    assert ids(search(question))[0] == first


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("雲川大橋什麼時候通車？", "云川大桥什么时候通车？"),
        ("海棠港2023年第二季度吞吐量增長多少？", "海棠港2023年第二季度吞吐量增长多少？"),
        ("茶園蟲害撥款多少？", "茶园虫害拨款多少？"),
    ],
)
def test_traditional_questions_find_simplified_articles(search: Search, traditional: str, simplified: str) -> None:
    """The hits and their scores are those of the simplified question."""
    assert search(traditional).hits == search(simplified).hits != ()


def test_the_passage_is_the_best_of_its_article(search: Search) -> None:
    """A long report gives the part that was asked about, once, as it stands in the body."""
    for question, words in (("深水网箱新建了多少口？", "四百二十口"), ("诱虫板买了多少张？", "二十万张诱虫板")):
        found = search(question)
        hit = found.hits[0]
        assert ids(found).count("meeting") == 1
        assert hit.article.id == hit.passage.article_id == "meeting"
        assert words in hit.text
        assert hit.text == hit.article.body[hit.passage.start : hit.passage.end]
        assert len(hit.text) <= PASSAGE_LIMIT < len(hit.article.body)


def test_reprints_are_folded_under_their_head(search: Search) -> None:
    """The earlier report stands for both; the other is named with its own outlet and day."""
    found = search("云川大桥什么时候通车？")
    assert ids(found)[0] == "bridge-open"
    assert [(a.id, a.source, a.published) for a in found.hits[0].also] == [
        ("bridge-open-again", "海棠晚报", "2023-06-19")
    ]
    assert "bridge-open-again" not in ids(found)
    assert all(hit.also == () for hit in found.hits[1:])


def test_scores_fall_and_belong_to_one_article_each(search: Search) -> None:
    """Best first, each article at most once, and nothing that says nothing of the question."""
    hits = search("云川大桥通车后首日有多少辆汽车？", k=50).hits
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0
    assert len({hit.article.id for hit in hits}) == len(hits)


@pytest.mark.parametrize("year", [2023, 2024])
def test_a_time_in_the_question_prefers(search: Search, year: int) -> None:
    """Two reports alike but for the year: the year that was asked for comes first, the other stays."""
    found = search(f"海棠港{year}年第二季度吞吐量增长多少？")
    assert ids(found)[:2] == [f"port-{year}", f"port-{4047 - year}"]
    assert found.window == Window(date(year, 4, 1), date(year, 6, 30), f"{year}年第二季度")
    assert not found.outside


@pytest.mark.parametrize(("today", "first"), [(date(2023, 8, 1), "port-2023"), (date(2024, 8, 1), "port-2024")])
def test_relative_times_count_from_today(search: Search, today: date, first: str) -> None:
    """上个月 is July of the year it is asked in."""
    found = search("上个月海棠港公布的吞吐量增长多少？", today=today)
    assert ids(found)[0] == first
    assert found.window == Window(date(today.year, 7, 1), date(today.year, 7, 31), "上个月")


def test_a_window_never_empties_the_answer(search: Search) -> None:
    """Nothing is of 2019: what there is comes all the same, and it is said to lie outside."""
    found = search("2019年云川大桥通车了吗？")
    assert ids(found)[0] == "bridge-open"
    assert found.outside
    assert search("2023年6月云川大桥通车了吗？").outside is False
    assert search("云川大桥通车了吗？").outside is False


@pytest.mark.parametrize(
    ("walls", "inside"),
    [
        ({"since": date(2024, 5, 2)}, {"bridge-repair", "port-2024", "plane", "fuel", "chess", "meeting"}),
        ({"until": date(2023, 6, 18)}, {"bridge-open"}),
        ({"since": date(2023, 6, 19), "until": date(2023, 7, 12)}, {"bridge-open-again", "port-2023"}),
        ({"source": "海棠晚报"}, {"bridge-open-again", "port-2023", "port-2024", "chess", "lamps"}),
        ({"source": "海棠晚報", "since": date(2024, 1, 1)}, {"port-2024", "chess"}),
        ({"since": date(2025, 1, 1)}, set()),
        ({"source": "没有的报"}, set()),
    ],
)
def test_walls_let_nothing_through(search: Search, walls: dict[str, object], inside: set[str]) -> None:
    """Neither as a hit nor folded under one, whatever the question says; an article without a date has none to show."""
    for question in ("云川大桥通车", "海棠港2023年吞吐量", "青岚省会议、客机、油价、棋手和路灯"):
        hits = search(question, k=50, **walls).hits
        shown = {hit.article.id for hit in hits} | {other.id for hit in hits for other in hit.also}
        assert shown <= inside


def test_a_wall_brings_out_the_reprint(search: Search) -> None:
    """When the head of the group is walled off, the reprint answers with its own outlet, and its own passage."""
    found = search("云川大桥什么时候通车？", source="海棠晚报")
    assert ids(found)[0] == found.hits[0].passage.article_id == "bridge-open-again"
    assert found.hits[0].also == ()


@pytest.mark.parametrize("k", [1, 2, 3])
def test_no_more_than_asked_for(search: Search, k: int) -> None:
    """The first k of a longer list."""
    assert search("云川大桥", k=k).hits == search("云川大桥", k=50).hits[:k]


def test_more_than_there_are(search: Search) -> None:
    """Asking for more articles than the index holds gives those that match, each once."""
    found = search("云川大桥海棠港青岚省白鹭湖", k=1000)
    assert set(ids(found)) < {str(article["id"]) for article in newsroom.ARTICLES}


@pytest.mark.parametrize("question", ["龘靐齉爩", "？？？", "🚀", "ガンダム", " "])
def test_a_question_of_unknown_words_finds_nothing(search: Search, question: str) -> None:
    """No word matches and there is no vector: no hits, rather than any."""
    assert search(question) == Found((), None, False)


def test_threads_get_what_one_thread_gets(search: Search) -> None:
    """One retriever answers several threads at once."""
    questions = ["云川大桥何时通车？", "汽油涨了多少？", "谁赢了围棋赛？", "白鹭湖有什么鸟？"] * 8
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(search, questions))
    assert together == [search(question) for question in questions]


def test_equal_scores_stand_in_the_order_of_reading(tmp_path: Path) -> None:
    """Articles that say the same of the question come in the order in which they were read, on every run."""
    articles = tuple(
        {"id": f"a{n}", "title": f"第{n}号", "published": "2024-01-01", "body": f"春风 吹过 第{n}站 一切 如常 无事"}
        for n in (3, 1, 2)
    )
    rebuild([newsroom.write(tmp_path, articles)], tmp_path / "index", ToyEncoder(), ToySegmenter())
    with Snapshot.open(tmp_path / "index") as opened:
        retriever = Retriever(opened, ToyEncoder(), ToySegmenter())
        for _ in range(3):
            hits = retriever.search("春风", 10, _TODAY).hits
            assert [hit.article.id for hit in hits] == ["a3", "a1", "a2"]
            assert len({hit.score for hit in hits}) == 1


def test_hits_are_ordered_as_whoever_reads_them_again_says(
    snapshot: Snapshot, encoder: Encoder, segmenter: Segmenter, search: Search
) -> None:
    """Up to ten hits are read, before the cut; an order by date and a search to be joined are left alone."""
    given: list[tuple[str, int]] = []

    def backwards(question: str, hits: Sequence[Hit], tokens: Tokens) -> tuple[Hit, ...]:
        given.append((question, len(hits)))
        assert tokens == [None] * len(hits)  # nothing was matched softly
        return tuple(reversed(hits))

    retriever = Retriever(snapshot, encoder, segmenter, reread=backwards)
    question = "云川大桥全长多少公里？"
    assert ids(retriever.search(question, 2, _TODAY)) == ids(search(question))[:-3:-1]
    assert given == [(question, 9)]
    assert ids(retriever.search(question, 2, _TODAY, read_again=False)) == ids(search(question))[:2]
    assert ids(retriever.search("云川大桥的最新消息", 2, _TODAY)) == ids(search("云川大桥的最新消息", 2))
    assert len(given) == 1


def test_who_reads_hits_again_gets_the_tokens_of_their_passages(
    tmp_path: Path, encoder: Encoder, segmenter: Segmenter
) -> None:
    """Title and text, as the matcher cuts them, of each hit in its order."""
    matcher = shipped()
    rebuild([newsroom.write(tmp_path)], tmp_path / "index", encoder, segmenter, matcher=matcher)

    def check(_: str, hits: Sequence[Hit], tokens: Tokens) -> tuple[Hit, ...]:
        texts = [f"{hit.article.title}\n{hit.passage.heading}\n{hit.text}" for hit in hits]
        assert [None if one is None else one.tolist() for one in tokens] == [
            one.tolist() for one in matcher.tokens(texts)
        ]
        return tuple(reversed(hits))

    with Snapshot.open(tmp_path / "index", encoder, segmenter, matcher) as opened:
        plain = Retriever(opened, encoder, segmenter, matcher).search("云川大桥全长多少公里？", 10, _TODAY)
        checked = Retriever(opened, encoder, segmenter, matcher, check).search("云川大桥全长多少公里？", 10, _TODAY)
        assert ids(checked) == ids(plain)[::-1]
