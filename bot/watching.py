"""A folder watched: when something in it has changed, and then come to rest."""

import time
from collections.abc import Iterator
from pathlib import Path

import watchfiles

from embeddings.errors import ArticleError

#: Milliseconds between two looks at what the system has told, and at the folder itself where it tells nothing.
_STEP, _POLL = 50, 500


def settled(folder: Path, quiet: float, longest: float, poll: bool, ignored: Path) -> Iterator[None]:
    """Yield once at the beginning and after changes, when `quiet` seconds have brought no more of them.

    A file that is being written is so read whole, unless its writing lasts `longest` seconds: then what is there is
    read, and again later. What a rebuild would not read, hidden files and those below `ignored`, is no change. What
    happens while the caller works is not lost. With `poll` the folder is looked through instead of asking the system.

    Raises:
        ArticleError: the folder cannot be watched, or is gone.

    """
    folder, ignored = folder.resolve(), ignored.resolve()

    def counts(changed: Path) -> bool:
        inside = changed.relative_to(folder).parts if changed.is_relative_to(folder) else ()
        return not any(part.startswith(".") for part in inside) and not changed.is_relative_to(ignored)

    waiting: float | None = time.monotonic()
    try:
        for changes in watchfiles.watch(
            folder,
            watch_filter=None,  # what it left out would not be told, and a stir of that kind would never come to rest
            step=_STEP,
            debounce=10 * _STEP,
            rust_timeout=max(1, round(quiet * 1000)),
            yield_on_timeout=True,
            force_polling=poll or None,
            poll_delay_ms=_POLL,
        ):
            if not folder.is_dir():
                raise ArticleError(f"文件夹 {folder} 不见了，没法再盯着它；原来的索引没有动。")
            stirred = any(counts(Path(path)) for _, path in changes)
            if stirred and waiting is None:
                waiting = time.monotonic()
            if waiting is not None and (not stirred or time.monotonic() - waiting > longest):
                waiting = None
                yield
    except (FileNotFoundError, PermissionError):
        raise ArticleError(f"文件夹 {folder} 打不开，请检查路径和权限。") from None
    except (OSError, RuntimeError) as error:
        raise ArticleError(f"系统不能盯着 {folder}（{error}），请加 --poll 再试。") from None
