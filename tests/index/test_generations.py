"""Which generation is live."""

from pathlib import Path

import pytest

from embeddings.errors import IndexUnusableError
from embeddings.index.generations import Current, current_generation, read_current

SHA = "0123456789abcdef" * 4


def test_the_live_generation(tmp_path: Path) -> None:
    """CURRENT gives a name and the hash that its manifest must have."""
    (tmp_path / "CURRENT").write_text(f"g000012 {SHA}\n")
    assert read_current(tmp_path) == Current("g000012", SHA)
    assert current_generation(tmp_path) == "g000012"


@pytest.mark.parametrize("text", ["", "g000001", f"../x {SHA}\n", f"g000001 {SHA[1:]}\n", f"g000001 {SHA}\n\n", "\xff"])
def test_a_torn_current_is_refused(text: str, tmp_path: Path) -> None:
    """Anything but a name and a hash is refused, with what to run."""
    (tmp_path / "CURRENT").write_text(text, encoding="utf-8")
    with pytest.raises(IndexUnusableError, match="CURRENT 已损坏，请运行 wenxun rebuild"):
        read_current(tmp_path)
    assert current_generation(tmp_path) is None


def test_no_index_yet(tmp_path: Path) -> None:
    """A folder that is missing, empty, or no folder is "no index yet"."""
    (tmp_path / "file").touch()
    for place in (tmp_path, tmp_path / "none", tmp_path / "file"):
        with pytest.raises(IndexUnusableError, match="还没有索引"):
            read_current(place)
