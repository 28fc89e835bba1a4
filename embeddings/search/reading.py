"""A question read before it is searched for: what it is about, and which time, order and outlet it asks for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from embeddings.search.dates import Window, read_window
from embeddings.search.intents import Order, read_order, topic_of
from embeddings.search.outlets import Outlet, read_outlet
from embeddings.text import simplified

# A stretch that ends now: 最近三天, 近一个月, 过去两周.
_UP_TO_NOW = re.compile("近|过去")
_DETAIL = re.compile("什么|啥|多少|几|谁|哪|怎|如何|为何|何时|多[大长高久远重]|吗")
_NEWS = re.compile("新闻|消息|大事|要闻|头条|发生[了过]?(?:什么|哪些|啥)|报道")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a question asks for; `words` is its topic, "" where it wants whatever is newest."""

    words: str
    window: Window | None
    order: Order
    outlet: Outlet | None

    @property
    def asks_detail(self) -> bool:
        """Whether the topic is a question of its own, as in 最近办了什么展."""
        return bool(_DETAIL.search(self.words))


def read(question: str, sources: Sequence[str], today: date, newest: date | None) -> Reading:
    """Read a question asked on `today` of an index with these outlets, whose newest article is of the day `newest`.

    >>> read("最近三天云川大桥有什么新消息", [], date(2024, 9, 1), date(2024, 8, 6)).window
    Window(since=datetime.date(2024, 8, 4), until=datetime.date(2024, 8, 6), words='最近三天')
    """
    plain = simplified(question)
    window = read_window(plain, today)
    outlet, rest = read_outlet(plain, sources)
    order = read_order(plain)
    if order == "best" and not (window and _NEWS.search(plain)):
        return Reading(rest, window, "best", outlet)
    topic = topic_of(rest.replace(window.words, " ", 1) if window else rest)
    if order == "best" and not topic:
        order = "latest"
    if order == "best" or (order == "timeline" and not topic):
        return Reading(rest, window, "best", outlet)
    if order == "latest" and window and newest and newest < today and _UP_TO_NOW.search(window.words):
        window = read_window(plain, newest)
    return Reading(topic, window, order, outlet)
