"""What training writes is what serving reads."""

import warnings
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from embeddings.encoding.encoder import load_encoder
from embeddings.encoding.static import StaticEncoder
from embeddings.encoding.training.export import export, quantised
from embeddings.encoding.training.vocabulary import build_tokenizer


def test_eight_bits_are_within_half_a_step() -> None:
    """Each number comes back to within half of a 127th of the largest of its row."""
    rows = np.random.default_rng(42).normal(size=(50, 16)).astype(np.float32)
    parts = quantised(rows)
    back = parts["embeddings"].astype(np.float32) * parts["weights"].astype(np.float32)[:, None]
    assert (np.abs(back - rows) <= np.abs(rows).max(axis=1, keepdims=True) / 127 / 2 + 1e-7).all()


def test_a_row_of_nothing_stays_nothing() -> None:
    """The unknown token has a zero row and a scale that divides nothing by nothing."""
    parts = quantised(np.zeros((1, 3), np.float32))
    assert parts["embeddings"].tolist() == [[0, 0, 0]]
    assert parts["weights"].tolist() == [1]


def test_exported_folder_gives_the_trained_vectors(tmp_path: Path) -> None:
    """大桥 has row (1, 0), 海 (0, 1): 「大桥 海」 is (1, 1) at unit length, without torch and with it."""
    tokenizer = build_tokenizer(Counter({"大桥": 40, "海": 30}), 10)
    rows = np.zeros((tokenizer.get_vocab_size(), 2), np.float32)
    rows[tokenizer.token_to_id("大桥")] = [1, 0]
    rows[tokenizer.token_to_id("海")] = [0, 1]
    with warnings.catch_warnings():
        # What the library warns of on import is its own affair.
        warnings.simplefilter("ignore")
        export(rows, tokenizer, tmp_path / "model")
        from sentence_transformers import SentenceTransformer

        reference = np.asarray(SentenceTransformer(str(tmp_path / "model"), device="cpu").encode(["大桥 海", "海"]))
    encoder = load_encoder(str(tmp_path / "model"))
    assert isinstance(encoder, StaticEncoder)
    expected = np.array([[0.5**0.5, 0.5**0.5], [0, 1]])
    assert encoder.encode_passages(["大桥 海", "海"]) == pytest.approx(expected, abs=1e-6)
    assert reference == pytest.approx(expected, abs=1e-6)
    assert (tmp_path / "model" / "model.safetensors").stat().st_mode & 0o777 == 0o644
