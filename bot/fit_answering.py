"""Learn the weights of `bot.answer_weights.CLAUSE` from questions with their passage and answer string.

    python -m bot.fit_answering FOLDER

FOLDER holds `questions.jsonl` ({"passage_id", "question", "answer"}) and `passages.jsonl` ({"passage_id", "title",
"passage"}). Needs scipy, which comes with sentence-transformers. 400 passages are held out; the last line says how
often the best clause of those holds the answer.
"""

import json
import random
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.clauses import read_clauses
from bot.evidence import FEATURES, Evidence
from bot.question_type import read_ask
from bot.spans import find_spans, tag

_HELD_OUT = 400
#: Pull of the weights towards 0, on features scaled to unit variance.
_L2 = 0.0005

Example = tuple[NDArray[np.float64], NDArray[np.float64]]


def example(question: str, title: str, passage: str, answer: str) -> Example | None:
    """Features of the passage's clauses and 1 for each that the answer touches; None where it stands in none."""
    ask = read_ask(question)
    evidence = Evidence(question, ask)
    clauses = read_clauses(passage, find_spans(passage, ask, tag(passage)), evidence.known)
    labels = np.zeros(len(clauses))
    at = passage.find(answer)
    while at >= 0 and answer:
        for number, clause in enumerate(clauses):
            if clause.start < at + len(answer) and at < clause.end:
                labels[number] = 1
        at = passage.find(answer, at + 1)
    return (evidence.rows(passage, title, clauses), labels) if labels.any() else None


def fit(examples: Sequence[Example]) -> NDArray[np.float64]:
    """Softmax over each passage's clauses, likelihood of those that hold the answer, by L-BFGS."""
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    rows = np.vstack([features for features, _ in examples])
    labels = np.concatenate([marks for _, marks in examples])
    sizes = [len(marks) for _, marks in examples]
    starts = np.cumsum([0, *sizes[:-1]])
    owner = np.repeat(np.arange(len(examples)), sizes)
    scale = rows.std(axis=0) + 1e-9
    rows = (rows - rows.mean(axis=0)) / scale

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = rows @ weights
        raised = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
        chances = raised / np.add.reduceat(raised, starts)[owner]
        right = np.add.reduceat(chances * labels, starts)
        slope = rows.T @ (chances * labels / right[owner] - chances)
        return (
            float(-np.log(right).mean() + _L2 * weights @ weights),
            -slope / len(examples) + 2 * _L2 * weights,
        )

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return np.asarray(found.x / scale)


def main(folder: Path) -> None:
    """Fit on all passages but the held-out ones and print the weights."""
    questions = _lines(folder / "questions.jsonl")
    passages = {row["passage_id"]: row for row in _lines(folder / "passages.jsonl")}
    names = sorted({row["passage_id"] for row in questions})
    random.Random(0).shuffle(names)  # noqa: S311
    held = set(names[:_HELD_OUT])
    sides: dict[bool, list[Example]] = {True: [], False: []}
    for row in questions:
        given = passages[row["passage_id"]]
        read = example(row["question"], given["title"], given["passage"], row["answer"])
        if read is not None:
            sides[row["passage_id"] in held].append(read)
    weights = fit(sides[False])
    for name, weight in zip(FEATURES, weights, strict=True):
        sys.stdout.write(f'    "{name}": {weight:.2f},\n')
    right = [labels[np.argmax(features @ weights)] > 0 for features, labels in sides[True]]
    sys.stdout.write(f"best clause holds the answer: {np.mean(right):.3f} of {len(right)} held-out questions\n")


def _lines(path: Path) -> list[Mapping[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
