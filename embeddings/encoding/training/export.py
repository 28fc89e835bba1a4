"""From a trained table to the folder that is shipped: a plain sentence-transformers model, eight bits a weight."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer

#: The files that hold the words, the static vectors and late interaction.
TOKENIZER, STATIC, LATE = "tokenizer.json", "model.safetensors", "late_interaction.safetensors"


def quantised(rows: NDArray[np.float32]) -> dict[str, NDArray[np.generic]]:
    """Round each row to eight bits with a scale of its own, in the form that sentence-transformers reads.

    >>> {name: part.tolist() for name, part in quantised(np.float32([[0.5, -1.27]])).items()}
    {'embeddings': [[50, -127]], 'weights': [0.009999999776482582]}
    """
    largest = np.abs(rows).max(axis=1)
    scales = np.where(largest > 0, largest / 127, 1).astype(np.float32)
    return {"embeddings": np.rint(rows / scales[:, None]).astype(np.int8), "weights": scales}


def export(rows: NDArray[np.float32], tokenizer: Tokenizer, folder: Path) -> None:
    """Write the model folder: token vectors (v, dim) of the tokenizer's v pieces."""
    # Training and export alone need torch; nothing that serves comes here.
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=rows), Normalize()], device="cpu")
    model.save_pretrained(str(folder), create_model_card=False)
    save_file(quantised(rows), folder / STATIC)
    (folder / STATIC).chmod(0o644)


def export_late(directions: NDArray[np.float32], importance: NDArray[np.float32], folder: Path) -> None:
    """Write late interaction beside the model: directions (v, dim), their lengths left out, and importance (v,)."""
    tensors = {"directions": quantised(directions)["embeddings"], "importance": importance.astype(np.float32)}
    save_file(tensors, folder / LATE)
    (folder / LATE).chmod(0o644)
