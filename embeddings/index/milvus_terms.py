"""Terms as dimensions of one sparse vector: what BM25 gives a passage for each, worked out when it is built.

A question's vector has the weight of its kind at each term, so that the inner product is the passage's lexical score
and nobody who asks needs to know how rare a term is, or which terms there are.
"""

from collections.abc import Iterator, Mapping
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from embeddings.encoding.segment import KINDS, Terms
from embeddings.errors import IndexUnusableError
from embeddings.index.columns import encode
from embeddings.index.part import Part
from embeddings.index.snapshot import Snapshot

#: The dimension that stands in every passage, so that none is without any; no term has it, no question asks for it.
FILLER = 2**32 - 2
_LAST = FILLER - 1
#: Odd numbers that scatter the hashes of each kind over the dimensions (multiply-shift hashing).
_FACTORS = dict(zip(KINDS, (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9), strict=True))
#: Passages whose vectors are gathered at once: some 300 MB.
_BLOCK = 16_384

#: The dimensions of a vector and the values there.
Vector = tuple[NDArray[np.uint32], NDArray[np.float32]]


class TermNumbers:
    """Gives each term a number from its hash; `moved` names those whose place was taken, by kind and 64-bit hash.

    No two terms of an index share a number. A term of a question that is in no article may meet the number of one that
    is, once in 4 billion for each term of the index (one in a thousand for 4 million): then the passages of that one
    term gain what a single rare word can give, a few percent of the score of a passage that answers.
    """

    def __init__(self, moved: Mapping[str, int]) -> None:
        self.moved = moved

    @classmethod
    def of(cls, hashes: Mapping[str, NDArray[np.uint64]]) -> "TermNumbers":
        """Give numbers to the terms of each kind, given their different hashes."""
        numbers = np.concatenate([_scatter(kind, of_kind) for kind, of_kind in hashes.items()])
        names = [(kind, len(of_kind)) for kind, of_kind in hashes.items()]
        kinds = np.repeat(np.arange(len(names)), [count for _, count in names])
        codes = np.concatenate(list(hashes.values()))
        order = np.argsort(numbers, kind="stable")
        in_order = numbers[order]
        moved: dict[str, int] = {}
        given: set[int] = set()
        for place in np.sort(order[1:][in_order[1:] == in_order[:-1]]).tolist():
            number = int(numbers[place])
            # The next number that nobody has.
            while number in given or _holds(in_order, number):
                number = (number + 1) % _LAST
            given.add(number)
            moved[_name(names[kinds[place]][0], int(codes[place]))] = number
        return cls(moved)

    def of_kind(self, kind: str, hashes: NDArray[np.uint64]) -> NDArray[np.uint32]:
        """Give the numbers of terms by their hashes, which are sorted."""
        numbers = _scatter(kind, hashes)
        for name, number in self.moved.items():
            of, _, code = name.partition(":")
            if of == kind:
                place = int(np.searchsorted(hashes, np.uint64(int(code, 16))))
                if place < len(hashes) and int(hashes[place]) == int(code, 16):
                    numbers[place] = number
        return numbers

    def asked(self, terms: Terms, weights: Mapping[str, float]) -> dict[int, float]:
        """Turn the terms of a question into a vector; none has a vector without dimensions."""
        vector: dict[int, float] = {}
        for kind, given in zip(KINDS, terms, strict=True):
            for term in dict.fromkeys(given):
                code = int.from_bytes(blake2b(encode(term), digest_size=8).digest(), "little")
                own = self.moved.get(_name(kind, code))
                number = int(_scatter(kind, np.array([code], np.uint64))[0]) if own is None else own
                vector[number] = vector.get(number, 0.0) + weights[kind]
        return vector


def numbers_of(snapshot: Snapshot) -> TermNumbers:
    """Give numbers to the terms of a generation."""
    return TermNumbers.of({kind: index.hashes for kind, index in whole_of(snapshot).sparse.items()})


def whole_of(snapshot: Snapshot) -> Part:
    """Give the only part of a generation; one of several has to be merged before it is copied."""
    if len(snapshot.parts) > 1 or len(snapshot.gone):
        raise IndexUnusableError("索引分成了几部分，不能写进 Milvus，请运行 wenxun rebuild 合成一份。")
    return snapshot.parts[0]


def vectors_of(snapshot: Snapshot, numbers: TermNumbers) -> Iterator[Vector]:
    """Give the vector of each passage: what BM25 gives it for each of its terms."""
    indexes = [(index, numbers.of_kind(kind, index.hashes)) for kind, index in whole_of(snapshot).sparse.items()]
    passages = len(snapshot.passage_article)
    for first in range(0, passages, _BLOCK):
        after = min(first + _BLOCK, passages)
        keys, values = [], []
        for index, of_term in indexes:
            rows, terms, scores = index.entries(first, after)
            keys.append(((rows - first).astype(np.uint64) << np.uint64(32)) | of_term[terms])
            values.append(scores)
        yield from _rows(np.concatenate(keys), np.concatenate(values), after - first)


def _rows(keys: NDArray[np.uint64], values: NDArray[np.float32], count: int) -> Iterator[Vector]:
    """Cut entries into rows, given the key of each: the row above the dimension; no key stands twice."""
    order = np.argsort(keys)
    keys, values = keys[order], values[order]
    dimensions = (keys & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    begin = 0
    for end in np.searchsorted(keys >> np.uint64(32), np.arange(count), "right").tolist():
        yield dimensions[begin:end], values[begin:end]
        begin = end


def _scatter(kind: str, hashes: NDArray[np.uint64]) -> NDArray[np.uint32]:
    spread = (hashes * np.uint64(_FACTORS[kind])) >> np.uint64(32)
    return (spread % np.uint64(_LAST)).astype(np.uint32)


def _holds(numbers: NDArray[np.uint32], number: int) -> bool:
    place = int(np.searchsorted(numbers, number))
    return place < len(numbers) and int(numbers[place]) == number


def _name(kind: str, code: int) -> str:
    return f"{kind}:{code:016x}"
