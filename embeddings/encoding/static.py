"""A static model (one vector a token, averaged) read from a sentence-transformers folder without torch."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from embeddings.errors import ModelError

_WEIGHTS = "model.safetensors"
_TOKENIZER = "tokenizer.json"
_BATCH = 1024


class StaticEncoder:
    """Mean of token vectors, scaled to unit length: what `StaticEmbedding` computes, with numpy alone.

    Questions and passages are encoded alike.
    """

    def __init__(self, folder: Path, identity: str) -> None:
        self.id = identity
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
            self._rows = _token_vectors(load_file(folder / _WEIGHTS))
            if len(self._rows) < self._tokenizer.get_vocab_size():
                raise ValueError(f"{_WEIGHTS} has fewer rows than {_TOKENIZER} has tokens")
        # The tokenizers library raises nothing narrower than Exception.
        except Exception as error:
            raise ModelError(
                f"模型文件夹 {folder} 读不出来（{error}）。请重新安装 wenxun，或改 WENXUN_MODEL。"
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.digest = _digest(folder)
        self.dim = int(self._rows.shape[1])

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
            encodings = self._tokenizer.encode_batch(list(texts[start : start + _BATCH]), add_special_tokens=False)
            for row, encoding in enumerate(encodings, start):
                if encoding.ids:
                    vectors[row] = self._rows[encoding.ids].sum(axis=0)
        # The mean and the sum differ by length alone, which scaling to unit length takes away.
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        np.divide(vectors, norms, out=vectors, where=norms > 0)
        return vectors

    def encode_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As `encode_passages`: a static model has one side."""
        return self.encode_passages(texts)


def _token_vectors(tensors: dict[str, NDArray[np.generic]]) -> NDArray[np.float32]:
    """One float row a token, from a plain table or from a quantised one with a scale for each token."""
    if "embedding.weight" in tensors:
        return tensors["embedding.weight"].astype(np.float32)
    rows = tensors["embeddings"]
    if "mapping" in tensors:
        rows = rows[tensors["mapping"].astype(np.int64)]
    scaled = rows.astype(np.float32)
    if "weights" in tensors:
        scaled *= tensors["weights"].astype(np.float32)[:, None]
    return scaled


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in (_TOKENIZER, _WEIGHTS):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:16]
