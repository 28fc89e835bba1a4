"""The figures of `wenxun bench` as tables on the terminal."""

from collections.abc import Callable, Sequence

from rich.console import Console
from rich.table import Column, Table

from embeddings.evaluation.bench_build import BuildFigures
from embeddings.evaluation.bench_growth import Step
from embeddings.evaluation.bench_peers import PeerFigures
from embeddings.evaluation.bench_query import ANSWER, SEARCH, QueryFigures, Spread

_MEGA = 1 << 20
_STAGE_NAMES = {
    SEARCH: "检索 search",
    "terms": "  切词 terms",
    "vector": "  问题向量 vector",
    "words": "  词项查找 words",
    "nearest": "  近邻查找 nearest",
    "soft matching": "  软匹配 soft matching",
    "reading": "  读原文 reading",
    "rest": "  其余 rest",
    ANSWER: "整个回答 answer",
}


def show_bench(build: BuildFigures, query: QueryFigures, peers: Sequence[PeerFigures]) -> None:
    """Print one run."""
    console = Console()
    console.print(_build_table(build))
    console.print(_query_table(query))
    console.print(_peer_table(peers))


def show_growth(steps: Sequence[Step]) -> None:
    """Print one column a size."""
    table = Table(Column("段落 passages", no_wrap=True))
    for build, _ in steps:
        table.add_column(f"{build.passages:,}", justify="right")
    told: list[tuple[str, Callable[[BuildFigures, QueryFigures], str]]] = [
        ("建索引 秒", lambda build, _: f"{build.seconds:.1f}"),
        ("每秒段数", lambda build, _: f"{build.passages / build.seconds:,.0f}"),
        ("内存峰值 MB", lambda build, _: _mega(build.peak)),
        ("磁盘 MB", lambda build, _: _mega(sum(build.disk.values()))),
        ("近邻", lambda build, _: build.dense),
        ("近邻召回", lambda _, query: f"{query.recall:.3f}"),
        ("检索 p50 毫秒", lambda _, query: f"{query.stages[SEARCH].p50:.1f}"),
        ("检索 p95 毫秒", lambda _, query: f"{query.stages[SEARCH].p95:.1f}"),
        ("回答 p50 毫秒", lambda _, query: f"{query.stages[ANSWER].p50:.1f}"),
        ("回答 p95 毫秒", lambda _, query: f"{query.stages[ANSWER].p95:.1f}"),
    ]
    for name, tell in told:
        table.add_row(name, *(tell(build, query) for build, query in steps))
    Console().print(table)


def _build_table(build: BuildFigures) -> Table:
    table = Table(title="建索引 build", show_header=False)
    table.add_row("文章 articles", f"{build.articles:,}", f"{build.articles / build.seconds:,.0f}/s")
    table.add_row("段落 passages", f"{build.passages:,}", f"{build.passages / build.seconds:,.0f}/s")
    table.add_row("用时 seconds", f"{build.seconds:.1f}", "")
    for stage, seconds in build.stages.items():
        table.add_row(f"  {stage}", f"{seconds:.1f}", "")
    table.add_row("内存峰值 peak memory", f"{_mega(build.peak)} MB", "")
    table.add_row("磁盘 on disk", f"{_mega(sum(build.disk.values()))} MB", "")
    return table


def _query_table(query: QueryFigures) -> Table:
    table = Table("毫秒 ms", "p50", "p95", "p99", title=f"提问 asking（{query.questions} 个问题）")
    for stage, name in _STAGE_NAMES.items():
        if stage in query.stages:
            table.add_row(name, *_spread(query.stages[stage]))
    for workers, rate in query.rates.items():
        table.add_row(f"每秒问题数，{workers} 个进程", f"{rate:.0f}", "", "")
    table.add_row("近邻召回", f"{query.recall:.3f}", "", "")
    if query.found is not None:
        table.add_row("前十条里有原文 found", f"{query.found:.3f}", "", "")
    return table


def _peer_table(peers: Sequence[PeerFigures]) -> Table:
    table = Table(
        "库 library", "怎样查 by", "建 s", "磁盘 MB", "内存 MB", "p50 ms", "p95", "p99", title="同样的段落和问题"
    )
    for peer in peers:
        name = f"{peer.name} {peer.version}"
        if peer.query is None:
            table.add_row(name, peer.searches, peer.told or "")
        else:
            # Ours is part of the index that was built above.
            built = ("", "") if peer.name == "wenxun" else (f"{peer.seconds:.1f}", _mega(peer.disk))
            table.add_row(name, peer.searches, *built, _mega(peer.peak), *_spread(peer.query))
    return table


def _spread(spread: Spread) -> tuple[str, str, str]:
    return f"{spread.p50:.2f}", f"{spread.p95:.2f}", f"{spread.p99:.2f}"


def _mega(size: int | None) -> str:
    return "" if size is None else f"{size / _MEGA:,.0f}"
