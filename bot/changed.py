"""Which files of some folders have come or changed since they were last taken in."""

from collections.abc import Iterable
from pathlib import Path

_State = dict[Path, tuple[int, int]]


class ChangedFiles:
    """Remembers files by time and length; at first all are new, so that none is missed over a restart."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = tuple(folders)
        self._taken: _State = {}
        self._seen: _State = {}

    def look(self) -> list[Path]:
        """Give the files that are not as they were when `taken` was last called; hidden ones are passed over."""
        self._seen = {
            path: (stat.st_mtime_ns, stat.st_size)
            for folder in self._folders
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.name.startswith(".") and (stat := path.stat())
        }
        return [path for path, state in self._seen.items() if self._taken.get(path) != state]

    def taken(self) -> None:
        """Count what was seen by the last look as taken in."""
        self._taken = self._seen
