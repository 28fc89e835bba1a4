"""Figures drawn with matplotlib, which is an extra: `wenxun[bench]`."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from embeddings.evaluation.bench_build import BuildFigures
from embeddings.evaluation.bench_growth import Step
from embeddings.evaluation.bench_peers import PeerFigures
from embeddings.evaluation.bench_query import ANSWER, SEARCH, QueryFigures

_COLOUR, _OTHER = "#2b6cb0", "#a0aec0"
_MEGA = 1 << 20
#: Stages as the plot names them: its fonts may have no Chinese characters.
_STAGES = {"读取文章": "read", "切分与编码": "cut, encode", "折叠转载": "fold", "写入索引": "write", "校验": "verify"}


def can_plot() -> bool:
    """Tell whether matplotlib is installed."""
    return find_spec("matplotlib") is not None


def plot_bench(path: Path, build: BuildFigures, query: QueryFigures, peers: Sequence[PeerFigures]) -> None:
    """Draw where the time of a build and of a question goes, and the other libraries beside ours."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(13, 4), layout="constrained")
    left, middle, right = figure.subplots(1, 3)
    stages = [_STAGES.get(stage, stage) for stage in build.stages]
    left.barh(stages, list(build.stages.values()), color=_COLOUR)
    left.set(title=f"build: {build.passages:,} passages", xlabel="seconds")
    names = list(query.stages)
    middle.barh(names, [query.stages[name].p95 for name in names], color=_OTHER, label="p95")
    middle.barh(names, [query.stages[name].p50 for name in names], color=_COLOUR, label="p50")
    middle.set(title="a question", xlabel="milliseconds")
    middle.legend()
    timed = [(peer.name, peer.query.p50) for peer in peers if peer.query is not None]
    right.barh([name for name, _ in timed], [time for _, time in timed], color=_COLOUR)
    right.set(title="look-up beside other libraries, p50", xlabel="milliseconds")
    for axes in (left, middle, right):
        axes.invert_yaxis()
    figure.savefig(path, dpi=120)


def plot_growth(path: Path, steps: Sequence[Step]) -> None:
    """Draw build time, memory, disk and milliseconds a question against the number of passages."""
    from matplotlib.figure import Figure

    sizes = [step.build.passages for step in steps]
    lines = {
        "build, seconds": {"": [step.build.seconds for step in steps]},
        "megabytes": {
            "memory while building": [(step.build.peak or 0) / _MEGA for step in steps],
            "disk": [sum(step.build.disk.values()) / _MEGA for step in steps],
        },
        "a question, milliseconds": {
            f"{stage}, {part}": [getattr(step.query.stages[stage], part) for step in steps]
            for stage in (SEARCH, ANSWER)
            for part in ("p50", "p95")
        },
    }
    figure = Figure(figsize=(13, 4), layout="constrained")
    for axes, (title, curves) in zip(figure.subplots(1, 3), lines.items(), strict=True):
        for label, values in curves.items():
            axes.plot(sizes, values, marker="o", label=label)
        axes.set(title=title, xlabel="passages", xscale="log", yscale="log")
        if "" not in curves:
            axes.legend()
    figure.savefig(path, dpi=120)
