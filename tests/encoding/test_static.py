"""The static encoder, by hand-made tables and by the shipped model."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, pre_tokenizers

from embeddings.encoding.encoder import SHIPPED
from embeddings.encoding.static import StaticEncoder
from embeddings.errors import ModelError

_ROWS = np.float32([[0, 0], [3, 4], [0, 2], [-3, 4]])


def hand_made(folder: Path, **tensors: np.ndarray) -> StaticEncoder:
    """Write and load a model of three words: 春 is row 1, 夏 row 2, 秋 row 3; anything else is row 0."""
    folder.mkdir()
    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0, "春": 1, "夏": 2, "秋": 3}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    # What a folder may bring along and must not matter: padding to the longest and cutting at two tokens.
    tokenizer.enable_padding()
    tokenizer.enable_truncation(2)
    tokenizer.save(str(folder / "tokenizer.json"))
    save_file(tensors, folder / "model.safetensors")
    return StaticEncoder(folder, "hand")


def test_mean_of_token_vectors_at_unit_length(tmp_path: Path) -> None:
    """春 夏 is (3, 4) + (0, 2) = (3, 6), scaled to length 1; the longer text beside it changes nothing."""
    encoder = hand_made(tmp_path / "model", **{"embedding.weight": _ROWS})
    vectors = encoder.encode_passages(["春", "春 夏", "春 夏 秋 秋"])
    expected = [[0.6, 0.8], [3 / 45**0.5, 6 / 45**0.5], [-3 / 205**0.5, 14 / 205**0.5]]
    assert vectors == pytest.approx(np.array(expected), abs=1e-6)
    assert vectors.dtype == np.float32


def test_text_of_nothing_known_is_a_zero_row(tmp_path: Path) -> None:
    """Empty, blank and unknown texts give zeros, never a division by nothing."""
    encoder = hand_made(tmp_path / "model", **{"embedding.weight": _ROWS})
    assert encoder.encode_questions(["", " \n", "冬"]).tolist() == [[0, 0]] * 3
    assert encoder.encode_questions([]).shape == (0, 2)


def test_vectors_that_cancel_give_a_zero_row(tmp_path: Path) -> None:
    """A text whose token vectors add up to nothing has no direction."""
    encoder = hand_made(tmp_path / "model", **{"embedding.weight": np.float32([[0, 0], [1, 0], [-1, 0], [0, 1]])})
    assert encoder.encode_passages(["春 夏"]).tolist() == [[0, 0]]


def test_quantised_rows_carry_their_own_scale(tmp_path: Path) -> None:
    """春 is 0.5 x (2, 0) and 夏 is 0.25 x (0, 4): together (1, 1)."""
    encoder = hand_made(
        tmp_path / "model",
        embeddings=np.int8([[0, 0], [2, 0], [0, 4], [1, 1]]),
        weights=np.float32([1, 0.5, 0.25, 1]),
    )
    assert encoder.encode_passages(["春 夏"]) == pytest.approx(np.array([[0.5**0.5, 0.5**0.5]]), abs=1e-6)


def test_rows_shared_between_tokens(tmp_path: Path) -> None:
    """With a mapping, 春 and 秋 share row 1 of the table and differ by their weights alone."""
    encoder = hand_made(
        tmp_path / "model",
        embeddings=np.float32([[0, 0], [0, 1], [1, 0]]),
        mapping=np.int64([0, 1, 2, 1]),
        weights=np.float32([1, 1, 1, 3]),
    )
    assert encoder.encode_passages(["夏 秋"]) == pytest.approx(np.array([[1, 3]]) / 10**0.5, abs=1e-6)


def test_more_texts_than_one_batch(shipped: StaticEncoder) -> None:
    """Row 1,024 and those after it are the vectors of their own texts."""
    texts = [f"第{n}号渡船" for n in range(1030)]
    together = shipped.encode_passages(texts)
    assert together[[0, 1023, 1024, 1029]] == pytest.approx(
        shipped.encode_passages([texts[n] for n in (0, 1023, 1024, 1029)]), abs=1e-6
    )


def test_shipped_model_folds_width_and_case(shipped: StaticEncoder) -> None:
    """Full-width and upper-case spellings have the very same vector."""
    plain, wide = shipped.encode_questions(["c919客机5g信号", "Ｃ９１９客机５Ｇ信号"])
    assert np.array_equal(plain, wide)
    assert np.linalg.norm(plain) == pytest.approx(1, abs=1e-6)


def test_digest_tells_weights_apart(tmp_path: Path) -> None:
    """Another weight is another digest; the same files elsewhere are the same one."""
    first = hand_made(tmp_path / "a", **{"embedding.weight": _ROWS})
    again = hand_made(tmp_path / "b", **{"embedding.weight": _ROWS})
    other = hand_made(tmp_path / "c", **{"embedding.weight": _ROWS + np.float32(1)})
    assert first.digest == again.digest != other.digest


@pytest.mark.parametrize("name", ["tokenizer.json", "model.safetensors"])
@pytest.mark.parametrize("content", [None, b"", b"{}", b"\xff\xfe{"], ids=["gone", "empty", "hollow", "no text"])
def test_broken_folder_is_one_sentence(model_copy: Path, name: str, content: bytes | None) -> None:
    """Whatever is wrong with either file, the error names the folder and says what to do."""
    if content is None:
        (model_copy / name).unlink()
    else:
        (model_copy / name).write_bytes(content)
    with pytest.raises(ModelError, match=r"^模型文件夹 .*model 读不出来（.+）。请重新安装.*WENXUN_MODEL。$"):
        StaticEncoder(model_copy, "broken")


def test_weights_of_another_tokenizer_are_refused(model_copy: Path) -> None:
    """A table with fewer rows than there are tokens is refused when loading, not at the first rare word."""
    save_file({"embedding.weight": np.zeros((3, 2), np.float32)}, model_copy / "model.safetensors")
    with pytest.raises(ModelError, match=r"fewer rows"):
        StaticEncoder(model_copy, "mixed")


@pytest.mark.parametrize(
    ("modules", "fits"),
    [
        ('[{"type": "a.StaticEmbedding"}]', True),
        ('[{"type": "a.StaticEmbedding"}, {"type": "b.Normalize"}]', True),
        ('[{"type": "a.StaticEmbedding"}, {"type": "b.Dense"}]', False),
        ('[{"type": "a.Transformer"}, {"type": "b.Pooling"}]', False),
        ("[1]", False),
        ('{"type": "a.StaticEmbedding"}', False),
        ('[{"path": ""}]', False),
        ("[", False),
    ],
)
def test_which_folders_are_read_without_torch(tmp_path: Path, modules: str, fits: bool) -> None:
    """Only a table of token vectors, normalised or not, is; anything unreadable is not."""
    (tmp_path / "modules.json").write_text(modules, encoding="utf-8")
    assert StaticEncoder.fits(tmp_path) is fits
    assert not StaticEncoder.fits(tmp_path / "nowhere")
    assert StaticEncoder.fits(SHIPPED)
