"""The routes that look at the articles from above: examples, outlets, when a topic was reported."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from bot.api_keys import Guard
from bot.api_requests import TopicParameters
from bot.examples import ExampleQuestions
from bot.problems import documented
from bot.service import Service
from bot.timeline import timeline
from embeddings.schema import Hit

#: Articles scoring under this share of the best one are not about the topic.
_ON_TOPIC = 0.5


class Examples(BaseModel):
    """Questions that the loaded index answers."""

    examples: list[str]


class SourceModel(BaseModel):
    """An outlet and how many of its articles are indexed."""

    source: str
    articles: int


class Sources(BaseModel):
    """Every outlet, most articles first."""

    sources: list[SourceModel]

    @classmethod
    def of(cls, service: Service) -> "Sources":
        """Count the articles of the live index by outlet."""
        return cls(sources=[SourceModel(source=name, articles=count) for name, count in service.sources()])


class BarModel(BaseModel):
    """One period, both days included, and how many reports fell into it."""

    since: date
    until: date
    count: int


class TimelineModel(BaseModel):
    """When a topic was reported, reprints counted; `undated` reports are in no bar."""

    unit: Literal["day", "week", "month", "quarter", "year"]
    bars: list[BarModel]
    undated: int = Field(description="Reports without a date.")

    @classmethod
    def of(cls, hits: Sequence[Hit]) -> "TimelineModel":
        """Count the reports on the topic and their reprints."""
        best = max((hit.score for hit in hits), default=0.0)
        reports = [one for hit in hits if hit.score >= _ON_TOPIC * best for one in (hit.article, *hit.also)]
        days = [report.day for report in reports if report.day]
        unit, bars = timeline(days)
        counted = [BarModel(since=bar.since, until=bar.until, count=bar.count) for bar in bars]
        return cls(unit=unit, bars=counted, undated=len(reports) - len(days))


def topic_routes(service: Service, guard: Guard) -> APIRouter:
    """Routes over the service; none of them counts as a question."""
    router = APIRouter(prefix="/v1", tags=["topics"], dependencies=[Depends(guard)])
    examples = ExampleQuestions(service.ask)

    @router.get("/examples", operation_id="examples", summary="Questions that work", responses=documented(401, 503))
    def get_examples() -> Examples:
        return Examples(examples=list(examples(service.info().generation)))

    @router.get(
        "/sources", operation_id="sources", summary="Outlets and their articles", responses=documented(401, 503)
    )
    def get_sources() -> Sources:
        return Sources.of(service)

    @router.get(
        "/timeline",
        operation_id="timeline",
        summary="When a topic was reported",
        responses=documented(401, 422, 503),
    )
    def get_timeline(parameters: Annotated[TopicParameters, Query()]) -> TimelineModel:
        return TimelineModel.of(service.ask(parameters.query()).hits)

    return router
