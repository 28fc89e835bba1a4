"""Mapped weights against the library that wrote them."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from embeddings.encoding.weights import digest, mapped


def test_equals_what_the_library_reads(tmp_path: Path) -> None:
    """Every type and shape, also an empty one and one that is not mapped here (bool)."""
    tensors = {
        "rows": np.arange(12, dtype=np.int8).reshape(3, 4),
        "half": np.array([0.5, -2], np.float16),
        "wide": np.array([[1.5]], np.float64),
        "empty": np.zeros((0, 3), np.float32),
    }
    for name, given in (("plain", tensors), ("other", {**tensors, "flags": np.array([True, False])})):
        save_file(given, tmp_path / name, metadata={"made": "by hand"})
        read, known = mapped(tmp_path / name), load_file(tmp_path / name)
        assert read.keys() == known.keys()
        for tensor, values in known.items():
            assert read[tensor].dtype == values.dtype
            np.testing.assert_array_equal(read[tensor], values)


def test_a_cut_file_is_refused(tmp_path: Path) -> None:
    """The library finds out, before anything is mapped."""
    save_file({"rows": np.arange(100, dtype=np.float32)}, tmp_path / "w")
    (tmp_path / "w").write_bytes((tmp_path / "w").read_bytes()[:-4])
    with pytest.raises(Exception, match=r"(?i)incomplete|buffer|invalid"):
        mapped(tmp_path / "w")


def test_the_fingerprint_is_of_all_bytes_in_order(tmp_path: Path) -> None:
    """Two files one after the other are as one."""
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_bytes(b"ab" * 700_000)
    second.write_bytes(b"c")
    assert digest((first, second)) == hashlib.sha256(b"ab" * 700_000 + b"c").hexdigest()[:16]
