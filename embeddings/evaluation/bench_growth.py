"""How cost grows with size: the same figures over corpora of one size after another."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from shutil import rmtree
from typing import Any, NamedTuple

from embeddings.evaluation.bench_build import BuildFigures, OpenTools, measure_build
from embeddings.evaluation.bench_corpus import Asked
from embeddings.evaluation.bench_query import OpenAsking, QueryFigures, measure_queries

_QUESTIONS = 300


#: Writes a corpus of about so many passages to a file, and gives questions.
Write = Callable[[Path, int], list[Asked]]


class Step(NamedTuple):
    """The figures of one size."""

    build: BuildFigures
    query: QueryFigures

    def as_object(self) -> dict[str, Any]:
        """Give plain JSON values."""
        return {"build": self.build.as_object(), "query": self.query.as_object()}


def grow(
    sizes: Sequence[int], folder: Path, write: Write, open_tools: OpenTools, open_asking: OpenAsking
) -> Iterator[Step]:
    """Build and ask at each size (in passages, about) in `folder`; nothing is left of one when the next begins."""
    for size in sizes:
        corpus, index_dir = folder / "made.jsonl", folder / "index"
        asked = write(corpus, size)
        chosen = asked[:: max(1, len(asked) // _QUESTIONS)][:_QUESTIONS]
        build = measure_build([corpus], index_dir, open_tools)
        query = measure_queries(index_dir, chosen, open_tools, open_asking, ())
        corpus.unlink()
        rmtree(index_dir)
        yield Step(build, query)
