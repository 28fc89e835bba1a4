"""The table of candidates: rankings compared on one split, with intervals.

`python -m embeddings.evaluation.candidates INDEX QUESTIONS --lexicon data/train/lexicon.jsonl --now DATE`. Figures are
of the report half, which no weight was chosen by; the tune half stands beside them as its MRR. `--card` puts the table
into a model card.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from time import process_time
from typing import Any

import click
import numpy as np

from embeddings.encoding.encoder import load_encoder
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.encoding.segment import Segmenter
from embeddings.evaluation.bootstrap import difference, interval, shown, three
from embeddings.evaluation.lines import read_lines
from embeddings.evaluation.marks import put
from embeddings.evaluation.metrics import judge, reciprocal
from embeddings.evaluation.plain import PlainBaseline
from embeddings.evaluation.split import REPORT, part_of
from embeddings.evaluation.variants import Varied, lexicon_of, shipped_and_others
from embeddings.index.snapshot import Snapshot
from embeddings.search.retriever import Retriever

_PATH = click.Path(path_type=Path)
#: Gives the rank of the gold article of a question; None beyond ten.
Ranker = Callable[[Mapping[str, Any]], int | None]


@dataclass(frozen=True, slots=True)
class Tried:
    """How one candidate did on each question, and the median of the processor's milliseconds a question."""

    name: str
    ranks: Sequence[int | None]
    took: float


def tried(name: str, rows: Sequence[Mapping[str, Any]], rank: Ranker) -> Tried:
    """Ask every question."""
    ranks, took = [], []
    for row in rows:
        began = process_time()
        ranks.append(rank(row))
        took.append(process_time() - began)
    return Tried(name, ranks, 1000 * float(np.median(took)))


def table(rows: Sequence[Mapping[str, Any]], results: Sequence[Tried], shipped: Tried) -> Iterator[str]:
    """Lay out the table as Markdown, a line each."""
    report = np.array([part_of(row) == REPORT for row in rows])
    paraphrase = report & np.array([row["type"] == "paraphrase" for row in rows])
    ours = reciprocal(shipped.ranks)
    columns = "MRR@10", "R@1", "R@10", "换说法 paraphrase R@1", "R@10", "MRR 差 difference", "调参半 MRR", "CPU ms"
    yield f"| 排法 ranking | {' | '.join(columns)} |"
    yield "|---" * (len(columns) + 1) + "|"
    for result in results:
        found = reciprocal(result.ranks)
        cells = [
            shown(interval(found[report])),
            shown(interval(found[report] == 1)),
            shown(interval(found[report] > 0)),
            shown(interval(found[paraphrase] == 1)),
            shown(interval(found[paraphrase] > 0)),
            "" if result is shipped else shown(difference(found[report], ours[report]), "+"),
            three(float(found[~report].mean())) if (~report).any() else "",
            f"{result.took:.0f}",
        ]
        yield f"| {result.name} | {' | '.join(cells)} |"


@click.command()
@click.argument("index", type=_PATH)
@click.argument("questions", type=_PATH)
@click.option("--now", type=click.DateTime(["%Y-%m-%d"]), help="the day that 昨天 is counted from, today unless given")
@click.option("--lexicon", type=_PATH, help="everyday and official words, for question expansion")
@click.option("--keep", type=_PATH, help="a file to keep results in, one a line")
@click.option("--card", type=_PATH, help="a model card to put the table into")
def main(
    index: Path, questions: Path, now: datetime | None, lexicon: Path | None, keep: Path | None, card: Path | None
) -> None:
    """Compare rankings of QUESTIONS over INDEX."""
    rows = [row for row in read_lines(questions) if row["gold_ids"]]
    known = {row["name"]: Tried(**row) for row in read_lines(keep)} if keep and keep.exists() else {}
    results: list[Tried] = []
    for name, make in _rankers(index, now.date() if now else date.today(), read_lines(lexicon) if lexicon else []):
        results.append(known.get(name) or tried(name, rows, make()))
        click.echo(f"{name}: {reciprocal(results[-1].ranks).mean():.3f}", err=True)
        if keep and name not in known:
            with keep.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(results[-1]), ensure_ascii=False) + "\n")
    shipped = next(result for result in results if "as shipped" in result.name)
    lines = "\n".join(table(rows, results, shipped))
    if card:
        put(card, "candidates", lines)
    click.echo(lines)


def _rankers(
    index: Path, today: date, lexicon: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, Callable[[], Ranker]]]:
    """Name each candidate and give a way to make it ready."""
    encoder, segmenter, matcher = load_encoder(), Segmenter(), LateInteraction()
    words = lexicon_of(lexicon)
    with Snapshot.open(index, encoder, segmenter, matcher) as snapshot:
        for variant in shipped_and_others():
            if words or not variant.added:
                made = partial(Varied, variant, snapshot, encoder, segmenter, matcher, words)
                yield variant.name, lambda made=made: _by(made(), today)  # type: ignore[misc]
        if find_spec("bm25s"):
            yield "bm25s，双字 + 单字 bm25s, characters + bigrams", lambda: PlainBaseline(snapshot, segmenter).rank


def _by(retriever: Retriever, today: date) -> Ranker:
    return lambda row: judge(row, retriever.search(str(row["question"]), 10, today).hits, "").rank


if __name__ == "__main__":
    main()
