"""What flows through the rooms: articles, their passages, and the hits of a search."""

from dataclasses import dataclass
from datetime import date

#: No passage is longer than this many characters.
PASSAGE_LIMIT = 400


@dataclass(frozen=True, slots=True)
class Article:
    """One news article as stored.

    `published` is an ISO date or date-time as the text gives it ("2021-07-12",
    "2021-07-12T07:51", "2021-07-12T07:51:30+08:00"); without a zone it is Asia/Shanghai.
    `source`, `url`, `published` and `dateline` are None where the text has none: nothing is invented.
    """

    id: str
    title: str
    body: str
    published: str | None = None
    source: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    dateline: str | None = None

    @property
    def day(self) -> date | None:
        """The calendar day of publication, or None."""
        return date.fromisoformat(self.published[:10]) if self.published else None


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one article: `body[start:end]`, under a sub-headline or none."""

    article_id: str
    start: int
    end: int
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found, its best passage, the score, and the reprints folded under it."""

    article: Article
    passage: Passage
    score: float
    also: tuple[Article, ...] = ()

    @property
    def text(self) -> str:
        """The passage itself, exactly as it stands in the body."""
        return self.article.body[self.passage.start : self.passage.end]
