"""The folder of an index, for whoever builds: the lock, the switch, and what is cleaned away."""

import os
import re
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from embeddings.errors import BusyError
from embeddings.index.generations import current_generation

_NAME = re.compile(r"g(\d{6,12})")
_LEFTOVER = re.compile(r"\.(?:making|dropped)-g\d{6,12}")


@contextmanager
def building(index_dir: Path) -> Iterator[Path]:
    """Hold the only right to build here, and give an empty folder to build in; BusyError when another holds it.

    What earlier builders left behind is removed first, what this one leaves behind at the end.
    """
    index_dir.mkdir(parents=True, exist_ok=True)
    lock = FileLock(index_dir / ".lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise BusyError("另一个进程正在重建这个索引，请等它做完再试。") from None
    try:
        _clean(index_dir)
        folder = index_dir / f".making-{_next_name(index_dir)}"
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        lock.release()


def name_of(making: Path) -> str:
    """Name the generation that a folder of `building` will become."""
    return making.name.removeprefix(".making-")


def go_live(making: Path, sha256: str, safe: Collection[str] = ()) -> None:
    """Make a finished folder the live generation, in one step that a crash leaves done or undone.

    The generation that was live until now is kept, for readers that have it open; older ones are removed. Files that
    are `safe` on the disk already are not brought there.
    """
    index_dir, name = making.parent, name_of(making)
    for path in making.rglob("*"):
        if path.relative_to(making).as_posix() not in safe:
            _sync(path)
    _sync(making)
    making.rename(index_dir / name)
    _sync(index_dir)
    fresh = index_dir / ".CURRENT"
    fresh.write_text(f"{name} {sha256}\n", encoding="ascii")
    _sync(fresh)
    fresh.replace(index_dir / "CURRENT")
    _sync(index_dir)
    _clean(index_dir)


def _clean(index_dir: Path) -> None:
    """Remove all but the live generation and the newest one older than it."""
    live = current_generation(index_dir)
    names = sorted(_names(index_dir), key=_number)
    # When nobody can say any more which one was live, the newest are not touched.
    older = names[:-1] if live is None else [name for name in names if _number(name) < _number(live)]
    keep = {live or "".join(names[-1:]), *older[-1:]}
    for name in names:
        if name not in keep:
            # The name goes first, at once, so that nobody opens a generation that is half removed.
            with suppress(OSError):
                (index_dir / name).rename(index_dir / f".dropped-{name}")
    for path in index_dir.iterdir():
        if _LEFTOVER.fullmatch(path.name):
            shutil.rmtree(path, ignore_errors=True)


def _names(index_dir: Path) -> list[str]:
    return [path.name for path in index_dir.iterdir() if _NAME.fullmatch(path.name) and path.is_dir()]


def _next_name(index_dir: Path) -> str:
    # Counted, not taken from the clock, which may be set back.
    live = current_generation(index_dir)
    return f"g{max(map(_number, [*_names(index_dir), live or 'g000000'])) + 1:06d}"


def _number(name: str) -> int:
    return int(name.removeprefix("g"))


def _sync(path: Path) -> None:
    """Bring a file or folder to the disk itself; where folders cannot be opened, the system does without."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
