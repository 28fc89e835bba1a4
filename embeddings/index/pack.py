"""Many arrays in one file, memory-mapped when opened: fewer files to sync, to hold open and to lose.

The arrays stand one after the other, each from a multiple of 64 bytes on; after them a directory (JSON: name, type,
shape, place), and at the very end where it begins and its checksum. No pickle: what cannot be an array here is refused.
"""

import json
import mmap
import struct
import zlib
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.index.columns import Strings, damaged, new_column

_ALIGN = 64
_TAIL = struct.Struct("<QI4s")
_MAGIC = b"WXPK"


class PackWriter:
    """Writes a pack; it is complete once the `with` block ends without an error."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._directory: dict[str, tuple[str, list[int], int]] = {}
        path.write_bytes(b"")

    def add(self, name: str, values: NDArray[Any], dtype: str) -> None:
        """Append an array."""
        values = np.ascontiguousarray(values, dtype)
        self._enter(name, dtype, values.shape)
        with self._path.open("ab") as file:
            values.tofile(file)

    def add_strings(self, name: str, strings: Strings) -> None:
        """Append strings, as two arrays."""
        self.add(f"{name}.ends", strings.ends, "<i8")
        self.add(f"{name}.utf8", strings.blob, "u1")

    def reserve(self, name: str, dtype: str, shape: tuple[int, ...]) -> NDArray[Any]:
        """Append an array of zeros and give it for writing."""
        return new_column(self._path, dtype, shape, self._enter(name, dtype, shape))

    def _enter(self, name: str, dtype: str, shape: tuple[int, ...]) -> int:
        with self._path.open("ab") as file:
            file.write(b"\0" * (-file.tell() % _ALIGN))
            place = file.tell()
        self._directory[name] = (dtype, list(shape), place)
        return place

    def __enter__(self) -> "PackWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            directory = json.dumps(self._directory).encode()
            with self._path.open("ab") as file:
                file.write(directory + _TAIL.pack(file.tell(), zlib.crc32(directory), _MAGIC))


class Pack:
    """A pack opened read-only; its arrays stay readable as long as anybody holds one of them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            with path.open("rb") as file:
                self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            end = len(self._bytes) - _TAIL.size
            start, crc, magic = _TAIL.unpack(self._bytes[max(end, 0) :])
            directory = self._bytes[start:end]
            if magic != _MAGIC or zlib.crc32(directory) != crc:
                raise damaged(path)
            self._directory = json.loads(directory)
        except (OSError, ValueError, struct.error):
            raise damaged(path) from None

    def array(self, name: str, dtype: str, shape: tuple[int, ...] = (-1,)) -> NDArray[Any]:
        """Give an array, which must have this type and shape; a first length of -1 stands for any."""
        known_dtype, known_shape, place = self._directory.get(name, (None, [], 0))
        first = known_shape[:1] if shape[0] == -1 else list(shape[:1])
        if known_dtype != dtype or known_shape != [*first, *shape[1:]]:
            raise damaged(self._path)
        count = int(np.prod(known_shape, dtype=np.int64))
        if place + count * np.dtype(dtype).itemsize > len(self._bytes):
            raise damaged(self._path)
        return np.frombuffer(self._bytes, dtype, count, place).reshape(known_shape)

    def strings(self, name: str) -> Strings:
        """Give what `add_strings` wrote."""
        strings = Strings(self.array(f"{name}.ends", "<i8"), self.array(f"{name}.utf8", "u1"))
        if (int(strings.ends[-1]) if len(strings) else 0) != len(strings.blob):
            raise damaged(self._path)
        return strings
