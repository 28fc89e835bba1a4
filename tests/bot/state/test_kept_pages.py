from dataclasses import replace
from datetime import date

from bot.schema import Answer, IndexInfo
from bot.state.pages import KEPT_FOR, find, keep, sweep
from bot.state.store import Store
from embeddings.schema import Article, Hit, Passage
from embeddings.search.course import Event
from embeddings.search.dates import Window
from embeddings.search.outlets import Outlet
from embeddings.search.walls import Walls

ARTICLE = Article(
    "a", "题", "前文。段落。后文。", "2024-05-06T18:30", "省报", "https://example.org", ("甲", "乙"), "省报5月6日电"
)
HIT = Hit(ARTICLE, Passage("a", 3, 6, "小标题"), 0.75, (Article("b", "另题", "别的文字"),))
ANSWER = Answer(
    "问？",
    "段落。",
    (HIT,),
    False,
    IndexInfo("g7", "2024-06-01T00:00:00+08:00", 2, 3, date(2024, 5, 6)),
    (0, 2),
    Window(date(2024, 5, 1), None, "5月以来"),
    True,
    order="timeline",
    as_of=date(2024, 5, 6),
    events=(Event(HIT, "通车"),),
    outlet=Outlet("省报", ("省报", "省报客户端")),
    astray=True,
    wall=Walls(date(2024, 1, 1), None, "省报"),
    written="写成的[1]。",
    citations=(1,),
)


def test_an_answer_comes_back_as_it_was_shown() -> None:
    """Everything that a message shows is kept; of the bodies only the passage, moved to the front."""
    store = Store()
    page = keep(store, "ann", ANSWER, "latest", limited=True, suggestions=("甲？", "乙？"))
    back = find(store, page.token)
    assert back == page
    assert back.answer is not None
    (hit,) = back.answer.hits
    assert (hit.text, hit.passage, hit.score) == ("段落。", Passage("a", 0, 3, "小标题"), 0.75)
    assert hit.article == Article("a", "题", "段落。", "2024-05-06T18:30", "省报", "https://example.org")
    assert hit.also == (Article("b", "另题", ""),)
    assert back.answer.events == (Event(hit, "通车"),)
    same = replace(back.answer, hits=ANSWER.hits, events=ANSWER.events)
    assert same == ANSWER
    assert (back.kind, back.limited, back.suggestions) == ("latest", True, ("甲？", "乙？"))
    store.close()


def test_a_page_without_an_answer_keeps_its_suggestions() -> None:
    """The greeting offers questions, too."""
    store = Store()
    token = keep(store, "ann", None, suggestions=("甲？",)).token
    back = find(store, token)
    assert back is not None
    assert (back.answer, back.suggestions) == (None, ("甲？",))
    store.close()


def test_pages_grow_too_old() -> None:
    """At thirty days a page is gone, for buttons at once and from the file with the next sweep."""
    now = [1000.0]
    store = Store(clock=lambda: now[0])
    token = keep(store, "ann", ANSWER).token
    now[0] += KEPT_FOR - 1
    assert find(store, token) is not None
    now[0] += 1
    assert find(store, token) is None
    sweep(store)
    assert store.db.execute("SELECT count(*) FROM pages").fetchone() == (0,)
    store.close()


def test_the_oldest_go_when_there_are_too_many() -> None:
    """The newest three of five stay."""
    store = Store()
    tokens = [keep(store, "ann", ANSWER).token for _ in range(5)]
    sweep(store, kept=3)
    assert [find(store, token) is not None for token in tokens] == [False, False, True, True, True]
    store.close()


def test_an_unknown_token_is_no_page() -> None:
    """Whatever a button may send, there is at most nothing there."""
    store = Store()
    assert find(store, "' OR 1=1 --") is None
    store.close()
