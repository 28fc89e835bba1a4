"""Token numbers of many texts in one array."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

#: A word that the tokenizer does not know; it has no vector and is left out.
UNKNOWN = 0
_BATCH = 4096

Text = NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Text i is `flat[offsets[i]:offsets[i + 1]]`."""

    flat: Text
    offsets: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, row: int) -> Text:
        return self.flat[self.offsets[row] : self.offsets[row + 1]]

    def counts(self, size: int) -> NDArray[np.int64]:
        """How often each of `size` tokens occurs."""
        return np.bincount(self.flat, minlength=size)


def tokenise(texts: Iterable[str], tokenizer: Tokenizer) -> Tokens:
    """Cut texts into token numbers, unknown ones left out."""
    parts: list[Text] = []
    lengths = [0]
    rest = iter(texts)
    while batch := list(islice(rest, _BATCH)):
        for encoding in tokenizer.encode_batch(batch, add_special_tokens=False):
            numbers = np.array(encoding.ids, np.uint16)
            parts.append(numbers[numbers != UNKNOWN])
            lengths.append(len(parts[-1]))
    flat = np.concatenate(parts) if parts else np.empty(0, np.uint16)
    return Tokens(flat, np.cumsum(lengths, dtype=np.int64))
