"""Any sentence-transformers model, by name or folder; the only door to torch when serving."""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

#: A few words whose vectors tell one set of weights from another.
_PROBE = ["问讯", "国家主席出席会议并讲话。", "2023年第二季度，C919 交付 3 架。"]
#: What families of models were trained to see before a question and before a passage, where their folders do not say.
_FAMILIES = (
    (re.compile(r"bge-(?:small|base|large)-zh"), ("为这个句子生成表示以用于检索相关文章：", "")),
    (re.compile(r"(?:^|-)e5-(?:small|base|large)(?!.*instruct)"), ("query: ", "passage: ")),
)


class TransformerEncoder:
    """A sentence-transformers model with its own question and passage prompts, else with those of its family."""

    def __init__(self, name: str) -> None:
        self.id = name
        self._model = _load(name)
        if not any(self._model.prompts.values()):
            self._model.prompts.update(zip(("query", "document"), family_prompts(name), strict=True))
        self.dim = int(self._model.get_embedding_dimension() or 0)
        self.digest = hashlib.sha256(self.encode_passages(_PROBE).round(3).tobytes()).hexdigest()[:16]

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors (n, dim) with unit rows."""
        return self._unit(self._model.encode_document(list(texts), convert_to_numpy=True, show_progress_bar=False))

    def encode_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors (n, dim) with unit rows, with the model's question prompt if it has one."""
        return self._unit(self._model.encode_query(list(texts), convert_to_numpy=True, show_progress_bar=False))

    def _unit(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        vectors = np.asarray(vectors, dtype=np.float32).reshape(-1, self.dim)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: NDArray[np.float32] = np.divide(vectors, norms, out=np.zeros_like(vectors), where=norms > 0)
        return unit


def family_prompts(name: str) -> tuple[str, str]:
    """Tell what goes before a question and before a passage, by the name of a model or of its folder.

    >>> family_prompts("models/multilingual-e5-small"), family_prompts("all-MiniLM-L6-v2")
    (('query: ', 'passage: '), ('', ''))
    """
    own = Path(name).name.lower()
    return next((prompts for family, prompts in _FAMILIES if family.search(own)), ("", ""))


def _load(name: str) -> "SentenceTransformer":
    # Importing torch costs seconds and hundreds of megabytes, which only those who ask for such a model should pay.
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(name, device="cpu")
    # What is wrong with a model may come from any of the libraries below, as any exception.
    except Exception as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ModelError(
            f"模型 {name} 装不进来（{reason}）。请先下载好并把 WENXUN_MODEL 指到它的文件夹，或去掉 WENXUN_MODEL。"
        ) from error
