"""Arrays in one file."""

from pathlib import Path

import numpy as np
import pytest

from embeddings.errors import IndexUnusableError
from embeddings.index.columns import Strings
from embeddings.index.pack import Pack, PackWriter

WORDS = ["春", "", "風と𠮷"]


def written(path: Path) -> Path:
    """Write a pack of five arrays: added, reserved, empty, and two that are strings."""
    with PackWriter(path) as pack:
        pack.add("small", np.array([1, 2, 3]), "u1")
        pack.reserve("table", "<u2", (2, 3))[1] = [4, 5, 6]
        pack.reserve("none", "<f2", (0, 7))
        pack.add_strings("words", Strings.of(WORDS))
    return path


def test_arrays_come_back(tmp_path: Path) -> None:
    """Values, types and shapes survive, of any first length where none is asked for; nobody can write them."""
    pack = Pack(written(tmp_path / "p"))
    assert pack.array("small", "u1").tolist() == [1, 2, 3]
    assert pack.array("table", "<u2", (-1, 3)).tolist() == pack.array("table", "<u2", (2, 3)).tolist()
    assert pack.array("table", "<u2", (2, 3)).tolist() == [[0, 0, 0], [4, 5, 6]]
    assert pack.array("none", "<f2", (0, 7)).shape == (0, 7)
    assert list(pack.strings("words")) == WORDS
    assert not pack.array("small", "u1").flags.writeable


def test_arrays_outlive_their_pack_and_its_file(tmp_path: Path) -> None:
    """An array in use stays readable when the file is removed and nobody else holds the pack."""
    table = Pack(written(tmp_path / "p")).array("table", "<u2", (2, 3))
    (tmp_path / "p").unlink()
    assert table[1].tolist() == [4, 5, 6]


@pytest.mark.parametrize(
    ("name", "dtype", "shape"),
    [
        ("other", "u1", (3,)),
        ("small", "<u2", (3,)),
        ("small", "u1", (2,)),
        ("table", "<u2", (6,)),
        ("none", "<f2", (7,)),
    ],
)
def test_another_type_or_shape_is_refused(name: str, dtype: str, shape: tuple[int, ...], tmp_path: Path) -> None:
    """An array is what the reader expects of it, or the file is refused."""
    pack = Pack(written(tmp_path / "p"))
    with pytest.raises(IndexUnusableError, match="p 缺失或已损坏，请运行 wenxun rebuild"):
        pack.array(name, dtype, shape)


def test_a_pack_cut_anywhere_is_refused(tmp_path: Path) -> None:
    """However many bytes are missing at the end or the front, all of them included, it is no pack."""
    content = written(tmp_path / "p").read_bytes()
    for length in range(len(content)):
        for part in (content[:length], content[len(content) - length :] if length < len(content) - 200 else b""):
            (tmp_path / "p").write_bytes(part)
            with pytest.raises(IndexUnusableError):
                Pack(tmp_path / "p").array("table", "<u2", (2, 3))


def test_a_changed_directory_is_refused(tmp_path: Path) -> None:
    """No byte of the directory or of what follows it can change unseen."""
    content = written(tmp_path / "p").read_bytes()
    for at in range(content.index(b'{"small"'), len(content)):
        (tmp_path / "p").write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        with pytest.raises(IndexUnusableError):
            Pack(tmp_path / "p")


def test_an_unfinished_pack_is_none(tmp_path: Path) -> None:
    """What was broken off while it was written cannot be opened; nor can a file that is not there."""
    with pytest.raises(KeyError), PackWriter(tmp_path / "p") as pack:  # noqa: PT012
        pack.add("small", np.array([1]), "u1")
        raise KeyError
    for name in ("p", "none"):
        with pytest.raises(IndexUnusableError):
            Pack(tmp_path / name)
