"""The tokenizer of a model folder, loaded once for all parts of the model that share it."""

from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from embeddings.encoding.aligning import Words
from embeddings.encoding.bulk import BulkTokenizer

#: Its name in a model folder.
TOKENIZER = "tokenizer.json"
#: So many texts at once repay the quarter of a second in which their tokenizer is made ready.
_MANY = 512
#: So many texts of at most so many characters are remembered with their numbers.
_FEW, _SHORT = 256, 500


class Placed(NamedTuple):
    """The t tokens of a text: their numbers and where each starts and ends in it, in characters; each (t,)."""

    numbers: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


class TextTokenizer:
    """Texts to token numbers, without padding, truncation or special tokens.

    Two parts of a model that ask for the same many texts one after the other cost the work once.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        # Some damage shows only at the first word that is not in the vocabulary.
        tokenizer.encode("\ue000 词 a1")
        self.size = tokenizer.get_vocab_size()
        self._tokenizer = tokenizer
        self._bulk: BulkTokenizer | None = None
        self._is_ready = False
        self._last: tuple[list[str], list[NDArray[np.int32]]] = ([], [])

    def numbers(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """Give the token numbers of each text."""
        if len(texts) == 1 and len(texts[0]) <= _SHORT:
            return [_single(self, texts[0])]
        if len(texts) < _MANY:
            return self._library(texts)
        known, numbers = self._last
        if known != texts:
            numbers = self._many(texts)
            self._last = (list(texts), numbers)
        return numbers

    def placed(self, text: str, known: NDArray[np.integer[Any]] | None = None) -> Placed:
        """Give the tokens of one text with their places; `known` are the tokens, where they are at hand."""
        if known is not None and (places := self._words.aligned(text, known)):
            return Placed(known.astype(np.int64), *places)
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        # Tuples one by one: numpy takes a list of them twice as long.
        starts, ends = np.fromiter(chain.from_iterable(encoding.offsets), np.int64).reshape(-1, 2).T
        return Placed(np.array(encoding.ids, np.int64), starts, ends)

    @cached_property
    def _words(self) -> Words:
        return Words([self._tokenizer.id_to_token(number) or "" for number in range(self.size)])

    def _many(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        if not self._is_ready:
            self._bulk, self._is_ready = BulkTokenizer.of(self._tokenizer), True
        if self._bulk is None:
            return self._library(texts)
        found = self._bulk.numbers(texts)
        rest = iter(self._library([text for text, numbers in zip(texts, found, strict=True) if numbers is None]))
        return [next(rest) if numbers is None else numbers for numbers in found]

    def _library(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [np.array(encoding.ids, np.int32) for encoding in encodings]


@lru_cache(_FEW)
def _single(tokenizer: TextTokenizer, text: str) -> NDArray[np.int32]:
    """Give the numbers of a question, which every part of a model asks for, before and after the search."""
    (numbers,) = tokenizer._library([text])
    numbers.flags.writeable = False
    return numbers


def load_tokenizer(folder: Path) -> TextTokenizer:
    """Load a folder's tokenizer; an unchanged file is read only once.

    What is wrong with a file comes out as the library raises it, which is no narrower than Exception.
    """
    path = folder / TOKENIZER
    stamp = path.stat()
    return _load(str(path), stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=2)
def _load(path: str, changed: int, size: int) -> TextTokenizer:
    return TextTokenizer(Tokenizer.from_file(path))
