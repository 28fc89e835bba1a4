"""Harm to the files of a model is refused with what to do, or leaves another fingerprint, which no index accepts."""

import random
import shutil
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer, models, pre_tokenizers

from embeddings.encoding.encoder import SHIPPED
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.encoding.static import StaticEncoder
from embeddings.errors import ModelError
from tests.damage import harm
from tests.trials import LONG, trials

#: What an answer is read from; the rest of the folder is for people and for training.
FILES = ("model.safetensors", "late_interaction.safetensors", "tokenizer.json")
TEXT = "春风 吹过 石桥"


@pytest.fixture
def small_model(tmp_path: Path) -> Path:
    """Make a model folder of five words, with the tensors of the shipped one."""
    words = {"[UNK]": 0, "春风": 1, "吹过": 2, "石桥": 3, "山路": 4}
    tokenizer = Tokenizer(models.WordLevel(words, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    folder = tmp_path / "model"
    folder.mkdir()
    tokenizer.save(str(folder / "tokenizer.json"))
    for name in FILES[:2]:
        save_file({key: rows[: len(words)] for key, rows in load_file(SHIPPED / name).items()}, folder / name)
    return folder


def read(folder: Path) -> tuple[str, str, bytes]:
    """Load both models of a folder and let them work; give their fingerprints and what they made."""
    encoder, matcher = StaticEncoder(folder, "small"), LateInteraction(folder)
    with np.errstate(all="ignore"):
        made = encoder.encode_passages([TEXT]), *matcher.matches(TEXT, matcher.tokens([TEXT]))
    return encoder.digest, matcher.digest, b"".join(part.tobytes() for part in made)


def outcome(folder: Path) -> tuple[tuple[str, str, bytes] | None, str]:
    """Give what is read, or what is said instead."""
    try:
        return read(folder), ""
    except ModelError as error:
        return None, str(error)


def test_harm_to_weights(small_model: Path, tally: Callable[[str], None]) -> None:
    """Never a crash, never other vectors under the fingerprint of the whole model."""
    whole, chance = read(small_model), random.Random(time.time_ns() if LONG else 7)
    ends = Counter[str]()
    for trial in range(trials(180, 3000)):
        path = small_model / FILES[trial % len(FILES)]
        kept = path.read_bytes()
        way = harm(path, chance)
        now, said = outcome(small_model)
        if now is None:
            assert "请重新安装 wenxun" in said
            ends["refused"] += 1
        elif now[:2] == whole[:2]:
            assert now == whole, (path.name, way)
            ends["harmless"] += 1
        else:
            ends["another fingerprint"] += 1
        path.write_bytes(kept)
    assert read(small_model) == whole
    tally(f"model files harmed {sum(ends.values())} times: {dict(ends)}; 0 crashes, 0 wrong vectors under a right name")


@pytest.mark.parametrize("name", FILES)
def test_harm_to_the_shipped_model(name: str, tmp_path: Path) -> None:
    """One bit of the real weights is enough for another fingerprint, and a cut is refused."""
    folder = tmp_path / "model"
    shutil.copytree(SHIPPED, folder)
    whole, path = read(folder), folder / name
    data = bytearray(path.read_bytes())
    data[-100] ^= 1
    path.write_bytes(data)
    now, _ = outcome(folder)
    assert now is None or now[:2] != whole[:2]
    path.write_bytes(data[:-1])
    assert outcome(folder)[1].startswith("模型文件夹")
