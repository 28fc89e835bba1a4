"""Columns and strings on disk."""

from pathlib import Path

import numpy as np
import pytest

from embeddings.errors import IndexUnusableError
from embeddings.index.columns import Strings, new_column, open_column, save_column


def test_a_column_comes_back_as_it_was(tmp_path: Path) -> None:
    """Values, type and shape survive; a length of -1 is read from the file; nobody can write what was opened."""
    values = np.arange(6, dtype="<i4").reshape(3, 2)
    save_column(tmp_path / "c", values)
    for shape in ((3, 2), (-1, 2)):
        column = open_column(tmp_path / "c", "<i4", shape)
        assert column.tolist() == [[0, 1], [2, 3], [4, 5]]
        assert not column.flags.writeable


def test_a_new_column_is_filled_in_place(tmp_path: Path) -> None:
    """What is written through the map is at the end of the file, the rest is zero."""
    save_column(tmp_path / "c", np.array([5], "<u2"))
    column = new_column(tmp_path / "c", "<u2", (2, 2), place=2)
    column[1, 0] = 7
    assert open_column(tmp_path / "c", "<u2").tolist() == [5, 0, 0, 7, 0]


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0), (-1, 3), (-1, 0)])
def test_empty_columns(shape: tuple[int, ...], tmp_path: Path) -> None:
    """A column without values is an empty file and an array of the shape asked for."""
    save_column(tmp_path / "c", np.zeros(0))
    assert open_column(tmp_path / "c", "<f2", shape).shape == tuple(max(length, 0) for length in shape)


@pytest.mark.parametrize("shape", [(2,), (4,), (2, 2)])
def test_a_column_of_another_length_is_refused(shape: tuple[int, ...], tmp_path: Path) -> None:
    """Three numbers are not two, four, or two pairs; the file is named."""
    save_column(tmp_path / "c", np.arange(3, dtype="<i4"))
    with pytest.raises(IndexUnusableError, match="c 缺失或已损坏"):
        open_column(tmp_path / "c", "<i4", shape)


def test_half_a_value_is_refused(tmp_path: Path) -> None:
    """Bytes left over at the end are damage."""
    (tmp_path / "c").write_bytes(b"12345")
    with pytest.raises(IndexUnusableError):
        open_column(tmp_path / "c", "<i4")


@pytest.mark.parametrize("strings", [[], [""], ["春", "", "風と𠮷", "a\nb", "\ud800"]])
def test_strings(strings: list[str]) -> None:
    """Strings of any characters come back, by place, from the end, by slice, and all in order."""
    held = Strings.of(strings)
    assert len(held) == len(strings)
    assert list(held) == strings
    assert held[1:3] == strings[1:3]
    if strings:
        assert held[-1] == strings[-1]
    with pytest.raises(IndexError):
        held[len(strings)]


def test_bytes_that_are_no_text_are_refused() -> None:
    """Damaged text is one sentence."""
    with pytest.raises(IndexUnusableError, match="wenxun rebuild"):
        Strings(np.array([2]), np.array([0xFF, 0xFE], np.uint8))[0]
