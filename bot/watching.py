"""A folder watched: when something in it has changed, and then come to rest."""

import time
from collections.abc import Iterator
from pathlib import Path

import watchfiles

from embeddings.articles.files import walk
from embeddings.errors import ArticleError

#: Milliseconds between two looks at what the system has told, and seconds between two at the folder itself.
_STEP, _LOOK = 50, 0.5

#: Files with what tells each from what it was before, in the order in which a rebuild reads them.
Marks = dict[Path, tuple[int, ...]]


def settled(folder: Path, quiet: float, longest: float, poll: bool, ignored: Path) -> Iterator[None]:
    """Yield once at the beginning and after changes, when `quiet` seconds have brought no more of them.

    A file that is being written is so read whole, unless its writing lasts `longest` seconds: then what is there is
    read, and again later. What a rebuild would not read, hidden files and those below `ignored`, is no change. What
    happens while the caller works is not lost. With `poll` the folder is looked through instead of asking the system.

    Raises:
        ArticleError: the folder cannot be watched, or is gone.

    """
    folder, ignored = folder.resolve(), ignored.resolve()
    if not folder.is_dir():
        raise ArticleError(f"文件夹 {folder} 打不开，请检查路径和权限。")
    waiting: float | None = time.monotonic()
    for stirred in (_looked_through if poll else _told)(folder, quiet, ignored):
        if not folder.is_dir():
            raise ArticleError(f"文件夹 {folder} 不见了，没法再盯着它；原来的索引没有动。")
        if stirred and waiting is None:
            waiting = time.monotonic()
        if waiting is not None and (not stirred or time.monotonic() - waiting > longest):
            waiting = None
            yield


def _told(folder: Path, quiet: float, ignored: Path) -> Iterator[bool]:
    """Say of the latest changes that the system told whether any counts; False after `quiet` seconds without one."""
    try:
        for changes in watchfiles.watch(
            folder,
            watch_filter=None,  # what it left out would not be told, and a stir of that kind would never come to rest
            step=_STEP,
            debounce=10 * _STEP,
            rust_timeout=max(1, round(quiet * 1000)),
            yield_on_timeout=True,
        ):
            yield any(_counts(Path(path), folder, ignored) for _, path in changes)
    except (OSError, RuntimeError) as error:
        raise ArticleError(f"系统不能盯着 {folder}（{error}），请加 --poll 再试。") from None


def _looked_through(folder: Path, quiet: float, ignored: Path) -> Iterator[bool]:
    """Say the same by looking at every file.

    The library's own looking compares whole seconds, and would miss what is written in the second of its last look.
    """
    before, still = marks_of(folder, ignored), time.monotonic()
    while True:
        time.sleep(min(_LOOK, quiet))
        if (now := marks_of(folder, ignored)) != before:
            before, still = now, time.monotonic()
            yield True
        elif time.monotonic() - still >= quiet:
            yield False
            still = time.monotonic()


def marks_of(folder: Path, ignored: Path) -> Marks:
    """Mark each file of a folder that counts; none where there is no folder."""
    folder, ignored = folder.resolve(), ignored.resolve()
    marks: Marks = {}
    for path in walk([folder]) if folder.is_dir() else ():
        try:
            if _counts(path, folder, ignored):
                # The time of the last change of any kind tells of permissions too: what was passed over may be read.
                marks[path] = ((there := path.stat()).st_mtime_ns, there.st_ctime_ns, there.st_size, there.st_ino)
        except OSError:  # it has gone, or cannot be read: a rebuild will tell
            marks[path] = ()
    return marks


def _counts(changed: Path, folder: Path, ignored: Path) -> bool:
    inside = changed.relative_to(folder).parts if changed.is_relative_to(folder) else ()
    return not any(part.startswith(".") for part in inside) and not changed.is_relative_to(ignored)
