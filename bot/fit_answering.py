"""Learn the weights of `bot.answer_weights.CLAUSE` from questions with their passage and answer string.

    python -m bot.fit_answering FOLDER OTHERS

FOLDER holds `questions.jsonl` ({"passage_id", "question", "answer"}) and `passages.jsonl` ({"passage_id", "title",
"passage"}); 400 of its passages are held out. OTHERS is a file of questions on texts of another kind ({"passages":
[{"id", "title", "text"}], "questions": [{"pid", "question", "answers"}]}); half of its texts are held out, the other
half counts so much more that both weigh about the same. The last lines say how often the best clause of what was held
out holds the answer. Needs scipy, which comes with sentence-transformers.
"""

import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.clauses import read_clauses
from bot.evidence import FEATURES, CutPassage, Evidence
from bot.question_type import read_ask
from bot.spans import find_spans, tag
from embeddings.evaluation.lines import read_lines

_HELD_OUT = 400
#: Pull of the weights towards 0, on features scaled to unit variance.
_L2 = 0.0005

#: How often a question of OTHERS is counted.
_OTHERS = 12

Example = tuple[NDArray[np.float64], NDArray[np.float64]]


def example(question: str, title: str, passage: str, answer: str) -> Example | None:
    """Features of the passage's clauses and 1 for each that the answer touches; None where it stands in none."""
    ask = read_ask(question)
    evidence = Evidence(question, ask)
    clauses = read_clauses(passage)
    labels = np.zeros(len(clauses))
    at = passage.find(answer)
    while at >= 0 and answer:
        for number, clause in enumerate(clauses):
            if clause.start < at + len(answer) and at < clause.end:
                labels[number] = 1
        at = passage.find(answer, at + 1)
    if not labels.any():
        return None
    given = CutPassage(passage, title, clauses)
    (words,) = evidence.words([given])
    details = evidence.details(given, find_spans(passage, ask, tag(passage)), words)
    return np.hstack([words.rows, details.rows]), labels


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


def news(folder: Path) -> tuple[list[Example], list[Example]]:
    """Examples of FOLDER: to learn from, and held out."""
    questions = read_lines(folder / "questions.jsonl")
    passages = {row["passage_id"]: row for row in read_lines(folder / "passages.jsonl")}
    names = sorted({row["passage_id"] for row in questions})
    random.Random(0).shuffle(names)  # noqa: S311
    held = set(names[:_HELD_OUT])
    sides: dict[bool, list[Example]] = {True: [], False: []}
    for row in questions:
        given = passages[row["passage_id"]]
        read = example(row["question"], given["title"], given["passage"], row["answer"])
        if read is not None:
            sides[row["passage_id"] in held].append(read)
    return sides[False], sides[True]


def others(path: Path) -> tuple[list[Example], list[Example]]:
    """Examples of OTHERS: every second text to learn from, the rest held out; the first answer that stands counts."""
    data = json.loads(path.read_text(encoding="utf-8"))
    texts = {row["id"]: row for row in data["passages"]}
    kept = set(sorted(texts)[::2])
    sides: dict[bool, list[Example]] = {True: [], False: []}
    for row in data["questions"]:
        text = texts[row["pid"]]
        tried = (example(row["question"], text["title"], text["text"], answer) for answer in row["answers"])
        read = next((one for one in tried if one is not None), None)
        if read is not None:
            sides[row["pid"] not in kept].append(read)
    return sides[False], sides[True]


def main(folder: Path, other: Path) -> None:
    """Fit on all but what is held out and print the weights."""
    (known, held), (known_others, held_others) = news(folder), others(other)
    weights = fit(known + known_others * _OTHERS)
    for name, weight in zip(FEATURES, weights, strict=True):
        sys.stdout.write(f'    "{name}": {weight:.2f},\n')
    for name, rows in (("news", held), ("others", held_others)):
        right = [labels[np.argmax(features @ weights)] > 0 for features, labels in rows]
        sys.stdout.write(f"{name}: best clause holds the answer of {np.mean(right):.3f} of {len(right)} held out\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
