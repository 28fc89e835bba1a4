"""Terms and their numbers: as they appear while an index is built, in order of their hashes in a finished one."""

from collections import defaultdict
from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from embeddings.index.columns import Strings, encode


class ByHash(NamedTuple):
    """A finished vocabulary: its hashes, sorted, the terms in that order, and the number each had on appearing."""

    hashes: NDArray[np.uint64]
    terms: Strings
    appeared: NDArray[np.int64]


class Vocabulary:
    """Numbers terms as they appear: `number[term]`, where asking for a new term numbers it.

    Builders that see the same terms may share one; it is most of what is held in memory.
    """

    def __init__(self) -> None:
        self.number: defaultdict[str, int] = defaultdict()
        self.number.default_factory = self.number.__len__
        self._by_hash: ByHash | None = None

    def numbers(self, terms: Sequence[str]) -> NDArray[np.uint32]:
        """Give the numbers of terms, new ones numbered, shape (t,)."""
        return np.fromiter(map(self.number.__getitem__, terms), np.uint32, len(terms))

    def by_hash(self) -> ByHash:
        """Sort the terms by their hashes; done once for all who share the vocabulary, until another term appears."""
        if self._by_hash is None or len(self._by_hash.hashes) != len(self.number):
            seen = list(self.number)
            digests = b"".join([blake2b(encode(term), digest_size=8).digest() for term in seen])
            hashes = np.frombuffer(digests, "<u8")
            order = np.argsort(hashes, kind="stable")
            self._by_hash = ByHash(hashes[order], Strings.of([seen[i] for i in order]), order)
        return self._by_hash


def find(term: str, hashes: NDArray[np.uint64], terms: Strings) -> int | None:
    """Find the place of a term in a finished vocabulary; a term of the same hash is not taken for it."""
    return find_all([term], hashes, terms)[0]


def find_all(wanted: Sequence[str], hashes: NDArray[np.uint64], terms: Strings) -> list[int | None]:
    """Find the places of terms, all at once."""
    encoded = [encode(term) for term in wanted]
    codes = np.frombuffer(b"".join([blake2b(term, digest_size=8).digest() for term in encoded]), "<u8")
    places = np.searchsorted(hashes, codes)
    there = hashes[np.minimum(places, len(hashes) - 1)] == codes if len(hashes) else np.zeros(len(codes), dtype=bool)
    return [
        place if near and terms.raw(place) == term else None
        for term, place, near in zip(encoded, places.tolist(), there.tolist(), strict=True)
    ]
