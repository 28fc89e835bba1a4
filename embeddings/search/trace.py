"""What a search notes down on its way, for whoever looks inside: seconds of each stage, scores of each article."""

import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


class Trace:
    """Takes notes of one question; this one throws them away."""

    def timed(self, stage: str) -> AbstractContextManager[None]:
        """Time a stage, less the stages inside it."""
        return nullcontext()

    def searched(self, words: str) -> None:
        """Begin a search; what is scored from here on belongs to it."""

    def scored(self, rows: NDArray[np.int64], **scores: NDArray[np.float32]) -> None:
        """Take what each of some passages, by row (n,), got from each stage (n,)."""

    def shown(self, articles: Sequence[str], rows: Sequence[int]) -> None:
        """Take which passage, by row, stands for each of the articles found, best first."""

    def reread(self, articles: Sequence[str], scores: Sequence[float]) -> None:
        """Take the articles in their new order, best first, and their new scores."""

    def judged(self, confidence: float, least: float) -> None:
        """Take how sure the answer is, and how sure it has to be."""


SILENT = Trace()


@dataclass(frozen=True, slots=True)
class Scored:
    """An article that was found, and what its passage got from each stage."""

    article_id: str
    scores: dict[str, float]


@dataclass(slots=True)
class Search:
    """One search of a question: the words looked for and the articles found, best first."""

    words: str
    found: list[Scored] = field(default_factory=list)


class Notes(Trace):
    """Keeps seconds by stage, and with `scores` what each search found."""

    def __init__(self, scores: bool = False) -> None:
        self.seconds: dict[str, float] = {}
        self.searches: list[Search] = []
        self.confidence, self.least = 0.0, 0.0
        #: Whether someone looks at the scores: then nothing kept from before will do.
        self.inside = scores
        self._places: dict[int, int] = {}
        self._columns: dict[str, NDArray[np.float32]] = {}
        self._inside = [0.0]

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Time a stage, less the stages inside it."""
        began = time.perf_counter()
        self._inside.append(0.0)
        try:
            yield
        finally:
            took = time.perf_counter() - began
            own = took - self._inside.pop()
            self._inside[-1] += took
            self.seconds[stage] = self.seconds.get(stage, 0.0) + own

    def reread(self, articles: Sequence[str], scores: Sequence[float]) -> None:
        """Put them in their new order, each with its new score."""
        if self.inside:
            before = {one.article_id: one.scores for one in self.searches[-1].found}
            self.searches[-1].found = [
                Scored(article, {**before.get(article, {}), "reread": round(float(score), 6)})
                for article, score in zip(articles, scores, strict=True)
            ]

    def judged(self, confidence: float, least: float) -> None:
        """Keep both."""
        self.confidence, self.least = confidence, least

    def searched(self, words: str) -> None:
        """Begin a search."""
        self.searches.append(Search(words))
        self._places, self._columns = {}, {}

    def scored(self, rows: NDArray[np.int64], **scores: NDArray[np.float32]) -> None:
        """Keep the scores until it is known which passages are shown."""
        if self.inside:
            self._places = {row: place for place, row in enumerate(rows.tolist())}
            self._columns = scores

    def shown(self, articles: Sequence[str], rows: Sequence[int]) -> None:
        """Keep the scores of the passages shown; those of a list without a topic have none."""
        if not self.inside:
            return
        for article, row in zip(articles, rows, strict=True):
            place = self._places.get(row)
            columns = self._columns if place is not None else {}
            self.searches[-1].found.append(
                Scored(article, {name: round(float(column[place]), 6) for name, column in columns.items()})
            )
