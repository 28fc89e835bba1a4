"""What the server counts, for Prometheus: no question text and no client ever becomes a label."""

import time
from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from bot.metrics_state import State
from bot.rebuilding import Rebuilding
from bot.schema import Answer, IndexInfo, Query
from embeddings.errors import WenxunError
from embeddings.search.trace import Notes, Trace

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """Counters of one server, in a registry of their own."""

    def __init__(self, info: Callable[[], IndexInfo], rebuilding: Rebuilding | None = None) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self._questions = Counter("wenxun_questions", "Questions by outcome.", ["outcome"], registry=self._registry)
        for outcome in ("answered", "abstained", "refused"):
            self._questions.labels(outcome)
        self._ask_seconds = Histogram(
            "wenxun_ask_seconds", "Seconds to answer a question.", registry=self._registry, buckets=_BUCKETS
        )
        self._stage_seconds = Histogram(
            "wenxun_stage_seconds", "Seconds of each stage.", ["stage"], registry=self._registry, buckets=_BUCKETS
        )
        self._requests = Counter(
            "wenxun_http_requests", "HTTP requests.", ["method", "route", "status"], registry=self._registry
        )
        self._feed_polls = Counter("wenxun_feed_polls", "Polls of feeds.", ["outcome"], registry=self._registry)
        for polled in ("new", "same", "failed"):
            self._feed_polls.labels(polled)
        self._feed_articles = Counter("wenxun_feed_articles", "New entries of feeds.", registry=self._registry)
        self._registry.register(State(info, rebuilding))

    def counting(self, ask: Callable[[Query, Trace], Answer]) -> Callable[..., Answer]:
        """Wrap `ask` so that each answer, refusal and second of each stage is counted."""

        def counted(query: Query, notes: Notes | None = None) -> Answer:
            began, notes = time.perf_counter(), notes or Notes()
            try:
                answer = ask(query, notes)
            except WenxunError:
                self._questions.labels("refused").inc()
                raise
            self._answered(answer, time.perf_counter() - began)
            self._staged(notes)
            return answer

        return counted

    def counting_stream(
        self, stream: Callable[[Query, Trace], Iterator[Answer | str]]
    ) -> Callable[[Query], Iterator[Answer | str]]:
        """Wrap `stream` likewise; what counts is when the articles' own words came."""

        def counted(query: Query) -> Iterator[Answer | str]:
            began, told, notes = time.perf_counter(), False, Notes()
            try:
                for piece in stream(query, notes):
                    if isinstance(piece, Answer) and not told:
                        self._answered(piece, time.perf_counter() - began)
                        told = True
                    yield piece
            except WenxunError:
                self._questions.labels("refused").inc()
                raise
            finally:
                self._staged(notes)

        return counted

    def _answered(self, answer: Answer, seconds: float) -> None:
        self._questions.labels("abstained" if answer.abstained else "answered").inc()
        self._ask_seconds.observe(seconds)

    def _staged(self, notes: Notes) -> None:
        for stage, seconds in notes.seconds.items():
            self._stage_seconds.labels(stage).observe(seconds)

    def requested(self, method: str, route: str, status: int) -> None:
        """Count a request; `route` is the pattern, never the path."""
        self._requests.labels(method, route, str(status)).inc()

    def polled(self, outcome: str, articles: int) -> None:
        """Count a poll of a feed, and what in it was new."""
        self._feed_polls.labels(outcome).inc()
        self._feed_articles.inc(articles)

    def text(self) -> bytes:
        """Everything in the Prometheus text format."""
        return generate_latest(self._registry)
