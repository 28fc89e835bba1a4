"""What the HTTP surface takes and gives, as typed models with examples."""

import re
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from bot.schema import QUESTION_LIMIT, Answer, IndexInfo, Query
from embeddings.schema import Article, Hit

#: The most articles that one answer lists.
K_LIMIT = 50

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _read_day(value: Any) -> Any:
    # Left to itself pydantic would also read numbers as days since 1970, and date-times as days.
    if value is None or isinstance(value, date):
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError("日期请写成 2024-05-02 这样、日历上有的日子（since 最早，until 最晚）。")


Day = Annotated[date, BeforeValidator(_read_day)]
Question = Annotated[str, StringConstraints(min_length=1, max_length=QUESTION_LIMIT, pattern=r"\S")]
Outlet = Annotated[str, StringConstraints(min_length=1, max_length=100)]
ConversationId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class _Filters(BaseModel):
    """How many articles, and the walls around them."""

    model_config = ConfigDict(extra="forbid")

    k: Annotated[int, Field(ge=1, le=K_LIMIT, description="At most this many articles.")] = 5
    since: Annotated[Day | None, Field(description="Nothing published before this day.")] = None
    until: Annotated[Day | None, Field(description="Nothing published after this day.")] = None
    source: Annotated[Outlet | None, Field(description="Only this outlet.")] = None
    conversation_id: Annotated[ConversationId | None, Field(description="Ties a follow-up to what came before.")] = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since and self.until and self.since > self.until:
            raise ValueError("since 不能晚于 until，请把两个日期对调。")
        return self

    def _query(self, question: str) -> Query:
        return Query(question, self.k, self.since, self.until, self.source, self.conversation_id)


class AskBody(_Filters):
    """A question."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"question": "中俄睦邻友好合作条约是哪天宣布延期的？", "k": 5}]},
    )

    question: Annotated[Question, Field(description="The question, in Chinese.")]

    def query(self) -> Query:
        """Return the question as the service takes it."""
        return self._query(self.question)


class AskParameters(_Filters):
    """A question in the address."""

    q: Annotated[Question, Field(description="The question, in Chinese.", examples=["条约是哪天宣布延期的？"])]

    def query(self) -> Query:
        """Return the question as the service takes it."""
        return self._query(self.q)


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
        return cls(
            article_id=article.id,
            title=article.title,
            published=article.published,
            source=article.source,
            url=article.url,
        )


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
            **Reprint.of(hit.article).model_dump(),
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
    abstained: bool
    results: list[Result]
    window: WindowModel | None
    outside: bool = Field(description="True when the articles lie outside the time that the question named.")
    index: IndexModel
    conversation_id: str | None
    took_ms: float

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """Take over the service's answer."""
        window = answer.window
        return cls(
            question=answer.question,
            answer=answer.text,
            span=answer.span,
            abstained=answer.abstained,
            results=[Result.of_hit(hit) for hit in answer.hits],
            window=WindowModel(since=window.since, until=window.until, words=window.words) if window else None,
            outside=answer.outside,
            index=IndexModel.of(answer.index),
            conversation_id=answer.conversation_id,
            took_ms=round(answer.took_ms, 1),
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


class Alive(BaseModel):
    """A sign of life."""

    status: Literal["ok"] = "ok"


class Ready(BaseModel):
    """The index is loaded."""

    status: Literal["ready"] = "ready"
    index: IndexModel
