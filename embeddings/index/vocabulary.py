"""Terms and their numbers: as they appear while an index is built, in order of their hashes in a finished one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from embeddings.index.columns import encode


class ByHash(NamedTuple):
    """A finished vocabulary: the hashes of its terms, sorted, and the number that each had on appearing."""

    hashes: NDArray[np.uint64]
    appeared: NDArray[np.int64]


class Vocabulary:
    """Numbers terms as they appear: `number[term]`, where asking for a new term numbers it.

    It is most of what is held in memory while an index is built.
    """

    def __init__(self) -> None:
        self.number: defaultdict[str, int] = defaultdict()
        self.number.default_factory = self.number.__len__

    def numbers(self, terms: Sequence[str]) -> NDArray[np.uint32]:
        """Give the numbers of terms, new ones numbered, shape (t,)."""
        return np.fromiter(map(self.number.__getitem__, terms), np.uint32, len(terms))

    def by_hash(self) -> ByHash:
        """Sort the terms by their hashes."""
        hashes = hashes_of(self.number)
        order = np.argsort(hashes, kind="stable")
        return ByHash(hashes[order], order)


def hashes_of(terms: Iterable[str]) -> NDArray[np.uint64]:
    """Hash terms to 64 bits each, (t,)."""
    digests = b"".join([blake2b(encode(term), digest_size=8).digest() for term in terms])
    return np.frombuffer(digests, "<u8")


def find_all(wanted: Sequence[str], hashes: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Find the places of terms among sorted hashes, and whether they are there, each (t,)."""
    codes = hashes_of(wanted)
    if not len(hashes):
        return np.zeros(len(codes), np.int64), np.zeros(len(codes), np.bool_)
    places = np.minimum(hashes.searchsorted(codes), len(hashes) - 1)
    return places, hashes[places] == codes
