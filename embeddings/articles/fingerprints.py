"""What an article says, as a set of hashed shingles, and which articles share enough to be compared."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import rensa
from numpy.typing import NDArray

from embeddings.schema import Article
from embeddings.text import normalise

#: Characters in a shingle: long enough that two articles on one subject share few by chance.
SHINGLE = 6

# 128 values in 64 bands of two: a pair that has a third of its shingles in common meets in 999 of 1000 cases.
VALUES, _BANDS, _SEED = 128, 64, 20
# A row meets at most this many later rows of a bucket: boilerplate fills buckets, reprints do not.
_REACH = 32
# Rows signed at once, and pairs compared at once: bounds the memory, changes no result.
_ROWS, _PAIRS = 8192, 100_000

_DATELINE = re.compile(
    r"(?:[^\s,，。、:：()（）]{2,16}?(?:电|讯|消息|报道)(?=[\s(（:：])|[(（][^()（）\n]{0,12}记者[^()（）\n]{1,30}[)）])"
    r"\s*(?:[(（][^()（）\n]{1,40}[)）])?\s*[:：]?"
)
_BYLINE = re.compile(r"^[^\n。]{0,12}记者[^\n。,，:：]{1,30}$", re.MULTILINE)
_SIGNATURE = re.compile(r"[(（][^()（）\n]{1,30}[)）]\s*$")
_NOISE = re.compile(r"[\W_]+")

Hashes = NDArray[np.uint32]


class Prints(NamedTuple):
    """What finds the likes of n articles: MinHash signatures (n, 128) and sizes of the sets (n,)."""

    signatures: NDArray[np.uint32]
    sizes: NDArray[np.int32]


def clean(article: Article) -> str:
    r"""Keep the words of the body alone: no dateline, byline, signature, punctuation or white space.

    >>> clean(Article("1", "", "某社北京5月1日电 (记者甲) 天气晴，\n风小。(完)"))
    '天气晴风小'
    """
    body = article.body.strip()
    if article.dateline and body.startswith(article.dateline):
        body = body[len(article.dateline) :].lstrip()
    if dateline := _DATELINE.match(body):
        body = body[dateline.end() :]
    return _NOISE.sub("", normalise(_SIGNATURE.sub("", _BYLINE.sub("", body))))


def shingles(text: str) -> Hashes:
    """Hash all runs of six characters: distinct, ascending; none for a shorter text."""
    codes = np.frombuffer(text.encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    count = max(0, len(codes) - SHINGLE + 1)
    mixed = np.zeros(count, dtype=np.uint64)
    for offset in range(SHINGLE):
        mixed *= np.uint64(0x9E3779B97F4A7C15)
        mixed += codes[offset : offset + count]
    mixed ^= mixed >> np.uint64(31)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return np.unique((mixed >> np.uint64(32)).astype(np.uint32))


def shared(left: Hashes, right: Hashes) -> int:
    """Count the hashes that two sets have in common."""
    return len(np.intersect1d(left, right, assume_unique=True))


def prints_of(sets: Sequence[Hashes]) -> Prints:
    """Sign sets; the signature of an empty one is all zeros, and it meets nothing."""
    sizes = np.array([len(hashes) for hashes in sets], dtype=np.int32)
    signatures = np.zeros((len(sets), VALUES), np.uint32)
    for part in _parts(np.flatnonzero(sizes), _ROWS):
        signatures[part] = _sign([sets[row] for row in part])
    return Prints(signatures, sizes)


def candidates(prints: Prints, least: float, since: int = 0) -> Iterator[tuple[int, int]]:
    """Pairs of rows that may share `least` (0 to 1) of the smaller set: few that do are missed, many that come do not.

    Rows meet in the buckets of their MinHash bands; their signatures then bound what they can share. The second of a
    pair is the later row; with `since` only pairs whose second is that row or a later one come.
    """
    sizes = prints.sizes.astype(np.int64)
    rows = np.flatnonzero(sizes)
    if len(rows) < 2:
        return
    signatures = prints.signatures if len(rows) == len(sizes) else prints.signatures[rows]
    for part in _parts(_meetings(signatures, int(np.searchsorted(rows, since))), _PAIRS):
        left, right = np.divmod(part, len(rows))
        jaccard = (signatures[left] == signatures[right]).mean(axis=1)
        # Two standard errors of the estimate are granted.
        jaccard += 2 * np.sqrt(jaccard * (1 - jaccard) / VALUES)
        left, right = rows[left], rows[right]
        smaller = np.minimum(sizes[left], sizes[right])
        likely = jaccard / (1 + jaccard) * (sizes[left] + sizes[right]) >= least * smaller
        yield from zip(left[likely].tolist(), right[likely].tolist(), strict=True)


def _parts(values: NDArray[np.int64], size: int) -> Iterator[NDArray[np.int64]]:
    return (values[start : start + size] for start in range(0, len(values), size))


def _sign(sets: Sequence[Hashes]) -> NDArray[np.uint32]:
    bounds = np.cumsum([0, *map(len, sets)])
    matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(
        np.concatenate(sets).astype(np.uint64), bounds.tolist(), num_perm=VALUES, seed=_SEED
    )
    return np.array(matrix.to_rows(), dtype=np.uint32)


def _meetings(signatures: NDArray[np.uint32], since: int) -> NDArray[np.int64]:
    """Pairs of rows in one bucket of some band, each as `row * n + later row`, ascending and without repeats."""
    count, width = len(signatures), VALUES // _BANDS
    found = [np.empty(0, dtype=np.int64)]
    for band in range(_BANDS):
        first, second = (signatures[:, band * width + place].astype(np.uint64) for place in range(width))
        keys = first << np.uint64(32) | second
        # Of the earlier rows only those matter that share a bucket with a later one.
        order = np.flatnonzero(_among(keys, np.unique(keys[since:]))) if since else np.arange(count)
        order = order[np.argsort(keys[order], kind="stable")]
        keys = keys[order]
        for step in range(1, min(_REACH, len(order) - 1) + 1):
            same = np.flatnonzero(keys[step:] == keys[:-step])
            if not len(same):
                break
            found.append((order[same] * count + order[same + step])[order[same + step] >= since])
    return np.unique(np.concatenate(found))


def _among(keys: NDArray[np.uint64], wanted: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Tell which keys are among the wanted ones, which are sorted."""
    if not len(wanted):
        return np.zeros(len(keys), bool)
    return np.asarray(wanted[np.minimum(np.searchsorted(wanted, keys), len(wanted) - 1)] == keys)
