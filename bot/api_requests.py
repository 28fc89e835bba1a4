"""What the HTTP surface takes, as typed models with examples."""

import re
from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from bot.schema import QUESTION_LIMIT, Query

#: What `debug` does.
DEBUG = "Tell the scores and the time of each stage; for the admin key alone, and in JSON alone."
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


class _Walls(BaseModel):
    """Days and outlet outside which nothing is looked at."""

    model_config = ConfigDict(extra="forbid")

    since: Annotated[Day | None, Field(description="Nothing published before this day.")] = None
    until: Annotated[Day | None, Field(description="Nothing published after this day.")] = None
    source: Annotated[Outlet | None, Field(description="Only this outlet.")] = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since and self.until and self.since > self.until:
            raise ValueError("since 不能晚于 until，请把两个日期对调。")
        return self


class _Filters(_Walls):
    """How many articles, and of which conversation."""

    k: Annotated[int, Field(ge=1, le=K_LIMIT, description="At most this many articles.")] = 5
    conversation_id: Annotated[ConversationId | None, Field(description="Ties a follow-up to what came before.")] = None

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
    debug: Annotated[bool, Field(description=DEBUG)] = False

    def query(self) -> Query:
        """Return the question as the service takes it."""
        return self._query(self.q)


class TopicParameters(_Walls):
    """A topic in the address."""

    q: Annotated[Question, Field(description="A question or the words of a topic, in Chinese.")]

    def query(self) -> Query:
        """Return the widest look at the topic."""
        return Query(self.q, K_LIMIT, self.since, self.until, self.source, write=False)
