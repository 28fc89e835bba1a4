"""Soft matching of a question's words against a passage's: each to the nearest, rare words counting more.

Late interaction (Khattab & Zaharia 2020, "ColBERT") over one vector a token: a passage keeps its token numbers, two
bytes each, and no vectors of its own.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from embeddings.encoding.tokenizer import TOKENIZER, Placed, load_tokenizer
from embeddings.encoding.weights import digest, mapped
from embeddings.errors import ModelError

#: The model of our own, shipped beside the encoder whose tokenizer it shares.
SHIPPED = Path(__file__).parent / "model"
_WEIGHTS = "late_interaction.safetensors"
#: A stretch is two neighbouring blocks of this many tokens, about two clauses.
BLOCK = 12
#: Number of what the vocabulary does not hold.
UNKNOWN = 0


class Matches(NamedTuple):
    """How much of a question each of n passages says, 0 to 1: in all of it, and in its best stretch; each (n,)."""

    whole: NDArray[np.float32]
    stretch: NDArray[np.float32]


class LateInteraction:
    """Scores passages, given as token numbers, against a question."""

    def __init__(self, folder: Path = SHIPPED) -> None:
        try:
            weights = mapped(folder / _WEIGHTS)
            self._tokenizer = load_tokenizer(folder)
            self._directions = weights["directions"]
            self._importance = weights["importance"].astype(np.float32)
            self._lengths = np.zeros(len(self._directions), np.float32)
            if min(len(self._directions), len(self._importance)) < self._tokenizer.size:
                raise ValueError(f"{_WEIGHTS} has fewer rows than {TOKENIZER} has tokens")
        # The tokenizers library raises nothing narrower than Exception.
        except Exception as error:
            raise ModelError(f"模型文件夹 {folder} 读不出来（{error}）。请重新安装 wenxun。") from error
        # Token numbers mean nothing without the tokenizer, so both are in the fingerprint.
        self.digest = digest((folder / TOKENIZER, folder / _WEIGHTS))

    def tokens(self, texts: Sequence[str]) -> list[NDArray[np.uint16]]:
        """Token numbers of each text, unknown ones left out."""
        return [numbers[numbers != UNKNOWN].astype(np.uint16) for numbers in self._tokenizer.numbers(texts)]

    def placed(self, text: str, known: NDArray[np.uint16] | None = None) -> Placed:
        """Tokens of one text with their places, unknown ones (number 0) among them; `known` are those of `tokens`."""
        return self._tokenizer.placed(text, known)

    def vectors(self, tokens: NDArray[np.integer[Any]]) -> NDArray[np.float32]:
        """Directions of t tokens, unit rows (t, dim)."""
        return self._unit(tokens)

    def importance(self, tokens: NDArray[np.integer[Any]]) -> NDArray[np.float32]:
        """How much each of t tokens counts in a question, (t,)."""
        counts: NDArray[np.float32] = self._importance[tokens]
        return counts

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
        # A product over valid numbers has been seen to report an invalid one (OpenBLAS, lanes beyond the end).
        with np.errstate(invalid="ignore"):
            cells, first, different = self._blocks([passages[place] for place in filled])
            importance = self._importance[asked]
            importance /= importance.sum()
            best_of_block = self._cosines(different, asked).take(cells, axis=0).max(axis=0)
            whole[filled] = np.maximum.reduceat(best_of_block, first, axis=0) @ importance
            # Each block joined with the next one of the same passage.
            following = np.append(best_of_block[1:], best_of_block[-1:], axis=0)
            last = np.append(first[1:], len(best_of_block)) - 1
            following[last] = best_of_block[last]
            stretch[filled] = np.maximum.reduceat(np.maximum(best_of_block, following) @ importance, first)
        return Matches(whole, stretch)

    def _blocks(
        self, passages: Sequence[NDArray[np.uint16]]
    ) -> tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.intp]]:
        """Blocks of all passages, (BLOCK, blocks), the first block of each passage, and the d different tokens.

        A block tells its tokens by their places among the different ones, and d where it has none. One block is one
        column: numpy takes the best of each several times faster than of rows.
        """
        tokens = np.concatenate(passages, dtype=np.intp)
        lengths = np.fromiter(map(len, passages), np.int64, len(passages))
        counts = -(-lengths // BLOCK)
        first = np.cumsum(counts) - counts
        # Passages share most of their words, so each different one is compared once.
        is_there = np.zeros(len(self._directions), np.bool_)
        is_there[tokens] = True
        different = np.flatnonzero(is_there)
        place = np.empty(len(is_there), np.intp)
        place[different] = np.arange(len(different))
        cells = np.full(int(counts.sum()) * BLOCK, len(different), np.intp)
        into = np.repeat(first * BLOCK - (np.cumsum(lengths) - lengths), lengths)
        into += np.arange(len(into))
        cells[into] = place.take(tokens)
        return np.ascontiguousarray(cells.reshape(-1, BLOCK).T), first, different

    def _cosines(self, tokens: NDArray[np.intp], asked: NDArray[np.uint16]) -> NDArray[np.float32]:
        """Cosines of t tokens and those asked for, and a last row for no token, (t + 1, q)."""
        cosines = np.full((len(tokens) + 1, len(asked)), -np.inf, np.float32)
        rows = self._directions.take(tokens, axis=0).astype(np.float32)
        np.matmul(rows, self._unit(asked).T, out=cosines[:-1])
        cosines[:-1] /= self._lengths_of(tokens, rows)
        return cosines

    def _unit(self, tokens: NDArray[np.integer[Any]]) -> NDArray[np.float32]:
        rows: NDArray[np.float32] = self._directions.take(tokens, axis=0).astype(np.float32)
        rows /= self._lengths_of(tokens, rows)
        return rows

    def _lengths_of(self, tokens: NDArray[np.integer[Any]], rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Lengths of t tokens' directions, (t, 1), measured when a token is first met; at least 1e-9."""
        lengths = self._lengths.take(tokens)
        unknown = np.flatnonzero(lengths == 0)
        if len(unknown):
            measured = np.sqrt(np.einsum("ij,ij->i", rows[unknown], rows[unknown]))
            lengths[unknown] = self._lengths[tokens[unknown]] = np.maximum(measured, np.float32(1e-9))
        return lengths[:, None]


@lru_cache(1)
def shipped() -> LateInteraction:
    """Open the model of our own, once."""
    return LateInteraction()
