"""The learning of the clause weights."""

import json
from pathlib import Path

import numpy as np
import pytest

from bot.evidence import FEATURES
from bot.fit_answering import example, fit, others


def test_example_marks_the_clauses_of_the_answer() -> None:
    """Labels are 1 where the answer stands, over two clauses if it spans both."""
    passage = "渡轮从东港出发，经过外海岛，抵达北湾码头。船上有四十人。"
    read = example("渡轮走的是哪条线", "", passage, "经过外海岛，抵达北湾码头")
    assert read is not None
    features, labels = read
    assert labels.tolist() == [0, 1, 1, 0]
    assert features.shape == (4, len(FEATURES))


def test_example_without_the_answer() -> None:
    """A passage that does not hold the answer teaches nothing."""
    assert example("渡轮走的是哪条线", "", "渡轮从东港出发。", "北湾") is None


def test_fit_finds_the_feature_that_tells() -> None:
    """Of two features the one that marks the right clause gets the weight; the other, which is noise, gets little."""
    pytest.importorskip("scipy")
    rng = np.random.default_rng(0)
    examples = []
    for _ in range(200):
        right = int(rng.integers(3))
        labels = np.eye(3)[right]
        examples.append((np.column_stack([labels + rng.normal(0, 0.3, 3), rng.normal(0, 1, 3)]), labels))
    telling, noise = fit(examples)
    assert telling > 3
    assert abs(noise) < 0.5


def test_every_second_text_of_the_others_is_held_out(tmp_path: Path) -> None:
    """By the order of their ids; the first answer that stands in the text counts, a question without one does not."""
    passages = [{"id": name, "title": "", "text": "渡轮从东港出发。船上有四十人。"} for name in ("c", "a", "b")]
    questions = [
        {"pid": "a", "question": "渡轮从哪出发", "answers": ["西港", "东港"]},
        {"pid": "b", "question": "船上有多少人", "answers": ["四十人"]},
        {"pid": "c", "question": "船上有多少猫", "answers": ["一只"]},
    ]
    path = tmp_path / "others.json"
    path.write_text(json.dumps({"passages": passages, "questions": questions}), encoding="utf-8")
    known, held = others(path)
    assert [labels.tolist() for _, labels in known] == [[1, 0]]
    assert [labels.tolist() for _, labels in held] == [[0, 1]]
