"""Ways in which a file comes to harm."""

import random
from collections.abc import Callable
from pathlib import Path


def _flip(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def _remove(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randint(1, 64) :]


def _blank(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    size = min(chance.choice((1, 16, 4096)), len(data) - start)
    return data[:start] + bytes(size) + data[start + size :]


def _swap(data: bytes, chance: random.Random) -> bytes:
    """Exchange two blocks, as a disk does that writes a sector in the wrong place."""
    size = max(1, min(512, len(data) // 4))
    one, other = sorted((chance.randrange(len(data) - size + 1), chance.randrange(len(data) - size + 1)))
    if other - one < size:
        return _flip(data, chance)
    return (
        data[:one]
        + data[other : other + size]
        + data[one + size : other]
        + data[one : one + size]
        + data[other + size :]
    )


def _grow(data: bytes, chance: random.Random) -> bytes:
    return data + chance.randbytes(chance.randint(1, 100))


_WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (_flip, _flip, _cut, _remove, _blank, _swap, _grow)


def harm(path: Path, chance: random.Random) -> str:
    """Harm a file in one way, chosen at random, and say which."""
    whole = path.read_bytes()
    path.unlink()
    if not whole or chance.random() < 0.03:
        return "gone"
    way = chance.choice(_WAYS)
    path.write_bytes(way(whole, chance))
    return way.__name__.removeprefix("_")
