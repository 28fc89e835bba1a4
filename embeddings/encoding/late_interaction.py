"""Soft matching of a question's words against a passage's: each to the nearest, rare words counting more.

Late interaction (Khattab & Zaharia 2020, "ColBERT") over one vector a token: a passage keeps its token numbers, two
bytes each, and no vectors of its own.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from embeddings.encoding.tokenizer import TOKENIZER, load_tokenizer
from embeddings.errors import ModelError

#: The model of our own, shipped beside the encoder whose tokenizer it shares.
SHIPPED = Path(__file__).parent / "model"
_WEIGHTS = "late_interaction.safetensors"
#: A stretch is two neighbouring blocks of this many tokens, about two clauses.
BLOCK = 12
_UNKNOWN = 0


class Matches(NamedTuple):
    """How much of a question each of n passages says, 0 to 1: in all of it, and in its best stretch; each (n,)."""

    whole: NDArray[np.float32]
    stretch: NDArray[np.float32]


class LateInteraction:
    """Scores passages, given as token numbers, against a question."""

    def __init__(self, folder: Path = SHIPPED) -> None:
        try:
            weights = load_file(folder / _WEIGHTS)
            self._tokenizer = load_tokenizer(folder)
            self._directions = weights["directions"]
            self._importance = weights["importance"].astype(np.float32)
            if min(len(self._directions), len(self._importance)) < self._tokenizer.get_vocab_size():
                raise ValueError(f"{_WEIGHTS} has fewer rows than {TOKENIZER} has tokens")
        # The tokenizers library raises nothing narrower than Exception.
        except Exception as error:
            raise ModelError(f"模型文件夹 {folder} 读不出来（{error}）。请重新安装 wenxun。") from error
        # Token numbers mean nothing without the tokenizer, so both are in the fingerprint.
        parts = (folder / TOKENIZER).read_bytes() + (folder / _WEIGHTS).read_bytes()
        self.digest = hashlib.sha256(parts).hexdigest()[:16]

    def tokens(self, texts: Sequence[str]) -> list[NDArray[np.uint16]]:
        """Token numbers of each text, unknown ones left out."""
        encodings = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [np.array([number for number in e.ids if number != _UNKNOWN], np.uint16) for e in encodings]

    def matches(self, question: str, passages: Sequence[NDArray[np.uint16]]) -> Matches:
        """Score passages; one without tokens, and every one under a question without any, gets 0.

        `whole` is sum_i a_i max_j cos(q_i, p_j) / sum_i a_i over question tokens i and passage tokens j; `stretch` is
        the largest such sum over the stretches of the passage.
        """
        whole = np.zeros(len(passages), np.float32)
        stretch = np.zeros(len(passages), np.float32)
        asked = self.tokens([question])[0]
        filled = [place for place, passage in enumerate(passages) if len(passage)]
        if not len(asked) or not filled:
            return Matches(whole, stretch)
        near = self._nearness(asked, np.concatenate([passages[place] for place in filled]))
        blocks, first = _blocks([len(passages[place]) for place in filled])
        importance = self._importance[asked]
        importance /= importance.sum()
        best_of_block = np.maximum.reduceat(near, blocks, axis=0)
        whole[filled] = np.maximum.reduceat(best_of_block, first, axis=0) @ importance
        # Each block joined with the next one of the same passage.
        following = np.append(best_of_block[1:], best_of_block[-1:], axis=0)
        last = np.append(first[1:], len(blocks)) - 1
        following[last] = best_of_block[last]
        stretch[filled] = np.maximum.reduceat(np.maximum(best_of_block, following) @ importance, first)
        return Matches(whole, stretch)

    def _nearness(self, asked: NDArray[np.uint16], tokens: NDArray[np.uint16]) -> NDArray[np.float32]:
        """Cosine of each passage token and each question token, (t, q)."""
        # Passages share most of their words, so each different one is compared once.
        place = np.zeros(len(self._directions), np.int32)
        place[tokens] = 1
        different = np.flatnonzero(place)
        place[different] = np.arange(len(different))
        cosines: NDArray[np.float32] = self._unit(different) @ self._unit(asked).T
        spread: NDArray[np.float32] = cosines[place[tokens]]
        return spread

    def _unit(self, tokens: NDArray[np.integer[Any]]) -> NDArray[np.float32]:
        rows: NDArray[np.float32] = self._directions[tokens].astype(np.float32)
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.float32(1e-9))
        return rows


def _blocks(lengths: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each block starts in the joined tokens, and the number of the first block of each passage."""
    starts: list[int] = []
    first: list[int] = []
    position = 0
    for length in lengths:
        first.append(len(starts))
        starts.extend(range(position, position + length, BLOCK))
        position += length
    return np.array(starts, np.int64), np.array(first, np.int64)
