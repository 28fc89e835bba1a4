"""What an encoder is, and which one a name means."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.encoding.static import StaticEncoder
from embeddings.encoding.transformer import TransformerEncoder
from embeddings.errors import ModelError

#: The model of our own, shipped inside the package.
SHIPPED = Path(__file__).parent / "model"


class Encoder(Protocol):
    """Text to unit vectors, with the question side told apart from the passage side."""

    @property
    def id(self) -> str:
        """The name that a manifest records."""

    @property
    def digest(self) -> str:
        """A fingerprint of the weights; another digest means other vectors."""

    @property
    def dim(self) -> int:
        """Number of dimensions."""

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors (n, dim) with unit rows; a text without known tokens gives a zero row."""

    def encode_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As `encode_passages`, for the question side."""


def load_encoder(name: str | None = None) -> Encoder:
    """Load the shipped model (no name), or any sentence-transformers model by name or folder.

    A folder that holds a plain static model is loaded without torch, whoever made it.

    Raises:
        ModelError: there is no such model, or it cannot be read.

    """
    folder = Path(name).expanduser() if name else SHIPPED
    if name and not folder.is_dir() and (name.startswith((".", "/", "~")) or name.count("/") > 1):
        raise ModelError(f"没有这个模型文件夹：{name}。请检查 WENXUN_MODEL，或去掉它以使用自带模型。")
    if StaticEncoder.fits(folder):
        return StaticEncoder(folder, identity=name or "wenxun-static")
    return TransformerEncoder(str(folder) if folder.is_dir() or not name else name)
