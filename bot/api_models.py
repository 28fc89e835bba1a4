"""What the HTTP surface gives, as typed models."""

import datetime as dt
from datetime import date
from typing import Any, Literal, Self

from pydantic import BaseModel, Field

from bot.api_debug import DebugModel
from bot.render.records import about
from bot.schema import Answer, IndexInfo
from embeddings.schema import Article, Hit
from embeddings.search.course import Event
from embeddings.search.intents import Order


class Reprint(BaseModel):
    """Another outlet's copy of an article."""

    article_id: str
    title: str
    published: str | None
    source: str | None
    url: str | None

    @classmethod
    def of(cls, article: Article) -> Self:
        """Describe a copy without its body."""
        return cls(**about(article))


class Result(Reprint):
    """An article found, with its best passage: `body[start:end]`."""

    heading: str
    passage: str
    start: int
    end: int
    score: float
    also: list[str] = Field(description="Ids of the reprints folded under it.")
    reprints: list[Reprint] = Field(description="Those reprints, each with its own outlet and date.")

    @classmethod
    def of_hit(cls, hit: Hit) -> Self:
        """Describe a hit of the search."""
        return cls(
            **about(hit.article),
            heading=hit.passage.heading,
            passage=hit.text,
            start=hit.passage.start,
            end=hit.passage.end,
            # Rounded once here, so that every answer shows the same digits.
            score=round(float(hit.score), 6),
            also=[article.id for article in hit.also],
            reprints=[Reprint.of(article) for article in hit.also],
        )


class WindowModel(BaseModel):
    """The time read from the question (both days included) and the words that named it."""

    since: date | None
    until: date | None
    words: str


class OutletModel(BaseModel):
    """The outlet that the question asks for, and the names of it in the index: none where it has none."""

    name: str
    sources: list[str]
    astray: bool = Field(description="True when the first article is of another outlet and does not speak of this one.")


class WallModel(BaseModel):
    """The limits that let no article through."""

    since: date | None
    until: date | None
    source: str | None


class EventModel(BaseModel):
    """One event of a course of events: its day, what happened in the article's words, and the article."""

    date: dt.date | None
    text: str
    article_id: str
    title: str
    source: str | None
    url: str | None
    also: list[str] = Field(description="Ids of other articles on the same event.")

    @classmethod
    def of(cls, event: Event) -> Self:
        """Describe an event without the body of its article."""
        article = event.hit.article
        return cls(
            date=event.day,
            text=event.text,
            article_id=article.id,
            title=article.title,
            source=article.source,
            url=article.url,
            also=[other.id for other in event.hit.also],
        )


class IndexModel(BaseModel):
    """Which index answered."""

    generation: str
    built_at: str
    articles: int
    passages: int
    newest: date | None

    @classmethod
    def of(cls, info: IndexInfo) -> Self:
        """Take over the service's own account."""
        return cls(
            generation=info.generation,
            built_at=info.built_at,
            articles=info.articles,
            passages=info.passages,
            newest=info.newest,
        )


class AnswerModel(BaseModel):
    """An answer in the articles' own words, or an honest refusal with the nearest articles."""

    question: str
    answer: str | None = Field(description="The sentence that answers; null exactly when abstained.")
    span: tuple[int, int] | None = Field(description="Where in `answer` the asked detail stands.")
    note: str | None = Field(description="Completes the asked date where it is given in part: 28日＝2021年6月28日.")
    abstained: bool
    results: list[Result]
    window: WindowModel | None
    outside: bool = Field(description="True when the articles lie outside the time that the question named.")
    order: Order = Field(
        description="Order of `results`: `latest` is newest first; `timeline` says that `timeline` tells the events."
    )
    as_of: date | None = Field(description="The day of the newest article in the index, where the newest is asked for.")
    timeline: list[EventModel] = Field(description="The course of events, oldest first, where it is asked for.")
    outlet: OutletModel | None
    wall: WallModel | None = Field(description="The limits that let no article through.")
    index: IndexModel
    conversation_id: str | None
    took_ms: float
    written: str | None = Field(
        description="What a language model wrote, each sentence checked against the results it cites as [1], from 1."
    )
    citations: list[int] = Field(description="The results that `written` cites, from 1.")
    debug: DebugModel | None = Field(None, description="How it came about; only with `debug=1` and the admin key.")

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """Take over the service's answer."""
        window, outlet, wall = answer.window, answer.outlet, answer.wall
        return cls(
            question=answer.question,
            answer=answer.text,
            span=answer.span,
            note=answer.note,
            abstained=answer.abstained,
            results=[Result.of_hit(hit) for hit in answer.hits],
            window=WindowModel(since=window.since, until=window.until, words=window.words) if window else None,
            outside=answer.outside,
            order=answer.order,
            as_of=answer.as_of,
            timeline=[EventModel.of(event) for event in answer.events],
            outlet=OutletModel(name=outlet.name, sources=list(outlet.sources), astray=answer.astray)
            if outlet
            else None,
            wall=WallModel(since=wall.since, until=wall.until, source=wall.source) if wall else None,
            index=IndexModel.of(answer.index),
            conversation_id=answer.conversation_id,
            took_ms=round(answer.took_ms, 1),
            written=answer.written,
            citations=list(answer.citations),
        )


class ArticleModel(BaseModel):
    """One article as it is stored."""

    id: str
    title: str
    published: str | None
    source: str | None
    url: str | None
    authors: list[str]
    dateline: str | None
    body: str

    @classmethod
    def of(cls, article: Article) -> Self:
        """Take over the stored article."""
        return cls(
            id=article.id,
            title=article.title,
            published=article.published,
            source=article.source,
            url=article.url,
            authors=list(article.authors),
            dateline=article.dateline,
            body=article.body,
        )


class RebuildModel(BaseModel):
    """How the latest rebuild stands."""

    state: Literal["idle", "running", "done", "failed"]
    full: bool
    started_at: str | None
    finished_at: str | None
    report: dict[str, Any] | None = Field(description="Counts and seconds, once it is done.")
    error: str | None = Field(description="One sentence, when it failed.")


class SkippedModel(BaseModel):
    """An article that was not taken: its place in what was sent, from 1, and why."""

    item: int | None
    reason: str


class ReceivedModel(BaseModel):
    """What came of articles handed in."""

    accepted: list[str] = Field(description="Ids of the articles taken; they can be found after the rebuild.")
    skipped: list[SkippedModel]
    rebuild: RebuildModel


class Alive(BaseModel):
    """A sign of life."""

    status: Literal["ok"] = "ok"


class Ready(BaseModel):
    """The index is loaded."""

    status: Literal["ready"] = "ready"
    index: IndexModel
