"""`wenxun bench`: what building and asking cost, on a given corpus or a made-up one, beside other libraries."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bot.commands.batch import read_rows
from bot.commands.bench_tables import show_bench, show_growth
from bot.commands.opening import read_parts
from bot.schema import Query
from embeddings.evaluation.bench_build import Tools, measure_build
from embeddings.evaluation.bench_corpus import Asked, write_corpus
from embeddings.evaluation.bench_growth import Write, grow
from embeddings.evaluation.bench_peers import PEERS, measure_peers
from embeddings.evaluation.bench_plot import can_plot, plot_bench, plot_growth
from embeddings.evaluation.bench_query import measure_queries
from embeddings.evaluation.bench_repeated import write_repeated
from embeddings.index.snapshot import Snapshot

_SIZES = (1_000, 10_000, 100_000)
_QUESTIONS = 500
_GROW = "改量各种规模，逗号分隔；给的文章不够就换掉一些词再来一遍。"


@click.command("bench")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--passages", type=click.IntRange(1), default=10_000, show_default=True, help="没给文章时造多少段。")
@click.option("--questions", type=click.Path(path_type=Path, dir_okay=False), help="问题 JSONL；不给就用标题提问。")
@click.option("--peers/--no-peers", default=True, show_default=True, help="同时量其他已装的检索库。")
@click.option(
    "--grow",
    "sizes",
    is_flag=False,
    flag_value=",".join(map(str, _SIZES)),
    help=_GROW,
)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("bench"), help="结果放在哪里。")
@click.option("--json", "as_object", is_flag=True, help="输出一行 JSON。")
def bench_command(
    paths: tuple[Path, ...],
    passages: int,
    questions: Path | None,
    peers: bool,
    sizes: str | None,
    out: Path,
    as_object: bool,
) -> None:
    """量建索引和提问的开销；不给文章就自己造。 Measure building and asking, beside other libraries."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="wenxun-bench-") as name:
        if sizes is None:
            done = _bench(paths, passages, questions, peers, Path(name), out, as_object)
        else:
            done = _grow(_read_sizes(sizes), _writing(paths, questions), Path(name), out, as_object)
    kind = "bench" if sizes is None else "growth"
    (out / f"{kind}.json").write_text(json.dumps(done, ensure_ascii=False, indent=1), encoding="utf-8")
    if as_object:
        click.echo(json.dumps(done, ensure_ascii=False))
    elif can_plot():
        click.echo(f"结果：{out / kind}.json，图：{out / kind}.png")
    else:
        click.echo(f"结果：{out / kind}.json；要图请先 pip install 'wenxun[bench]'。")


def _bench(
    paths: tuple[Path, ...], passages: int, questions: Path | None, peers: bool, folder: Path, out: Path, quiet: bool
) -> dict[str, Any]:
    made: list[Asked] = []
    if not paths:
        paths = (folder / "made.jsonl",)
        made = write_corpus(paths[0], passages)
    index_dir = folder / "index"
    build = measure_build(paths, index_dir, open_tools)
    asked = _read_questions(questions) if questions else made or _titles(index_dir)
    asked = asked[:: max(1, len(asked) // _QUESTIONS)][:_QUESTIONS]
    query = measure_queries(index_dir, asked, open_tools, open_asking, (1, 2))
    others = list(measure_peers(index_dir, asked, open_tools, list(PEERS) if peers else ["wenxun"]))
    if not quiet:
        show_bench(build, query, others)
    if can_plot():
        plot_bench(out / "bench.png", build, query, others)
    return {
        "build": build.as_object(),
        "query": query.as_object(),
        "libraries": [other.as_object() for other in others],
    }


def _grow(sizes: list[int], write: Write, folder: Path, out: Path, quiet: bool) -> dict[str, Any]:
    steps = []
    for step in grow(sizes, folder, write, open_tools, open_asking):
        steps.append(step)
        # What is done is kept, should a larger size break off.
        (out / "growth.json").write_text(json.dumps([one.as_object() for one in steps]), encoding="utf-8")
        click.echo(f"{step.build.passages:,} 段，建索引 {step.build.seconds:.0f} 秒", err=True)
    if not quiet:
        show_growth(steps)
    if can_plot():
        plot_growth(out / "growth.png", steps)
    return {"steps": [step.as_object() for step in steps]}


def _writing(paths: tuple[Path, ...], questions: Path | None) -> Write:
    """Write made-up articles, or those of `paths` and copies of them; ask the given questions if there are any."""
    given = _read_questions(questions) if questions else []

    def write(corpus: Path, passages: int) -> list[Asked]:
        asked = write_repeated(paths, corpus, passages) if paths else write_corpus(corpus, passages)
        return given or asked

    return write


def open_tools() -> Tools:
    """Load what the settings name, in whichever process asks for it."""
    parts = read_parts(None)
    return Tools(parts.encoder, parts.segmenter, parts.matcher)


def open_asking(index_dir: Path) -> Callable[[str], object]:
    """Open the service over an index, and give what answers one question of it."""
    service = read_parts(index_dir).service()
    return lambda question: service.ask(Query(question, write=False))


def _read_sizes(text: str) -> list[int]:
    try:
        sizes = [int(size) for size in text.split(",")]
    except ValueError:
        sizes = []
    if not sizes or min(sizes) < 1:
        raise click.BadParameter("规模要写成逗号分隔的正整数，如 1000,10000。", param_hint="--grow")
    return sizes


def _read_questions(path: Path) -> list[Asked]:
    rows = read_rows(path, ("question",))
    return [Asked(str(row["question"]), next(iter(row.get("gold_ids") or ()), "")) for row in rows]


def _titles(index_dir: Path) -> list[Asked]:
    """Ask with the titles of the articles, evenly spread."""
    with Snapshot.open(index_dir) as snapshot:
        rows = range(0, len(snapshot.articles), max(1, len(snapshot.articles) // _QUESTIONS))
        return [Asked(article.title, article.id) for article in map(snapshot.article, rows) if article.title]
