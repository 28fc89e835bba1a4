"""The token numbers of many texts at once: what a Unigram tokenizer of the library gives, an order faster.

The library walks a text character by character; here all texts of a batch are walked side by side with numpy. What is
not certain to come out the same (rare characters, "1.2.3", very long texts) is left to the library.
"""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from embeddings.encoding.characters import (
    DIGIT,
    DOT,
    GAP,
    LATIN,
    OTHER,
    PERCENT,
    SEPARATOR,
    UNSAFE,
    Characters,
    characters,
)
from embeddings.encoding.unigram import Unigram
from embeddings.text import code_points

Numbers = NDArray[np.int32]

#: The normaliser and the splitter that are done here; a tokenizer with others is not.
_NORMALIZER = {"type": "Sequence", "normalizers": [{"type": "NFKC"}, {"type": "Lowercase"}]}
_SPLITS = [
    (r"[^\p{L}\p{N}%.]+|(?<![0-9])[.%]+|\.(?![0-9])", "Removed"),
    (r"[a-z0-9]+(?:\.[0-9]+)?%?", "Isolated"),
]
_PRE_TOKENIZER = {
    "type": "Sequence",
    "pretokenizers": [
        {"type": "Split", "pattern": {"Regex": pattern}, "behavior": behavior, "invert": False}
        for pattern, behavior in _SPLITS
    ],
}
#: Longer texts are left to the library: they would be walked all alone.
_LONG = 4096
#: Texts walked side by side: as many as a core's own cache holds.
_AT_ONCE = 256


class BulkTokenizer:
    """Numbers the tokens of texts as one tokenizer of the library does."""

    def __init__(self, words: Sequence[tuple[str, float]], unknown: int) -> None:
        self._unigram = Unigram(words, unknown)
        self._characters: Characters = characters(self._unigram.characters)

    @classmethod
    def of(cls, tokenizer: Tokenizer) -> "BulkTokenizer | None":
        """Make one that does as a tokenizer does; None where that cannot be promised."""
        parts: dict[str, Any] = json.loads(tokenizer.to_str())
        model = parts["model"]
        known = (
            parts["normalizer"] == _NORMALIZER
            and parts["pre_tokenizer"] == _PRE_TOKENIZER
            and not parts["added_tokens"]
            and model["type"] == "Unigram"
            and not model["byte_fallback"]
            and model["unk_id"] is not None
            and len({word for word, _ in model["vocab"]}) == len(model["vocab"])
        )
        return cls([(word, score) for word, score in model["vocab"]], model["unk_id"]) if known else None

    def numbers(self, texts: Sequence[str]) -> list[Numbers | None]:
        """Give the token numbers of each text; None for one that the library must see to."""
        pieces = (texts[start : start + _AT_ONCE] for start in range(0, len(texts), _AT_ONCE))
        return [numbers for piece in pieces for numbers in self._at_once(piece)]

    def _at_once(self, texts: Sequence[str]) -> list[Numbers | None]:
        fit = [row for row, text in enumerate(texts) if 0 < len(text) <= _LONG and SEPARATOR not in text]
        found: list[Numbers | None] = [None] * len(texts)
        joined = SEPARATOR.join(texts[row] for row in fit)
        codes = code_points(joined)
        kinds = _of_numbers(self._characters.kinds[codes])
        owner = np.cumsum(codes == ord(SEPARATOR), dtype=np.int32)
        doubtful = np.zeros(len(fit), bool)
        doubtful[owner[kinds == UNSAFE]] = True
        kept = np.flatnonzero(kinds != GAP)
        numbers, of_token = self._tokens(self._characters.numbers[codes[kept]], kinds[kept], kept)
        ends = np.searchsorted(owner[kept[of_token]], np.arange(len(fit)), side="right")
        begin = 0
        for row, end, leave in zip(fit, ends.tolist(), doubtful.tolist(), strict=True):
            if not leave:
                found[row] = numbers[begin:end]
            begin = end
        return found

    def _tokens(
        self, characters: NDArray[np.uint16], kinds: NDArray[np.uint8], places: NDArray[np.int64]
    ) -> tuple[Numbers, NDArray[np.int64]]:
        """Cut what is left of the texts into pieces, and these into tokens: their numbers, and where each ends."""
        if not len(places):
            return np.zeros(0, np.int32), np.zeros(0, np.int64)
        other = kinds == OTHER
        first = np.ones(len(places), bool)
        first[1:] = (np.diff(places) != 1) | (other[1:] != other[:-1]) | (kinds[:-1] == PERCENT)
        return self._unigram.cut(characters, np.flatnonzero(first))


def _of_numbers(kinds: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Make gaps of dots and per cent signs that are not part of a number; a number with two dots is not safe."""
    marks = np.flatnonzero((kinds == DOT) | (kinds == PERCENT))
    if not len(marks):
        return kinds
    padded = np.concatenate([[GAP], kinds, [GAP]]).astype(np.uint8)
    dot = kinds[marks] == DOT
    inside = (padded[marks] == DIGIT) & (~dot | (padded[marks + 2] == DIGIT))
    kinds[marks[~inside]] = GAP
    dots = marks[inside & dot]
    no_digit = np.append(np.flatnonzero(kinds != DIGIT), len(kinds))
    after = no_digit[np.searchsorted(no_digit, dots + 1)]
    follower = np.append(kinds, GAP)[after]
    kinds[dots[(follower == DOT) | (follower == LATIN)]] = UNSAFE
    return kinds
