"""Arrays and strings on disk: raw little-endian bytes, memory-mapped when opened, no pickle and no header.

Shapes are known to whoever opens a column (from the manifest, or from the length of the file), so that nothing
in the file itself can be misread; a file of the wrong length is refused.
"""

import errno
import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import IndexUnusableError


def save_column(path: Path, values: NDArray[Any]) -> None:
    """Write the bytes of an array."""
    with path.open("wb") as file:
        np.ascontiguousarray(values).tofile(file)


def new_column(path: Path, dtype: str, shape: tuple[int, ...], place: int = 0) -> NDArray[Any]:
    """Make a zero-filled column at the end of a file, from byte `place` on, that is written through its memory map."""
    size = int(np.prod(shape, dtype=np.int64)) * np.dtype(dtype).itemsize
    if size == 0:
        return np.zeros(shape, dtype)
    with path.open("r+b") as file:
        file.truncate(place + size)
        # Blocks are reserved now where the system can: a full disk then is an error here, not a dead process (SIGBUS)
        # at the first page that cannot be written.
        if hasattr(os, "posix_fallocate"):
            _reserve(file.fileno(), place, size)
    return np.memmap(path, dtype=dtype, mode="r+", offset=place, shape=shape)


def _reserve(handle: int, place: int, size: int) -> None:
    try:
        os.posix_fallocate(handle, place, size)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.EOPNOTSUPP):  # the file system cannot
            raise


def open_column(path: Path, dtype: str, shape: tuple[int, ...] = (-1,)) -> NDArray[Any]:
    """Map a column read-only; -1 as the first length means: as many as the file holds."""
    width = int(np.prod(shape[1:], dtype=np.int64)) * np.dtype(dtype).itemsize
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise damaged(path) from None
    rows = size // width if shape[0] == -1 and width else shape[0]
    if rows * width != size:
        raise damaged(path)
    if size == 0:
        return np.zeros((max(rows, 0), *shape[1:]), dtype)
    # A plain view: slicing a memmap object costs several times more than slicing an array.
    return np.asarray(np.memmap(path, dtype=dtype, mode="r", shape=(rows, *shape[1:])))


def starts_of(lengths: Sequence[int]) -> list[int]:
    """Give the row at which each part begins, and the one after the last."""
    return list(accumulate(lengths, initial=0))


class JoinedRows:
    """Rows of arrays that stay where they are, on disk; what is asked for is copied out."""

    def __init__(self, parts: Sequence[NDArray[Any]]) -> None:
        self._parts = parts
        self._starts = np.array(starts_of([len(part) for part in parts]))
        self.dtype = parts[0].dtype
        self.shape: tuple[int, ...] = (int(self._starts[-1]), *parts[0].shape[1:])

    def __len__(self) -> int:
        return self.shape[0]

    def astype(self, dtype: type[Any]) -> NDArray[Any]:
        """Copy all rows out, in another type."""
        return self[:].astype(dtype)

    def __getitem__(self, rows: int | slice | NDArray[np.integer]) -> NDArray[Any]:
        """Copy rows: one, a slice, or those of an array of row numbers (from 0 on, in any order)."""
        if isinstance(rows, int | np.integer):
            return np.asarray(self[np.array([rows])][0])
        wanted = np.arange(*rows.indices(len(self))) if isinstance(rows, slice) else rows
        of_part = np.searchsorted(self._starts, wanted, side="right") - 1
        copied = np.empty((len(wanted), *self.shape[1:]), self.dtype)
        for number, part in enumerate(self._parts):
            mine = of_part == number
            copied[mine] = part[wanted[mine] - self._starts[number]]
        return copied


def damaged(path: Path) -> IndexUnusableError:
    """Say that a file of an index cannot be used, and what to run."""
    return IndexUnusableError(f"索引文件 {path.name} 缺失或已损坏，请运行 wenxun rebuild 重建索引。")


class Strings(Sequence[str]):
    """Many strings in two columns: where each ends, and their UTF-8 bytes."""

    def __init__(self, ends: NDArray[np.int64], blob: NDArray[np.uint8]) -> None:
        self.ends = ends
        self.blob = blob

    @classmethod
    def of(cls, strings: Iterable[str]) -> "Strings":
        """Hold strings in memory."""
        encoded = [encode(string) for string in strings]
        ends = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)), dtype=np.int64)
        return cls(ends, np.frombuffer(b"".join(encoded), np.uint8))

    def raw(self, position: int) -> bytes:
        """Return the UTF-8 bytes of one string."""
        start = int(self.ends[position - 1]) if position else 0
        return self.blob[start : int(self.ends[position])].tobytes()

    @overload
    def __getitem__(self, position: int) -> str: ...
    @overload
    def __getitem__(self, position: slice) -> list[str]: ...
    def __getitem__(self, position: int | slice) -> str | list[str]:
        if isinstance(position, slice):
            return [self[i] for i in range(*position.indices(len(self)))]
        if not -len(self) <= position < len(self):
            raise IndexError(position)
        try:
            return self.raw(position % len(self)).decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            raise IndexUnusableError("索引里的文字已损坏，请运行 wenxun rebuild 重建索引。") from None

    def __len__(self) -> int:
        return len(self.ends)

    def __iter__(self) -> Iterator[str]:
        for position in range(len(self)):
            yield self[position]


def encode(string: str) -> bytes:
    """UTF-8 that survives lone surrogates, which JSON escapes can smuggle in."""
    return string.encode("utf-8", "surrogatepass")
