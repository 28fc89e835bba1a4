"""What it costs to ask: seconds by stage, how near the dense index comes to exact search, questions a second."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import date
from functools import wraps
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from time import perf_counter
from typing import Any, cast

import numpy as np

from embeddings.evaluation.bench_build import OpenTools
from embeddings.evaluation.bench_corpus import Asked
from embeddings.index.snapshot import Snapshot
from embeddings.search.local import LocalEngine
from embeddings.search.retriever import Retriever

#: Opens an index and gives what answers one question of it; picklable.
OpenAsking = Callable[[Path], Callable[[str], object]]

_WARM_UP = 20
_DEPTH = 10
_WORKING = 3.0
#: The whole search, the whole answer, and what is left of a search beside the stages that are clocked.
SEARCH, ANSWER, REST = "search", "answer", "rest"
_WORDS, _NEAREST, _SOFT = "words", "nearest", "soft matching"


@dataclass(frozen=True, slots=True)
class Spread:
    """Milliseconds of many questions."""

    p50: float
    p95: float
    p99: float

    @classmethod
    def of(cls, seconds: Iterable[float]) -> "Spread":
        """Sum up seconds."""
        low, high, highest = np.percentile(np.fromiter(seconds, float) * 1000, [50, 95, 99]).tolist()
        return cls(low, high, highest)


@dataclass(frozen=True, slots=True)
class QueryFigures:
    """Milliseconds by stage; questions a second by number of workers; recall@10 of the dense index on the questions.

    `found` is the share of questions whose article is among the first ten, where the articles are known.
    """

    questions: int
    stages: dict[str, Spread]
    rates: dict[int, float]
    recall: float
    found: float | None

    def as_object(self) -> dict[str, Any]:
        """Give plain JSON values."""
        return asdict(self)


class Clock:
    """Adds up the seconds of calls by stage, one question after the other."""

    def __init__(self) -> None:
        self._running: defaultdict[str, float] = defaultdict(float)
        self.questions: list[dict[str, float]] = []

    def on(self, thing: object, **stages: str) -> Any:
        """Stand in for `thing`, its methods named in `stages` clocked."""
        clock = self

        class Clocked:
            def __len__(self) -> int:
                return len(cast("Sequence[object]", thing))

            def __getattr__(self, name: str) -> Any:
                found = getattr(thing, name)
                return clock._clocked(found, stages[name]) if name in stages else found

        return Clocked()

    def _clocked(self, function: Callable[..., Any], stage: str) -> Callable[..., Any]:
        @wraps(function)
        def timed(*given: Any, **named: Any) -> Any:
            began = perf_counter()
            try:
                return function(*given, **named)
            finally:
                self._running[stage] += perf_counter() - began

        return timed

    def question(self, whole: float) -> None:
        """End a question, which took so many seconds in all."""
        told = dict(self._running)
        self.questions.append({SEARCH: whole, **told, REST: whole - sum(told.values())})
        self._running.clear()


def measure_queries(
    index_dir: Path, asked: Sequence[Asked], open_tools: OpenTools, open_asking: OpenAsking, workers: Sequence[int]
) -> QueryFigures:
    """Ask every question of the live generation, here and in several processes."""
    tools, clock, questions = open_tools(), Clock(), [one.question for one in asked]
    with Snapshot.open(index_dir, *tools) as snapshot:
        vectors = tools.encoder.encode_questions(questions)
        recall = snapshot.parts[0].dense.recall(snapshot.parts[0].vectors, vectors)
        snapshot.dense = clock.on(snapshot.dense, search=_NEAREST)
        retriever = Retriever(
            clock.on(LocalEngine(clock.on(snapshot, by_words=_WORDS)), tokens=_SOFT, read="reading"),
            clock.on(tools.encoder, encode_questions="vector"),
            clock.on(tools.segmenter, terms="terms"),
            clock.on(tools.matcher, matches=_SOFT),
        )
        found = _search_all(retriever, asked, clock)
    seconds: dict[str, list[float]] = {}
    for one in clock.questions:
        for stage in clock.questions[0]:
            seconds.setdefault(stage, []).append(one.get(stage, 0.0))
    seconds[ANSWER] = _answer_all(open_asking(index_dir), questions)
    return QueryFigures(
        questions=len(asked),
        stages={stage: Spread.of(times) for stage, times in seconds.items()},
        rates={count: _rate(index_dir, questions, open_asking, count) for count in workers},
        recall=recall,
        found=found,
    )


def _search_all(retriever: Retriever, asked: Sequence[Asked], clock: Clock) -> float | None:
    """Search for every question, the first ones once more beforehand; tell in how many the article was found."""
    known = [one for one in asked if one.article_id]
    right = 0
    for place, one in enumerate((*asked[:_WARM_UP], *asked)):
        if place == min(_WARM_UP, len(asked)):
            clock.questions.clear()
            right = 0
        began = perf_counter()
        hits = retriever.search(one.question, _DEPTH, date.today()).hits
        clock.question(perf_counter() - began)
        right += any(one.article_id in (hit.article.id, *(other.id for other in hit.also)) for hit in hits)
    return right / len(known) if known else None


def _answer_all(ask: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    times = []
    for question in (*questions[:_WARM_UP], *questions):
        began = perf_counter()
        ask(question)
        times.append(perf_counter() - began)
    return times[-len(questions) :]


def _rate(index_dir: Path, questions: Sequence[str], open_asking: OpenAsking, workers: int) -> float:
    """Let so many processes answer for some seconds; give the questions a second of all together."""
    context = get_context("spawn")
    barrier = context.Barrier(workers)
    pipes = [context.Pipe(duplex=False) for _ in range(workers)]
    started = []
    for number, (_, theirs) in enumerate(pipes):
        turned = [*questions[number * 7 :], *questions[: number * 7]]
        worker = context.Process(target=_work, args=(theirs, barrier, index_dir, turned, open_asking))
        worker.start()
        started.append(worker)
        theirs.close()
    rates = []
    for ours, _ in pipes:
        with closing(ours):
            rates.append(float(ours.recv()))
    for worker in started:
        worker.join()
    return sum(rates)


def _work(result: Any, barrier: Barrier, index_dir: Path, questions: Sequence[str], open_asking: OpenAsking) -> None:
    ask = open_asking(index_dir)
    for question in questions[:_WARM_UP]:
        ask(question)
    barrier.wait()
    began, count = perf_counter(), 0
    while perf_counter() - began < _WORKING:
        ask(questions[count % len(questions)])
        count += 1
    result.send(count / (perf_counter() - began))
    result.close()
