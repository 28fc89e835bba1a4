"""Soft matching of words, by hand and against a slow, plain reference."""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, pre_tokenizers

from embeddings.encoding.late_interaction import BLOCK, LateInteraction, Matches
from embeddings.errors import ModelError

_WORDS = ["[UNK]", "春", "夏", "秋", "冬"]
# 春 lies between east and north, 夏 is east, 秋 north, 冬 west; lengths differ and must not matter.
_DIRECTIONS = np.int8([[0, 0], [30, 40], [100, 0], [0, 7], [-50, 0]])
_IMPORTANCE = np.float32([9, 3, 1, 2, 1])


def hand_made(folder: Path, directions: NDArray[np.int8], importance: NDArray[np.float32]) -> LateInteraction:
    """Write and load a model whose words are those of _WORDS, then 词5, 词6 and so on."""
    folder.mkdir(exist_ok=True)
    words = _WORDS + [f"词{number}" for number in range(len(_WORDS), len(directions))]
    tokenizer = Tokenizer(models.WordLevel({word: n for n, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.enable_padding(pad_id=1)
    tokenizer.save(str(folder / "tokenizer.json"))
    save_file({"directions": directions, "importance": importance}, folder / "late_interaction.safetensors")
    return LateInteraction(folder)


def plainly(
    asked: Sequence[int], passage: Sequence[int], directions: NDArray[np.int8], importance: NDArray[np.float32]
) -> tuple[float, float]:
    """Give whole and stretch as their definitions say, one number after the other."""

    def cosine(one: int, other: int) -> float:
        left, right = ([float(part) for part in directions[token]] for token in (one, other))
        dot = sum(a * b for a, b in zip(left, right, strict=True))
        return dot / (math.hypot(*left) * math.hypot(*right))

    def said(part: Sequence[int]) -> float:
        total = sum(float(importance[token]) for token in asked)
        return sum(float(importance[i]) * max(cosine(i, j) for j in part) for i in asked) / total

    if not asked or not passage:
        return 0.0, 0.0
    stretches = [passage[start : start + 2 * BLOCK] for start in range(0, len(passage), BLOCK)]
    return said(passage), max(said(stretch) for stretch in stretches)


def test_each_word_to_its_nearest_the_weighty_ones_counting_more(tmp_path: Path) -> None:
    """Asked 春 秋 of a passage 夏 冬: 春 to 夏 is 0.6, 秋 is at right angles to both; (3 x 0.6 + 2 x 0) / 5 = 0.36.

    Of the passage 秋 春 夏, 秋 finds itself and 春 itself: 1. Of 冬 alone: 春 is -0.6, (3 x -0.6 + 0) / 5 = -0.36.
    """
    matcher = hand_made(tmp_path, _DIRECTIONS, _IMPORTANCE)
    passages = matcher.tokens(["夏 冬", "秋 春 夏", "冬"])
    found = matcher.matches("春 秋", passages)
    assert found.whole == pytest.approx([0.36, 1, -0.36], abs=1e-6)
    assert found.stretch == pytest.approx([0.36, 1, -0.36], abs=1e-6)
    assert found.whole.dtype == found.stretch.dtype == np.float32


def test_a_stretch_is_two_blocks(tmp_path: Path) -> None:
    """夏 at the end of block 1 and 秋 in block 2 stand in one stretch; with a block of 冬 between them they do not.

    Asked 夏 秋 with weights 1 and 2: both together 1; apart, the better of 夏 (1 x 1 + 2 x 0) / 3 and 秋
    (1 x 0 + 2 x 1) / 3, where 冬 is -1 to 夏 but 秋 itself is 0 to it.
    """
    matcher = hand_made(tmp_path, _DIRECTIONS, _IMPORTANCE)
    near = ["冬"] * (BLOCK - 1) + ["夏"] + ["冬"] * (BLOCK - 1) + ["秋"]
    far = ["夏"] + ["冬"] * (2 * BLOCK - 1) + ["秋"]
    found = matcher.matches("夏 秋", matcher.tokens([" ".join(near), " ".join(far)]))
    assert found.whole == pytest.approx([1, 1], abs=1e-6)
    assert found.stretch == pytest.approx([1, 2 / 3], abs=1e-6)


def test_the_stretch_of_a_passage_ends_with_it(tmp_path: Path) -> None:
    """The last block of a passage is never joined with the first of the next one in the list."""
    matcher = hand_made(tmp_path, _DIRECTIONS, _IMPORTANCE)
    found = matcher.matches("夏 秋", matcher.tokens(["夏", "秋", "夏"]))
    assert found.stretch == pytest.approx([1 / 3, 2 / 3, 1 / 3], abs=1e-6)


def test_what_has_no_known_words_gets_nothing(tmp_path: Path) -> None:
    """Empty and unknown passages get 0 among others that keep theirs, and so does all under an empty question."""
    matcher = hand_made(tmp_path, _DIRECTIONS, _IMPORTANCE)
    passages = matcher.tokens(["", "春", "鱼 鸟"])
    assert [len(passage) for passage in passages] == [0, 1, 0]
    for part in matcher.matches("春 鱼", passages):
        assert part.tolist() == pytest.approx([0, 1, 0], abs=1e-6)
    for part in matcher.matches("鱼", passages):
        assert part.tolist() == [0, 0, 0]
    assert [part.shape for part in matcher.matches("春", [])] == [(0,), (0,)]


def test_repeated_question_words_count_each_time(tmp_path: Path) -> None:
    """Asked 夏 夏 秋 of 夏: (1 + 1 + 0) / 4."""
    matcher = hand_made(tmp_path, _DIRECTIONS, _IMPORTANCE)
    assert matcher.matches("夏 夏 秋", matcher.tokens(["夏"])).whole == pytest.approx([0.5], abs=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_equals_the_plain_reference(tmp_path: Path, seed: int) -> None:
    """Random directions, questions of 1 to 9 words, passages of 0 to 80: the same numbers to five places."""
    rng = np.random.default_rng(seed)
    directions = rng.integers(-127, 128, (60, 6)).astype(np.int8)
    importance = rng.uniform(0.1, 8, 60).astype(np.float32)
    matcher = hand_made(tmp_path, directions, importance)
    words = _WORDS + [f"词{number}" for number in range(len(_WORDS), 60)]
    asked = rng.integers(1, 60, int(rng.integers(1, 10))).tolist()
    lengths = [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, *rng.integers(0, 81, 20).tolist()]
    passages = [rng.integers(1, 60, length).astype(np.uint16) for length in lengths]
    found = matcher.matches(" ".join(words[token] for token in asked), passages)
    expected = [plainly(asked, passage.tolist(), directions, importance) for passage in passages]
    assert found.whole == pytest.approx([whole for whole, _ in expected], abs=1e-5)
    assert found.stretch == pytest.approx([stretch for _, stretch in expected], abs=1e-5)


def test_each_passage_is_scored_for_itself(tmp_path: Path) -> None:
    """A passage gets the same scores alone as in the middle of others."""
    matcher = hand_made(tmp_path, _DIRECTIONS, _IMPORTANCE)
    passages = matcher.tokens(["夏 冬 " * 20, "秋", "春 冬 " * 9, "", "冬"])
    together = matcher.matches("春 夏 秋", passages)
    for place, passage in enumerate(passages):
        alone = matcher.matches("春 夏 秋", [passage])
        assert Matches(*(part[place] for part in together)) == pytest.approx(tuple(part[0] for part in alone), abs=1e-6)


def test_digest_tells_weights_apart(tmp_path: Path) -> None:
    """Another importance is another digest."""
    first = hand_made(tmp_path / "a", _DIRECTIONS, _IMPORTANCE)
    again = hand_made(tmp_path / "b", _DIRECTIONS, _IMPORTANCE)
    other = hand_made(tmp_path / "c", _DIRECTIONS, _IMPORTANCE + np.float32(1))
    assert first.digest == again.digest != other.digest


@pytest.mark.parametrize("name", ["tokenizer.json", "late_interaction.safetensors"])
@pytest.mark.parametrize("content", [None, b"", b"{}"], ids=["gone", "empty", "hollow"])
def test_a_broken_folder_is_one_sentence(tmp_path: Path, name: str, content: bytes | None) -> None:
    """Whatever is wrong with either file, the error names the folder and says what to do."""
    hand_made(tmp_path / "model", _DIRECTIONS, _IMPORTANCE)
    if content is None:
        (tmp_path / "model" / name).unlink()
    else:
        (tmp_path / "model" / name).write_bytes(content)
    with pytest.raises(ModelError, match=r"^模型文件夹 .*model 读不出来（.+）。请重新安装 wenxun。$"):
        LateInteraction(tmp_path / "model")


def test_weights_of_another_vocabulary_are_refused(tmp_path: Path) -> None:
    """Fewer rows than words are refused when loading, not at the first rare word."""
    hand_made(tmp_path, _DIRECTIONS, _IMPORTANCE)
    save_file({"directions": _DIRECTIONS[:3], "importance": _IMPORTANCE}, tmp_path / "late_interaction.safetensors")
    with pytest.raises(ModelError, match="fewer rows"):
        LateInteraction(tmp_path)


def test_tokens_are_placed_in_their_text(tmp_path: Path) -> None:
    """Each token has its number, unknown ones too, its characters, its direction brought to length 1, its weight."""
    model = hand_made(tmp_path, _DIRECTIONS, _IMPORTANCE)
    placed = model.placed("春 海 冬")
    assert [placed.numbers.tolist(), placed.starts.tolist(), placed.ends.tolist()] == [[1, 0, 4], [0, 2, 4], [1, 3, 5]]
    assert model.vectors(placed.numbers) == pytest.approx(np.array([[0.6, 0.8], [0, 0], [-1, 0]]))
    assert model.importance(placed.numbers).tolist() == [3, 9, 1]
    assert model.placed("").numbers.tolist() == []
