"""The folder of an index, for its readers: which generation is live.

CURRENT        name of the live generation and the SHA-256 of its manifest
g000012/       a generation, never changed once it has this name
.making-g.../  one that is being built
.dropped-g.../ one that is being removed
.lock          held by the builder; the system lets go of it when the builder dies
"""

import re
from pathlib import Path
from typing import NamedTuple

from embeddings.errors import IndexUnusableError

_CURRENT = re.compile(r"(g\d{6,12}) ([0-9a-f]{64})\n")


class Current(NamedTuple):
    """The live generation and the SHA-256 that its manifest must have."""

    name: str
    sha256: str


def read_current(index_dir: Path) -> Current:
    """Say which generation is live; IndexUnusableError when none is."""
    try:
        text = (index_dir / "CURRENT").read_text(encoding="ascii")
    except (FileNotFoundError, NotADirectoryError):
        raise IndexUnusableError(f"还没有索引（{index_dir}），请先运行 wenxun rebuild。") from None
    except (OSError, ValueError):
        text = ""
    found = _CURRENT.fullmatch(text)
    if not found:
        raise IndexUnusableError(f"索引的 {index_dir / 'CURRENT'} 已损坏，请运行 wenxun rebuild 重建索引。")
    return Current(*found.groups())


def current_generation(index_dir: Path) -> str | None:
    """Name the live generation, or None when there is none that can be read."""
    try:
        return read_current(index_dir).name
    except IndexUnusableError:
        return None
