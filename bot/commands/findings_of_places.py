"""The folders and the disk: whether articles are there, whether what must be written can be."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.commands.findings import Finding

#: A rebuild needs room for an index beside the old one; this much, in bytes, even for a small one.
ROOM = 1 << 28
_MEGABYTE = 1 << 20


def articles(folder: Path) -> Finding:
    """Look into the folder that `rebuild` reads by default."""
    if not folder.is_dir():
        return Finding(False, False, f"文章文件夹 {folder} 不存在：放入文章，或设 WENXUN_ARTICLES_DIR")
    try:
        empty = not any(folder.iterdir())
    except OSError as error:
        return Finding(False, False, f"文章文件夹 {folder} 打不开（{error.strerror}）：请检查它的权限")
    return Finding(not empty, False, f"文章文件夹 {folder}" + (" 是空的：放入文章，再运行 wenxun rebuild" * empty))


def writable(*folders: Path) -> Iterator[Finding]:
    """Try to write in each folder, or in the one where it would be made."""
    for folder in dict.fromkeys(folder.absolute() for folder in folders):
        place = _existing(folder)
        try:
            with tempfile.TemporaryFile(dir=place):
                continue
        except OSError as error:
            why = f"不能在文件夹 {place} 里写（{error.strerror or error}）"
            yield Finding(False, True, f"{why}：请检查它的权限和磁盘，或在设置里换一个文件夹")


def space(index_dir: Path, room: int = ROOM) -> Finding:
    """Compare what is free on the disk with what a rebuild takes."""
    place = _existing(index_dir.absolute())
    held = sum(path.stat().st_size for path in index_dir.rglob("*") if path.is_file()) if index_dir.is_dir() else 0
    free, wanted = shutil.disk_usage(place).free, max(room, held)
    text = f"{place} 所在的磁盘还空 {free // _MEGABYTE:,} MB"
    if free >= wanted:
        return Finding(True, False, text)
    return Finding(False, True, f"{text}，重建索引约要 {wanted // _MEGABYTE:,} MB：请腾出空间，或设 WENXUN_INDEX_DIR")


def _existing(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.exists())
