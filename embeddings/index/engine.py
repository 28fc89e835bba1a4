"""What ranking asks of the place where a generation is kept, be it files on this machine or a server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.encoding.segment import Terms
from embeddings.schema import Article, Passage


@dataclass(frozen=True, slots=True)
class Scope:
    """Articles of some days, proleptic ordinals, both included, and of some outlets, by their places; None: of any."""

    first: int | None = None
    last: int | None = None
    sources: frozenset[int] | None = None

    @classmethod
    def between(cls, since: date | None, until: date | None) -> "Scope":
        """Bound the days; an article without a day is in no bounds."""
        return cls(since.toordinal() if since else None, until.toordinal() if until else None)

    def widened(self, before: int, after: int) -> "Scope":
        """Move the bounds out by so many days."""
        first = None if self.first is None else self.first - before
        return Scope(first, None if self.last is None else self.last + after, self.sources)

    @property
    def is_dated(self) -> bool:
        """Whether the days are bounded."""
        return (self.first, self.last) != (None, None)

    def __bool__(self) -> bool:
        """Whether there is any bound."""
        return self.is_dated or self.sources is not None

    def __and__(self, other: "Scope") -> "Scope":
        """Bound by both."""
        firsts = [day for day in (self.first, other.first) if day is not None]
        lasts = [day for day in (self.last, other.last) if day is not None]
        both = [places for places in (self.sources, other.sources) if places is not None]
        return Scope(
            max(firsts, default=None), min(lasts, default=None), frozenset.intersection(*both) if both else None
        )

    def covers(self, days: NDArray[np.int32], sources: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Tell for each article, given its day (0: none) and the place of its outlet (-1: none), each (n,)."""
        inside = days > 0 if self.is_dated else np.ones(len(days), dtype=bool)
        if self.first is not None:
            inside &= days >= self.first
        if self.last is not None:
            inside &= days <= self.last
        if self.sources is not None:
            inside &= np.isin(sources, sorted(self.sources))
        return inside


@dataclass(frozen=True, slots=True)
class Favour:
    """How much an article counts: nothing outside `walls`, `outside` where it is not in `near`, and again `wanted`."""

    walls: Scope
    near: Scope
    wanted: Scope
    outside: float

    def factor(self, days: NDArray[np.int32], sources: NDArray[np.int32]) -> NDArray[np.float32]:
        """Give the factor of articles by their days and outlets, (n,)."""
        factor = np.ones(len(days), np.float32)
        for scope in (self.near, self.wanted):
            if scope:
                factor *= np.where(scope.covers(days, sources), np.float32(1), np.float32(self.outside))
        if self.walls:
            factor *= self.walls.covers(days, sources)
        return factor


class Candidates(NamedTuple):
    """Passages that may answer, n columns in no order: their rows, scores, and what is known of their articles."""

    rows: NDArray[np.int64]
    lexical: NDArray[np.float32]
    cosine: NDArray[np.float32]
    article: NDArray[np.int64]
    day: NDArray[np.int32]
    source: NDArray[np.int32]
    fold: NDArray[np.int64]

    def take(self, places: NDArray[Any]) -> "Candidates":
        """Give some of them, in this order."""
        return Candidates(*(column[places] for column in self))


class About(NamedTuple):
    """What a generation says of itself; `newest` is the day of its newest article, 0 where none is dated."""

    generation: str
    built_at: str
    articles: int
    passages: int
    newest: int


class Engine(Protocol):
    """One generation in use; it stays whole and readable while later ones go live. Safe for any number of threads."""

    @property
    def about(self) -> About:
        """Say which generation it is."""

    @property
    def sources(self) -> Sequence[str]:
        """Name the outlets; their places in this list are what a Scope speaks of."""

    def outlets(self) -> list[tuple[str, int]]:
        """Count the articles of each outlet, in the order of `sources`."""

    def holds(self, scope: Scope) -> bool:
        """Tell whether there is any article in a scope."""

    def candidates(
        self, terms: Terms, weights: Mapping[str, float], vector: NDArray[np.float32], favour: Favour, count: int
    ) -> Candidates:
        """Gather the `count` best passages by words, favoured ones first, and the nearest `count` to a vector (dim,).

        `weights` are those of the kinds of terms. Lexical scores are divided by the best of the whole index; a zero
        vector is near to nothing. What lies outside the walls is left out.
        """

    def latest(self, scope: Scope, count: int) -> Candidates:
        """Give the first passages of the newest articles, the newest first, undated ones last; scores are 0."""

    def tokens(self, rows: Sequence[int]) -> list[NDArray[np.uint16]]:
        """Token numbers of passages for soft matching; none where the index was built without."""

    def members(self, heads: Sequence[int], scope: Scope) -> dict[int, list[int]]:
        """Give the articles of a scope that are folded under each head, by row; the head itself is one of them."""

    def read(self, articles: Sequence[int], passages: Sequence[int]) -> tuple[list[Article], list[Passage]]:
        """Read articles and passages by their rows."""

    def find(self, article_id: str) -> Article | None:
        """Read an article by its id."""

    def close(self) -> None:
        """Let go of it."""


class Origin(Protocol):
    """Where generations come from."""

    def current(self) -> str | None:
        """Name the live generation, or None when there is none or nobody can say."""

    def open(self) -> Engine:
        """Open the live generation; IndexUnusableError when there is none that can be used."""

    def close(self) -> None:
        """Let go of whatever all its generations share."""
