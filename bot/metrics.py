"""What the server counts, for Prometheus: no question text and no client ever becomes a label."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from bot.schema import Answer, IndexInfo, Query
from embeddings.errors import WenxunError

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """Counters of one server, in a registry of their own."""

    def __init__(self, info: Callable[[], IndexInfo | None]) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self._questions = Counter("wenxun_questions", "Questions by outcome.", ["outcome"], registry=self._registry)
        for outcome in ("answered", "abstained", "refused"):
            self._questions.labels(outcome)
        self._ask_seconds = Histogram(
            "wenxun_ask_seconds", "Seconds to answer a question.", registry=self._registry, buckets=_BUCKETS
        )
        self._requests = Counter(
            "wenxun_http_requests", "HTTP requests.", ["method", "route", "status"], registry=self._registry
        )
        self._rebuilds = Counter("wenxun_rebuilds_started", "Rebuilds begun over HTTP.", registry=self._registry)
        articles = Gauge("wenxun_index_articles", "Articles in the loaded index.", registry=self._registry)
        articles.set_function(lambda: found.articles if (found := info()) else 0)
        built = Gauge("wenxun_index_built_timestamp_seconds", "When it was built.", registry=self._registry)
        built.set_function(lambda: datetime.fromisoformat(found.built_at).timestamp() if (found := info()) else 0)
        passages = Gauge("wenxun_index_passages", "Passages in the loaded index.", registry=self._registry)
        passages.set_function(lambda: found.passages if (found := info()) else 0)

    def counting(self, ask: Callable[[Query], Answer]) -> Callable[[Query], Answer]:
        """Wrap `ask` so that each answer, refusal and second is counted."""

        def counted(query: Query) -> Answer:
            began = time.perf_counter()
            try:
                answer = ask(query)
            except WenxunError:
                self._questions.labels("refused").inc()
                raise
            self._answered(answer, time.perf_counter() - began)
            return answer

        return counted

    def counting_stream(
        self, stream: Callable[[Query], Iterator[Answer | str]]
    ) -> Callable[[Query], Iterator[Answer | str]]:
        """Wrap `stream` likewise; what counts is when the articles' own words came."""

        def counted(query: Query) -> Iterator[Answer | str]:
            began, told = time.perf_counter(), False
            try:
                for piece in stream(query):
                    if isinstance(piece, Answer) and not told:
                        self._answered(piece, time.perf_counter() - began)
                        told = True
                    yield piece
            except WenxunError:
                self._questions.labels("refused").inc()
                raise

        return counted

    def _answered(self, answer: Answer, seconds: float) -> None:
        self._questions.labels("abstained" if answer.abstained else "answered").inc()
        self._ask_seconds.observe(seconds)

    def requested(self, method: str, route: str, status: int) -> None:
        """Count a request; `route` is the pattern, never the path."""
        self._requests.labels(method, route, str(status)).inc()

    def rebuilding(self) -> None:
        """Count a rebuild begun."""
        self._rebuilds.inc()

    def text(self) -> bytes:
        """Everything in the Prometheus text format."""
        return generate_latest(self._registry)
