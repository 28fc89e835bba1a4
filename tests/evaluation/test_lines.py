"""Objects, one a line."""

from pathlib import Path

import pytest

from embeddings.evaluation.lines import read_lines


def test_every_line_is_an_object(tmp_path: Path) -> None:
    """In order, empty lines left out; what is no JSON is refused."""
    path = tmp_path / "a.jsonl"
    path.write_text('{"question": "问"}\n\n{"n": 2}\n', encoding="utf-8")
    assert read_lines(path) == [{"question": "问"}, {"n": 2}]
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match="Expecting"):
        read_lines(path)
