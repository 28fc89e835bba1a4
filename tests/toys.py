"""Encoder and segmenter small enough to work out by hand; they follow the protocols of the real ones."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.encoding.segment import Segmenter, Terms
from embeddings.index.build import rebuild

#: One dimension for each of these characters; every other character counts for nothing.
ALPHABET = "春夏秋冬风花雪月"


class ToyEncoder:
    """Counts the characters of ALPHABET: 「春风」 is (1, 0, 0, 0, 1, 0, 0, 0) / √2, 「你好」 is a zero row.

    `asked` keeps every passage that was given to it.
    """

    def __init__(self, digest: str = "toy-1") -> None:
        self.id = "toy"
        self.digest = digest
        self.dim = len(ALPHABET)
        self.asked: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Count, and remember what was asked for."""
        self.asked.extend(texts)
        return self.encode_questions(texts)

    def encode_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Count."""
        counts = np.array([[text.count(c) for c in ALPHABET] for text in texts], np.float32).reshape(-1, self.dim)
        lengths = np.linalg.norm(counts, axis=1, keepdims=True)
        return np.divide(counts, lengths, out=np.zeros_like(counts), where=lengths > 0)


class ToySegmenter:
    """Words end at white space and at 「。」; bigrams and characters are those inside the words."""

    def __init__(self, fingerprint: str = "toy-terms-1") -> None:
        self.fingerprint = fingerprint

    def terms(self, text: str) -> Terms:
        """Cut one text."""
        words = text.replace("。", " ").lower().split()
        bigrams = [word[i : i + 2] for word in words for i in range(len(word) - 1)]
        return Terms(words, bigrams, [c for word in words for c in word])


def toy_index(folder: Path, articles: Sequence[Mapping[str, Any]]) -> Path:
    """Build an index of articles in real words and toy vectors, and give its folder."""
    file = folder / "articles.jsonl"
    file.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in articles), encoding="utf-8")
    rebuild([file], folder / "index", ToyEncoder(), Segmenter())
    return folder / "index"
