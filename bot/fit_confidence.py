"""Learn the weights of `bot.answer_weights.CONFIDENCE` from questions asked of an index, and try them on others.

    python -m bot.fit_confidence INDEX FOLDER QUESTIONS OTHER_INDEX OTHER_QUESTIONS

FOLDER holds `near-misses.jsonl` ({"passage_id", "question", "answerable"}) and `questions.jsonl` ({"passage_id",
"question", "answer"}); a passage's id is that of its article. QUESTIONS are those of `wenxun eval`, some without an
answer. They and the near misses are asked as they are. Of the others a sample is asked, and once more with their
article, its reprints and whatever else holds the answer taken out of the hits: then the story nearest to it is left.
OTHER_QUESTIONS, all with an answer, are asked of OTHER_INDEX, every second one: short questions about texts of another
kind, which must not be refused for being so. Each half of QUESTIONS is also judged by weights that were learned without
it. Needs scipy, which comes with sentence-transformers.
"""

import math
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.answering import choose
from bot.clauses import content
from bot.confidence import Signs
from bot.reader.hits import shipped_reader
from embeddings.encoding.encoder import load_encoder
from embeddings.encoding.late_interaction import shipped
from embeddings.encoding.segment import Segmenter
from embeddings.evaluation.lines import read_lines
from embeddings.evaluation.ranks import auroc
from embeddings.evaluation.split import REPORT, TUNE, part_of
from embeddings.index.snapshot import Snapshot
from embeddings.schema import Hit
from embeddings.search.retriever import Retriever

#: How many of the questions are asked, and how many hits of each are read.
_SAMPLE, _HITS = 300, 10
#: How much one of QUESTIONS or OTHER_QUESTIONS counts beside one of the rest, and the pull of the weights towards 0.
_WORTH, _L2 = 3.0, 3.0
#: Shares of the answerable questions refused for which the share of the others refused is told.
_REFUSED = (0.01, 0.015, 0.02, 0.03, 0.05, 0.1)


class Row(NamedTuple):
    """The signs of what was chosen, whether there is an answer, what the row counts, the half of QUESTIONS it is in."""

    signs: Signs
    has_answer: bool
    worth: float = 1.0
    part: str = ""


Search = Callable[[str], tuple[Hit, ...]]


@contextmanager
def searching(index: Path) -> Iterator[tuple[Snapshot, Search]]:
    """Open an index and a search of it."""
    encoder, segmenter, matcher = load_encoder(), Segmenter(), shipped()
    today = datetime.now(UTC).date()
    with Snapshot.open(index, encoder, segmenter, matcher) as snapshot:
        retriever = Retriever(snapshot, encoder, segmenter, matcher)
        yield snapshot, lambda question: retriever.search(question, _HITS, today).hits


def asked(index: Path, folder: Path, questions: Path) -> Iterator[Row]:
    """Ask QUESTIONS, the near misses, and a sample of the others with and without their article."""
    with searching(index) as (snapshot, search):
        for row in read_lines(questions):
            yield from _rows(row, search(row["question"]), bool(row["gold_ids"]), _WORTH, part_of(row))
        for row in read_lines(folder / "near-misses.jsonl"):
            if snapshot.row_of(row["passage_id"]) is not None:
                yield from _rows(row, search(row["question"]), row["answerable"])
        known = [
            row for row in read_lines(folder / "questions.jsonl") if snapshot.row_of(row["passage_id"]) is not None
        ]
        for row in random.Random(0).sample(known, min(_SAMPLE, len(known))):  # noqa: S311
            found = search(row["question"])
            yield from _rows(row, found, True)
            yield from _rows(row, [hit for hit in found if not _answers(hit, row)], False)


def asked_elsewhere(index: Path, questions: Path) -> Iterator[Row]:
    """Ask every second one of OTHER_QUESTIONS."""
    with searching(index) as (_, search):
        for row in [row for row in read_lines(questions) if row["question"].strip()][::2]:
            yield from _rows(row, search(row["question"]), True, _WORTH)


def _answers(hit: Hit, row: Mapping[str, Any]) -> bool:
    family = {hit.article.id, *(other.id for other in hit.also)}
    return row["passage_id"] in family or content(row["answer"]) in content(hit.article.title + hit.text)


def _rows(
    row: Mapping[str, Any], hits: Sequence[Hit], has_answer: bool, worth: float = 1.0, part: str = ""
) -> Iterator[Row]:
    chosen = choose(row["question"], shipped_reader().reranked(row["question"], hits))
    if chosen.signs is not None:
        yield Row(chosen.signs, has_answer, worth, part)


def fit(rows: Sequence[Row]) -> tuple[NDArray[np.float64], float]:
    """Logistic regression by L-BFGS, both classes of the same weight, signs scaled to unit variance; and the bias."""
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    values, labels = np.array([row.signs for row in rows], float), np.array([row.has_answer for row in rows])
    mean, scale = values.mean(axis=0), values.std(axis=0) + 1e-9
    values = (values - mean) / scale
    weight = np.where(labels, 0.5 / labels.mean(), 0.5 / (~labels).mean())
    weight *= [row.worth for row in rows]
    side = np.where(labels, 1.0, -1.0)

    def loss(given: NDArray[np.float64]) -> float:
        odds = values @ given[1:] + given[0]
        return float(weight @ np.logaddexp(0, -side * odds) + _L2 / 2 * given[1:] @ given[1:])

    found = minimize(loss, np.zeros(values.shape[1] + 1)).x
    weights = found[1:] / scale
    return weights, float(found[0] - weights @ mean)


def main(index: Path, folder: Path, questions: Path, other_index: Path, other_questions: Path) -> None:
    """Fit and print; then tell how each half fares that was left out."""
    rows = [*asked(index, folder, questions), *asked_elsewhere(other_index, other_questions)]
    weights, bias = fit(rows)
    for name, weight in zip(Signs._fields, weights, strict=True):
        sys.stdout.write(f'    "{name}": {weight:.3f},\n')
    sys.stdout.write(
        f"CONFIDENCE_BIAS = {bias:.3f}  # {len(rows)} rows, {sum(row.has_answer for row in rows)} answered\n"
    )
    odds: dict[bool, list[float]] = {True: [], False: []}
    for part in (TUNE, REPORT):
        weights, bias = fit([row for row in rows if row.part != part])
        judged = [(row.has_answer, float(np.dot(row.signs, weights)) + bias) for row in rows if row.part == part]
        sides = [[one for has_answer, one in judged if has_answer is side] for side in (True, False)]
        sys.stdout.write(
            f"{part}: AUROC {auroc(*sides):.3f} left out, {len(sides[0])} with and {len(sides[1])} without\n"
        )
        for side, found in zip((True, False), sides, strict=True):
            odds[side] += found
    for share in _REFUSED:
        limit = np.quantile(odds[True], share)
        refused = np.mean(np.array(odds[False]) < limit)
        sys.stdout.write(
            f"refusing {share:.1%} of the answerable below {_chance(limit):.3f} refuses {refused:.1%} of the others\n"
        )


def _chance(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:6]))
