"""The learning curve: how well static vectors alone find articles, by how many written questions they learned from.

`python -m embeddings.evaluation.curve INDEX QUESTIONS --articles … --out curve.png` repeats the last stage of training
from the same earlier weights. What was measured is kept beside the picture, so a command broken off goes on there.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import click
import numpy as np

from embeddings.articles import read
from embeddings.encoding.training.corpus import collect
from embeddings.encoding.training.recipe import Recipe
from embeddings.encoding.training.repeating import earlier, pieces_of, some, taught
from embeddings.encoding.training.sources import Asked
from embeddings.encoding.training.tokens import tokenise
from embeddings.evaluation.bootstrap import Interval, interval, shown
from embeddings.evaluation.dense_alone import DenseAlone
from embeddings.evaluation.lines import read_lines
from embeddings.evaluation.marks import put
from embeddings.evaluation.metrics import reciprocal
from embeddings.evaluation.split import REPORT, take
from embeddings.index.snapshot import Snapshot

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
_SIZES = (0, 1_000, 2_000, 4_300, 9_600, 14_345)

#: A number of questions, and MRR@10 and R@10 with the ends of their intervals.
Point = dict[str, Any]


def measured(questions: int, ranks: Sequence[int | None]) -> Point:
    """Sum up one run.

    >>> measured(1000, [1, None])["mrr_10"][0]
    0.5
    """
    found = reciprocal(ranks)
    return {"questions": questions, "mrr_10": list(interval(found)), "recall_10": list(interval(found > 0))}


def draw(points: Sequence[Point], picture: Path) -> None:
    """Write the curve as PNG: figures against questions, with intervals."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 3.8), dpi=110, layout="constrained")
    axes = figure.add_subplot()
    across = [point["questions"] for point in points]
    for name, label, colour in (("recall_10", "R@10", "#1f6f8b"), ("mrr_10", "MRR@10", "#c4532d")):
        mean, low, high = np.array([point[name] for point in points]).T
        axes.fill_between(across, low, high, color=colour, alpha=0.13, linewidth=0)
        axes.plot(across, mean, marker="o", color=colour, label=label)
        for place, value in zip(across, mean, strict=True):
            axes.annotate(f"{value:.3f}".lstrip("0"), (place, value), (0, 6), textcoords="offset points", ha="center")
    axes.set(xlabel="written questions learned from", ylabel="static vectors alone", ylim=(0, 1))
    axes.set_xticks(across, [f"{place:,}" for place in across], rotation=30)
    axes.grid(axis="y", alpha=0.3)
    axes.legend(loc="lower right")
    figure.savefig(picture, metadata={"Software": None})


@click.command()
@click.argument("index", type=click.Path(path_type=Path, file_okay=False))
@click.argument("questions", type=_FILE)
@click.option("--articles", type=click.Path(path_type=Path), multiple=True, required=True, help="as for `wenxun train`")
@click.option("--asked", type=_FILE, required=True, help="questions to learn from, `wenxun train --questions`")
@click.option("--passages", type=_FILE, required=True)
@click.option("--lexicon", type=_FILE, required=True)
@click.option("--earlier", "folder", type=click.Path(path_type=Path), required=True, help="learned there unless it is")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="a PNG")
@click.option("--size", "sizes", type=int, multiple=True, default=_SIZES, show_default=True)
@click.option("--steps", type=click.IntRange(1), help="of each run; those of the recipe unless given")
@click.option("--batch", type=click.IntRange(2), help="of each step; that of the recipe unless given")
@click.option("--limit", type=click.IntRange(1), help="of articles")
@click.option("--card", type=click.Path(path_type=Path, dir_okay=False), help="a model card to show the picture in")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
def main(
    index: Path,
    questions: Path,
    articles: tuple[Path, ...],
    asked: Path,
    passages: Path,
    lexicon: Path,
    folder: Path,
    out: Path,
    sizes: tuple[int, ...],
    steps: int | None,
    batch: int | None,
    limit: int | None,
    card: Path | None,
    seed: int,
) -> None:
    """Measure static vectors alone on the report half of QUESTIONS over INDEX, and draw the learning curve."""
    kept = out.with_suffix(".json")
    points: list[Point] = json.loads(kept.read_text("utf-8")) if kept.exists() else []
    if missing := sorted(set(sizes) - {point["questions"] for point in points}):
        recipe = Recipe(seed=seed)
        *_, last = recipe.static.stages
        stages = (*recipe.static.stages[:-1], replace(last, steps=steps or last.steps))
        recipe = replace(recipe, static=replace(recipe.static, stages=stages, batch=batch or recipe.static.batch))
        texts = list(islice(read(articles, lambda skip: None), limit))
        tokenizer, start = earlier(folder, texts, recipe, _tell)
        corpus, pieces = collect(texts, tokenizer, _tell), pieces_of(tokenizer)
        every = _asked(asked, passages, lexicon, tokenizer)
        judged = [row for row in take(read_lines(questions), REPORT) if row["gold_ids"]]
        with Snapshot.open(index) as snapshot:
            bench = DenseAlone(snapshot, judged, tokenizer)
        for size in missing:
            learned = taught(pieces, start, corpus, some(every, size, seed), recipe.static, seed, _tell)
            points = sorted([*points, measured(size, bench.ranks(learned.rows))], key=lambda point: point["questions"])
            kept.write_text(json.dumps(points, indent=1) + "\n", encoding="utf-8")
            click.echo(json.dumps(points[-1]))
    draw(points, out)
    if card:
        put(card, "curve", "\n".join(table(points, out.name)))


def table(points: Sequence[Point], picture: str) -> Iterator[str]:
    """Show the picture and its figures as Markdown, a line each."""
    yield f"![学习曲线 learning curve]({picture})"
    yield ""
    yield "| 问题 questions | MRR@10 | R@10 |"
    yield "|---|---|---|"
    for point in points:
        cells = (shown(Interval(*point[name])) for name in ("mrr_10", "recall_10"))
        yield f"| {point['questions']:,} | {' | '.join(cells)} |"


def _asked(asked: Path, passages: Path, lexicon: Path, tokenizer: Any) -> Asked:
    texts = {row["passage_id"]: "\n".join(filter(None, (row["title"], row["passage"]))) for row in read_lines(passages)}
    questions = [row for row in read_lines(asked) if row["passage_id"] in texts]
    place = {name: row for row, name in enumerate(texts)}
    entries = read_lines(lexicon)
    return Asked(
        questions=tokenise((row["question"] for row in questions), tokenizer),
        passage_of=np.array([place[row["passage_id"]] for row in questions], np.int64),
        passages=tokenise(texts.values(), tokenizer),
        everyday=tokenise((row["everyday"] for row in entries), tokenizer),
        official=tokenise((" ".join(row["official"]) for row in entries), tokenizer),
    )


def _tell(stage: str, done: int, total: int | None) -> None:
    if total and done % max(total // 10, 1) == 0:
        click.echo(f"{stage} {done:,}/{total:,}", err=True)


if __name__ == "__main__":
    main()
