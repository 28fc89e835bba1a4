"""What a question is about, and which time, order and outlet it asks for."""

from datetime import date

import pytest

from embeddings.search.dates import Window
from embeddings.search.outlets import Outlet
from embeddings.search.reading import Reading, read

_TODAY, _NEWEST = date(2024, 9, 1), date(2024, 8, 6)


def reading(question: str) -> Reading:
    """Read as of September 1 over articles up to August 6."""
    return read(question, ["云川日报"], _TODAY, _NEWEST)


@pytest.mark.parametrize(
    ("question", "order", "words"),
    [
        ("云川大桥最新消息", "latest", "云川大桥"),
        ("云川大桥的近况", "latest", "云川大桥"),
        ("最近有什么新闻", "latest", ""),
        ("昨天有什么大新闻", "latest", ""),
        ("云川大桥的来龙去脉", "timeline", "云川大桥"),
        ("帮我梳理一下云川大桥的始末", "timeline", "云川大桥"),
        ("云川大桥进展如何", "timeline", "云川大桥"),
        ("云川大桥最新进展", "latest", "云川大桥"),
        ("雲川大橋的來龍去脈", "timeline", "云川大桥"),
        ("说说事情的经过", "best", "说说事情的经过"),
        ("云川大桥多长？", "best", "云川大桥多长？"),
        ("昨天云川大桥通车了吗？", "best", "昨天云川大桥通车了吗？"),
    ],
)
def test_order_and_topic(question: str, order: str, words: str) -> None:
    """The words that ask for an order are left out; a question without an order keeps all of its words."""
    assert (reading(question).order, reading(question).words) == (order, words)


def test_a_stretch_up_to_now_ends_with_the_newest_article() -> None:
    """最近三天 counts from August 6, when the articles end."""
    assert reading("最近三天云川大桥的新消息").window == Window(date(2024, 8, 4), _NEWEST, "最近三天")


def test_other_times_count_from_the_clock() -> None:
    """上个月 is August, and 近三天 in a question for no order too counts from today."""
    assert reading("上个月云川大桥的最新消息").window == Window(date(2024, 8, 1), date(2024, 8, 31), "上个月")
    assert reading("近三天云川大桥通车了吗").window == Window(date(2024, 8, 30), _TODAY, "近三天")


def test_an_outlet_and_an_order_at_once() -> None:
    """Both are read, and the topic is what is left."""
    found = reading("云川日报关于云川大桥的最新报道")
    assert (found.outlet, found.order, found.words) == (Outlet("云川日报", ("云川日报",)), "latest", "云川大桥")


def test_a_detail_of_the_newest() -> None:
    """最近办了什么展 asks for one; 最新消息是什么 for whatever there is."""
    assert reading("云川大桥最近办了什么展？").asks_detail
    assert reading("最近谁走过云川大桥").asks_detail
    assert not reading("云川大桥最新消息是什么？").asks_detail
    assert not reading("云川大桥有什么进展？").asks_detail
