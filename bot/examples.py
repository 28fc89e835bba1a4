"""Questions that the loaded index answers, for the page to offer."""

import threading
from collections.abc import Callable, Iterator

from bot.schema import Answer, Query
from embeddings.schema import Article

#: Questions over the demo articles; over other articles most of these find nothing and are not offered.
_SEEDS = ("中俄睦邻友好合作条约是哪天宣布延期的？",)
_NEWEST = "最新的报道有哪些？"


class ExampleQuestions:
    """Questions that were tried and answered, kept until another index is loaded."""

    def __init__(self, ask: Callable[[Query], Answer], wanted: int = 4) -> None:
        self._ask, self._wanted = ask, wanted
        self._lock = threading.Lock()
        self._generation: str | None = None
        self._kept: tuple[str, ...] = ()

    def __call__(self, generation: str) -> tuple[str, ...]:
        """Return the questions for this index generation, best first."""
        with self._lock:
            if generation != self._generation:
                self._kept = tuple(self._answered())
                self._generation = generation
            return self._kept

    def _answered(self) -> Iterator[str]:
        found = 0
        for question in self._candidates():
            if not self._ask(Query(question, k=1)).abstained:
                yield question
                found += 1
                if found == self._wanted:
                    return

    def _candidates(self) -> Iterator[str]:
        yield from _SEEDS
        for hit in self._ask(Query(_NEWEST, k=20)).hits:
            if question := about(hit.article):
                yield question


def about(article: Article) -> str | None:
    """Ask about an article by its title, when the title is short and whole.

    >>> about(Article("1", "省博物馆新馆开放", "……"))
    '省博物馆新馆开放是哪天报道的？'
    """
    title = article.title.strip()
    return f"{title}是哪天报道的？" if 6 <= len(title) <= 24 and not title.endswith(("？", "?")) else None
