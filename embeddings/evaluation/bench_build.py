"""What it costs to build an index: seconds by stage, articles and passages a second, memory, bytes on disk."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from embeddings.encoding.encoder import Encoder
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.encoding.segment import Segmenter
from embeddings.evaluation.bench_process import watched
from embeddings.index.build import rebuild
from embeddings.index.generations import read_current
from embeddings.index.manifest import Manifest


class Tools(NamedTuple):
    """What makes and reads an index."""

    encoder: Encoder
    segmenter: Segmenter
    matcher: LateInteraction


#: Loads the tools in whichever process needs them; picklable.
OpenTools = Callable[[], Tools]


@dataclass(frozen=True, slots=True)
class BuildFigures:
    """One build; `peak` is resident memory in bytes (None: unknown here), `disk` bytes by file, `recall` of dense@10.

    `seconds` is the wall time of the whole build, loading the tools left out; `stages` are parts of it.
    """

    articles: int
    passages: int
    seconds: float
    stages: dict[str, float]
    peak: int | None
    disk: dict[str, int]
    dense: str
    recall: float

    def as_object(self) -> dict[str, Any]:
        """Give plain JSON values."""
        rates = {"articles_a_second": self.articles / self.seconds, "passages_a_second": self.passages / self.seconds}
        return {**asdict(self), **rates, "bytes": sum(self.disk.values())}


def measure_build(paths: Sequence[Path], index_dir: Path, open_tools: OpenTools) -> BuildFigures:
    """Build anew in a process of its own."""
    built = watched(_build, list(paths), index_dir, open_tools)
    stages: dict[str, float] = built.value
    folder = index_dir / read_current(index_dir).name
    manifest = Manifest.read(folder)
    return BuildFigures(
        articles=manifest.articles,
        passages=manifest.passages,
        seconds=stages.pop(""),
        stages=stages,
        peak=built.peak,
        disk={name: mark.size for name, mark in manifest.files.items()},
        dense=manifest.dense,
        recall=manifest.recall,
    )


def _build(paths: Sequence[Path], index_dir: Path, open_tools: OpenTools) -> dict[str, float]:
    """Build, and give the seconds by stage and ("") of the whole."""
    tools = open_tools()
    began = perf_counter()
    report = rebuild(paths, index_dir, tools.encoder, tools.segmenter, matcher=tools.matcher, full=True)
    return {**report.seconds, "": perf_counter() - began}
