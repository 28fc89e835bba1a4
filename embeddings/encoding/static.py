"""A static model (one vector a token, averaged) read from a sentence-transformers folder without torch."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from embeddings.encoding.tokenizer import TOKENIZER, load_tokenizer
from embeddings.encoding.weights import digest, mapped
from embeddings.errors import ModelError

_WEIGHTS = "model.safetensors"
_BATCH = 2048


class _Table(NamedTuple):
    """One row a token, kept as narrow as it is on disk, and what each is to be multiplied by."""

    rows: NDArray[Any]
    scales: NDArray[np.float32]

    def sum(self, tokens: NDArray[np.int32]) -> NDArray[np.float32]:
        """Add up the vectors of tokens."""
        total: NDArray[np.float32] = self.scales[tokens] @ self.rows[tokens].astype(np.float32)
        return total


class StaticEncoder:
    """Mean of token vectors, scaled to unit length: what `StaticEmbedding` computes, with numpy alone.

    Questions and passages are encoded alike.
    """

    def __init__(self, folder: Path, identity: str) -> None:
        self.id = identity
        try:
            self._tokenizer = load_tokenizer(folder)
            self._table = _read_table(mapped(folder / _WEIGHTS))
            if len(self._table.rows) < self._tokenizer.size:
                raise ValueError(f"{_WEIGHTS} has fewer rows than {TOKENIZER} has tokens")
        # The tokenizers library raises nothing narrower than Exception.
        except Exception as error:
            raise ModelError(
                f"模型文件夹 {folder} 读不出来（{error}）。请重新安装 wenxun，或改 WENXUN_MODEL。"
            ) from error
        self.digest = digest((folder / TOKENIZER, folder / _WEIGHTS))
        self.dim = int(self._table.rows.shape[1])

    @staticmethod
    def fits(folder: Path) -> bool:
        """Tell whether the folder holds a static model whose vectors are only normalised after averaging."""
        try:
            modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
            kinds = [str(module["type"]).rsplit(".", 1)[-1] for module in modules]
        except (OSError, ValueError, TypeError, KeyError):
            return False
        return kinds in (["StaticEmbedding"], ["StaticEmbedding", "Normalize"])

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors (n, dim) with unit rows; a text without known tokens gives a zero row."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            for row, tokens in enumerate(self._tokenizer.numbers(texts[start : start + _BATCH]), start):
                if len(tokens):
                    vectors[row] = self._table.sum(tokens)
        # The mean and the sum differ by length alone, which scaling to unit length takes away.
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        np.divide(vectors, norms, out=vectors, where=norms > 0)
        return vectors

    def encode_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As `encode_passages`: a static model has one side."""
        return self.encode_passages(texts)


def _read_table(tensors: dict[str, NDArray[Any]]) -> _Table:
    """Read a plain table, or a quantised one with a scale for each token."""
    rows = tensors["embedding.weight"] if "embedding.weight" in tensors else tensors["embeddings"]
    if "mapping" in tensors:
        rows = rows[tensors["mapping"].astype(np.int64)]
    scales = tensors["weights"] if "weights" in tensors else np.ones(len(rows))
    return _Table(rows, scales.astype(np.float32))
