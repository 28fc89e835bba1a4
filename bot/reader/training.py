"""Learn the reader's weights from questions with their passage and answer string.

    python -m bot.reader.training FOLDER [WEIGHTS]

FOLDER holds `questions.jsonl` ({"passage_id", "question", "answer"}) and `passages.jsonl` ({"passage_id", "title",
"passage"}). Needs torch. Each question is asked of its passage, and with no answer to be found either of the passage
without the sentences that answer or of another passage close to it. Every twelfth passage is held out to be judged by.
"""

import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.question_type import read_ask
from bot.reader.inputs import Asked, Inputs
from bot.reader.laid_out import Passage
from bot.reader.model import Learner
from bot.reader.network import WEIGHTS
from bot.spans import Span, find_spans, tag
from embeddings.encoding.encoder import load_encoder
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.evaluation.lines import read_lines
from embeddings.evaluation.ranks import auroc
from embeddings.text import sentences

EPOCHS, BATCH, SEED = 5, 48, 0
_HELD_OUT = 12
#: Another passage is drawn from so many that are closest to the question.
_RIVALS = 3
#: What is left of a passage without its answer must have so many tokens.
_LEAST = 25
#: How often a sentence that does not answer is left out where the answer stays, so that gaps tell nothing.
_GAPS = 0.4


class Example(NamedTuple):
    """A question on one passage, and which of its tokens answer, (t,)."""

    given: Inputs
    answers: NDArray[np.bool_]


class Case(NamedTuple):
    """A question where it is answered, and where it is not: there without the answer (if enough is left), elsewhere."""

    answered: Example
    cut: Example | None
    rivals: list[Example]


def example(matcher: LateInteraction, question: str, title: str, text: str, answer: str) -> Example:
    """Lay out a question on a passage; an empty answer, or one that does not stand there, marks no token."""
    ask = read_ask(question)
    given = Asked(matcher, question, ask).inputs([Passage(title, text, find_spans(text, ask, tag(text)))])[0]
    in_text = given.ends > 0
    answers = np.zeros(len(in_text), bool)
    for start in _places(text, answer):
        answers |= in_text & (given.starts < start + len(answer)) & (given.ends > start)
    return Example(given, answers)


def cases(matcher: LateInteraction, folder: Path, chance: random.Random) -> Iterator[tuple[bool, Case]]:
    """Give each question as a case, and whether it is held out."""
    questions = read_lines(folder / "questions.jsonl")
    passages = {row["passage_id"]: row for row in read_lines(folder / "passages.jsonl")}
    names = sorted({row["passage_id"] for row in questions})
    held_out = set(names[::_HELD_OUT])
    encoder = load_encoder()
    texts = [f"{passages[name]['title']}\n{passages[name]['passage']}" for name in names]
    near = encoder.encode_questions([row["question"] for row in questions]) @ encoder.encode_passages(texts).T
    for row, closeness in zip(questions, near, strict=True):
        name, question, answer = row["passage_id"], row["question"], row["answer"]
        title, text = passages[name]["title"], passages[name]["passage"]
        answering, idle = by_answer(text, answer)
        if not answering:
            continue
        gap = {chance.choice(idle)} if len(idle) > 1 and chance.random() < _GAPS else set()
        answered = example(matcher, question, title, without(text, gap), answer)
        cut = example(matcher, question, title, without(text, set(answering)), "") if idle else None
        closest = (passages[names[place]] for place in np.argsort(-closeness)[: 2 * _RIVALS])
        rivals = [rival for rival in closest if rival["passage_id"] != name and answer not in rival["passage"]]
        others = [example(matcher, question, rival["title"], rival["passage"], "") for rival in rivals[:_RIVALS]]
        enough = cut is not None and int((cut.given.ends > 0).sum()) >= _LEAST
        yield name in held_out, Case(answered, cut if enough else None, others)


def by_answer(text: str, answer: str) -> tuple[list[Span], list[Span]]:
    """Part the sentences into those that hold some of the answer and those that do not.

    >>> by_answer("甲。乙丙。丙。", "丙")
    ([(2, 5), (5, 7)], [(0, 2)])
    """
    places = list(_places(text, answer))
    answering: list[Span] = []
    idle: list[Span] = []
    for start, end in sentences(text):
        holds = any(place < end and start < place + len(answer) for place in places)
        (answering if holds else idle).append((start, end))
    return answering, idle


def without(text: str, left_out: set[Span]) -> str:
    """Leave sentences out.

    >>> without("甲。乙丙。丁。", {(2, 5)})
    '甲。丁。'
    """
    return "".join(text[start:end] for start, end in sentences(text) if (start, end) not in left_out)


def _places(text: str, answer: str) -> Iterator[int]:
    at = text.find(answer) if answer else -1
    while at >= 0:
        yield at
        at = text.find(answer, at + 1)


def unanswered(case: Case, chance: random.Random) -> Example | None:
    """Ask the same where no answer is: of the passage without what answers, or of a rival."""
    if case.rivals and (case.cut is None or chance.random() < 0.5):
        return chance.choice(case.rivals)
    return case.cut


def main(folder: Path, target: Path = WEIGHTS, epochs: int = EPOCHS) -> None:
    """Train, write the weights, and print how well they judge the held-out questions."""
    matcher, chance = LateInteraction(), random.Random(SEED)  # noqa: S311
    kept: list[Case] = []
    judged: list[Case] = []
    for is_held_out, case in cases(matcher, folder, chance):
        (judged if is_held_out else kept).append(case)
    learner = Learner(matcher, steps=epochs * 2 * len(kept) // BATCH, seed=SEED)
    for _ in range(epochs):
        rows = [case.answered for case in kept]
        rows += filter(None, (unanswered(case, chance) for case in kept))
        batches = _batches(rows, chance)
        loss = sum(learner.learn([row.given for row in batch], [row.answers for row in batch]) for batch in batches)
        sys.stdout.write(f"loss {loss / len(batches):.3f}  {_report(learner, judged)}\n")
        sys.stdout.flush()
    learner.save(target)


def _report(learner: Learner, judged: Sequence[Case]) -> str:
    best, odds = learner.judge([case.answered.given for case in judged])
    right = np.mean([case.answered.answers[token] for case, token in zip(judged, best, strict=True)])
    cut = [case.cut.given for case in judged if case.cut]
    rivals = [case.rivals[0].given for case in judged if case.rivals]
    apart = [auroc(odds, learner.judge(silent)[1]) for silent in (cut, rivals)]
    return f"best token answers {right:.3f}  AUROC without the answer {apart[0]:.3f}, rivals {apart[1]:.3f}"


def _batches(rows: list[Example], chance: random.Random) -> list[list[Example]]:
    """Examples of about the same length together, in random order."""
    chance.shuffle(rows)
    pool = 40 * BATCH
    sorted_pools = (sorted(rows[i : i + pool], key=lambda row: len(row.answers)) for i in range(0, len(rows), pool))
    batches = [part[i : i + BATCH] for part in sorted_pools for i in range(0, len(part), BATCH)]
    chance.shuffle(batches)
    return batches


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else WEIGHTS)
