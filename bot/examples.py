"""Questions that the loaded index answers, for the page to offer."""

import re
import threading
from collections.abc import Callable, Iterator
from itertools import chain, islice

from bot.schema import Answer, Query
from embeddings.schema import Article

#: Questions over the demo articles, each with what its answer must say: other articles rarely say it.
_SEEDS = (
    ("中俄睦邻友好合作条约是哪天宣布延期的？", "28日"),
    ("2025年高考报名人数是多少？", "1335万"),
    ("深中大桥的主跨有多长？", "1666米"),
    ("龙骨坡遗址是谁发现的？", "黄万波"),
)
_NEWEST = "最新的报道有哪些？"
# The name of a series or a column before the title proper.
_RUBRIC = re.compile(r"^(?:【[^】]{1,20}】\s*)?(?:[^｜丨|]{1,8}[｜丨|]\s*)?")


class ExampleQuestions:
    """Questions that were tried and answered, kept until another index is loaded."""

    def __init__(self, ask: Callable[[Query], Answer], wanted: int = 4) -> None:
        self._ask, self._wanted = ask, wanted
        self._lock = threading.Lock()
        self._generation: str | None = None
        self._kept: tuple[str, ...] = ()

    def __call__(self, generation: str) -> tuple[str, ...]:
        """Return the questions for this index generation."""
        with self._lock:
            if generation != self._generation:
                self._kept = tuple(islice(chain(self._seeds(), self._newest()), self._wanted))
                self._generation = generation
            return self._kept

    def _seeds(self) -> Iterator[str]:
        for question, said in _SEEDS:
            if said in (self._ask(Query(question, k=1, write=False)).text or ""):
                yield question

    def _newest(self) -> Iterator[str]:
        for hit in self._ask(Query(_NEWEST, k=20, write=False)).hits:
            question = about(hit.article)
            if question is None:
                continue
            answer = self._ask(Query(question, k=1, write=False))
            if not answer.abstained and answer.hits[0].article.id == hit.article.id:
                yield question


def about(article: Article) -> str | None:
    """Ask about an article by its title, when the title is long enough to tell it from others and not a question.

    >>> about(Article("1", "省博物馆新馆开放", "……"))
    '省博物馆新馆开放，具体是怎么回事？'
    >>> about(Article("1", "【城市观察】快讯｜省博物馆新馆开放", "……"))
    '省博物馆新馆开放，具体是怎么回事？'
    """
    title = _RUBRIC.sub("", article.title.strip())
    return f"{title}，具体是怎么回事？" if 8 <= len(title) <= 26 and not title.endswith(("？", "?")) else None
