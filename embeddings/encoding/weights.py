"""Weights of a model, mapped from their file: only what is used is read, and processes share it."""

import hashlib
import json
import mmap
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.numpy import load_file

_TYPES = {"I8": "i1", "U8": "u1", "I16": "<i2", "F16": "<f2", "I32": "<i4", "F32": "<f4", "I64": "<i8", "F64": "<f8"}


def mapped(path: Path) -> dict[str, NDArray[Any]]:
    """Map the tensors of a safetensors file, read-only; what is wrong with it comes out as the library raises it."""
    # The library looks the head over; what it takes can be relied on here.
    with safe_open(path, framework="np"):
        pass
    with path.open("rb") as file:
        raw = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    begin = 8 + int.from_bytes(raw[:8], "little")
    head = json.loads(raw[8:begin])
    head.pop("__metadata__", None)
    if any(tensor["dtype"] not in _TYPES for tensor in head.values()):
        return load_file(path)
    return {name: _view(raw, begin, tensor) for name, tensor in head.items()}


def digest(paths: Iterable[Path]) -> str:
    """Give the fingerprint of files, one after the other."""
    total = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                total.update(piece)
    return total.hexdigest()[:16]


def _view(raw: mmap.mmap, begin: int, tensor: dict[str, Any]) -> NDArray[Any]:
    dtype, shape = np.dtype(_TYPES[tensor["dtype"]]), tensor["shape"]
    count = int(np.prod(shape, dtype=np.int64))
    if not count:
        return np.zeros(shape, dtype)
    return np.frombuffer(raw, dtype, count, begin + tensor["data_offsets"][0]).reshape(shape)
