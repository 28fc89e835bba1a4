"""The numpy reader against the one it was trained as, and what the shipped weights have learned."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from bot.reader.inputs import Inputs
from bot.reader.model import Learner
from bot.reader.network import NOTHING, WEIGHTS, Judgement, Reader
from bot.reader.training import Example, example
from embeddings.encoding.late_interaction import shipped
from embeddings.errors import ModelError

TEXT = "白石大桥5月2日通车。全长三公里，总投资两亿元。市长李明出席了通车仪式。"
ASKED = [
    ("白石大桥什么时候通车？", "5月2日"),
    ("大桥一共花了多少钱", "两亿元"),
    ("谁出席了通车仪式", "李明"),
    ("？", ""),
]


def examples(text: str = TEXT) -> list[Example]:
    """Lay out the questions on a passage."""
    return [example(shipped(), question, "大桥通车", text, answer) for question, answer in ASKED]


def judged(reader: Reader, given: Inputs) -> Judgement:
    """Judge one passage."""
    return reader.judge(reader.prepare(given.question), [given])[0]


def test_numpy_and_torch_judge_alike(tmp_path: Path) -> None:
    """After some steps of learning both give the same best token and odds, up to half precision."""
    learner = Learner(shipped(), steps=5, seed=1)
    rows = examples() + examples("长三公里。")
    for _ in range(5):
        learner.learn([row.given for row in rows], [row.answers for row in rows])
    learner.save(tmp_path / "reader.safetensors")
    reader = Reader(shipped(), tmp_path / "reader.safetensors")
    best, odds = learner.judge([row.given for row in rows])
    ours = [judged(reader, row.given) for row in rows]
    assert [one.odds for one in ours] == pytest.approx(odds, abs=0.02)
    assert [int(one.tokens.argmax()) for one in ours] == best
    assert [float(one.tokens.sum()) for one in ours] == pytest.approx([1.0] * len(rows), abs=1e-5)


def test_passages_judged_at_once_are_judged_as_if_alone() -> None:
    """Neither neighbours nor their length matter; one without words does not answer."""
    reader = Reader(shipped())
    texts = [TEXT, "通车。", "", TEXT * 3, "市长李明出席"]
    given = [example(shipped(), ASKED[0][0], "大桥通车" if text else "", text, "").given for text in texts]
    together = reader.judge(reader.prepare(given[0].question), given)
    for one, alone in zip(together, (judged(reader, row) for row in given), strict=True):
        assert one.odds == pytest.approx(alone.odds, abs=1e-4)
        np.testing.assert_allclose(one.tokens, alone.tokens, atol=1e-5)


def test_learning_lowers_the_loss() -> None:
    """The same four questions over and over are learned, one of them without an answer."""
    learner = Learner(shipped(), steps=150, seed=1)
    rows = examples()
    losses = [learner.learn([row.given for row in rows], [row.answers for row in rows]) for _ in range(150)]
    assert losses[-1] < losses[0] / 3
    best, odds = learner.judge([row.given for row in rows])
    assert [bool(row.answers[token]) for row, token in zip(rows, best, strict=True)] == [True, True, True, False]
    assert [one > 0 for one in odds] == [True, True, True, False]


def test_shipped_weights_find_answers_and_miss_what_is_not_there() -> None:
    """The best token answers, and a passage without the detail has lower odds than the one with it."""
    reader = Reader(shipped())
    for question, answer in ASKED[:3]:
        there = example(shipped(), question, "大桥通车", TEXT, answer)
        sentences = TEXT.split("。")
        gone = example(shipped(), question, "大桥通车", "。".join(s for s in sentences if answer not in s), "")
        assert there.answers[judged(reader, there.given).tokens.argmax()]
        assert judged(reader, there.given).odds > judged(reader, gone.given).odds


def test_a_passage_without_words_does_not_answer() -> None:
    """No tokens, no attention, no chance."""
    empty = example(shipped(), "大桥什么时候通车", "", "", "")
    silent = judged(Reader(shipped()), empty.given)
    assert silent.tokens.tolist() == []
    assert silent.odds == NOTHING


@pytest.mark.parametrize("content", [None, b"", b"{}"], ids=["gone", "empty", "broken"])
def test_a_broken_file_is_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    """The error names the file and says what to do."""
    path = tmp_path / "reader.safetensors"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match=r"^模型文件 .*reader.safetensors 读不出来（.+）。请重新安装 wenxun。$"):
        Reader(shipped(), path)


def test_missing_layers_are_told_when_loading(tmp_path: Path) -> None:
    """Not at the first question."""
    weights = {name: value for name, value in load_file(WEIGHTS).items() if name != "z.3.bias"}
    save_file(weights, tmp_path / "reader.safetensors")
    with pytest.raises(ModelError, match=r"z\.3\.bias"):
        Reader(shipped(), tmp_path / "reader.safetensors")


def test_shipped_weights_are_finite_and_small() -> None:
    """Under a megabyte, half precision, nothing infinite."""
    weights = load_file(WEIGHTS)
    assert WEIGHTS.stat().st_size < 1_000_000
    assert {value.dtype for value in weights.values()} == {np.dtype("float16")}
    assert all(np.isfinite(value).all() for value in weights.values())
