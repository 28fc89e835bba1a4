"""Which files have come."""

import os
from pathlib import Path

from bot.changed import ChangedFiles


def test_files_are_new_until_they_are_taken(tmp_path: Path) -> None:
    """All at first, then those that came, grew or were written over; hidden files and missing folders are nothing."""
    one, two, hidden = tmp_path / "one", tmp_path / "sub" / "two", tmp_path / ".three"
    changed = ChangedFiles([tmp_path, tmp_path / "nowhere"])
    assert changed.look() == []
    one.write_text("a")
    hidden.write_text("a")
    assert changed.look() == [one]
    assert changed.look() == [one]
    changed.taken()
    assert changed.look() == []
    two.parent.mkdir()
    two.write_text("a")
    one.write_text("b")
    os.utime(one, ns=(1, 1))
    assert changed.look() == [one, two]
    changed.taken()
    assert changed.look() == []
