"""Files as text: folders walked in order, .xz and .gz opened as they are, lines decoded one by one."""

import gzip
import io
import lzma
import os
import stat
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from embeddings.articles.draft import Refused
from embeddings.articles.encodings import encoding_of
from embeddings.errors import ArticleError

#: Bytes looked at to tell encoding and format.
HEAD = 1 << 16
#: A longer line is not an article; it is left out rather than held in memory.
LINE_LIMIT = 1 << 24
#: Formats that are parsed as a whole are refused above this size, in bytes.
TEXT_LIMIT = 1 << 26
#: Packed text is refused once it has grown to this many bytes and to this many times its packed size: the most
#: repetitive articles shrink to a fiftieth, a bomb to a thousandth.
BOMB_SIZE, BOMB_RATIO = 1 << 24, 200
#: What a damaged or unreadable file raises while it is read.
BROKEN = (OSError, EOFError, lzma.LZMAError, zlib.error)

_PACKED = (".xz", ".gz")


class Line(NamedTuple):
    """A line without its end, or the fault that made it unreadable."""

    number: int
    text: str
    fault: str = ""


class TextFile:
    """One file, unpacked and decoded on the fly."""

    def __init__(self, path: Path) -> None:
        """Read the head of `path`; raises Refused when it is empty or not text in a known encoding."""
        self.path = path
        with closing(_open(path)) as stream:
            data = stream.read(HEAD)
        if not data.strip():
            raise Refused("空文件")
        self._codec = encoding_of(data)
        self.head = data.decode(self._codec, errors="replace").lstrip("\ufeff")
        self.name = path.name.lower()
        for suffix in _PACKED:
            self.name = self.name.removesuffix(suffix)

    def lines(self) -> Iterator[Line]:
        """Lines in order, numbered from 1; undecodable or endless ones carry a fault and no text."""
        codec = self._codec
        with closing(_open(self.path)) as stream:
            number = 0
            while raw := stream.readline(LINE_LIMIT):
                number += 1
                if len(raw) == LINE_LIMIT and not raw.endswith(b"\n"):
                    while len(raw) == LINE_LIMIT and not raw.endswith(b"\n"):
                        raw = stream.readline(LINE_LIMIT)
                    yield Line(number, "", "行过长")
                    continue
                if codec == "ascii" and not raw.isascii():
                    codec = encoding_of(raw)
                try:
                    text = raw.decode(codec)
                except UnicodeDecodeError:
                    yield Line(number, "", f"编码损坏：不是有效的 {codec.upper()}")
                    continue
                yield Line(number, (text.lstrip("\ufeff") if number == 1 else text).rstrip("\r\n"))

    def text(self) -> str:
        """All of it; raises Refused when it is too large or not decodable."""
        with closing(_open(self.path)) as stream:
            data = stream.read(TEXT_LIMIT + 1)
        if len(data) > TEXT_LIMIT:
            raise Refused(f"文件过大：超过 {TEXT_LIMIT >> 20} MB")
        codec = encoding_of(data)
        try:
            return data.decode(codec).lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            raise Refused(f"编码损坏：不是有效的 {codec.upper()}") from None


def walk(paths: Iterable[Path]) -> list[Path]:
    """List files and those inside folders, sorted, once each; raises ArticleError for a missing path.

    A folder that cannot be opened is listed itself, so that it is told. Links to folders are not followed.
    """
    found: dict[tuple[int, int] | Path, Path] = {}
    for path in paths:
        try:
            named = path.stat()
        except (OSError, ValueError) as error:
            if isinstance(error, PermissionError):
                raise ArticleError(f"没有权限读 {path}：请检查它和上层文件夹的权限。") from None
            raise ArticleError(f"找不到 {path}：请检查路径。") from None
        for file in _inside(path) if stat.S_ISDIR(named.st_mode) else (path,):
            found.setdefault(_identity(file), file)
    return list(found.values())


def _inside(folder: Path) -> Iterator[Path]:
    """Files of a folder, then those of its folders; without recursion, since folders may lie very deep."""
    folders = [folder]
    while folders:
        inside = folders.pop()
        try:
            with os.scandir(inside) as listing:
                entries = sorted((entry for entry in listing if not entry.name.startswith(".")), key=_by_name)
        except OSError:
            yield inside
            continue
        deeper: list[Path] = []
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                deeper.append(Path(entry.path))
            elif not (entry.is_symlink() and Path(entry.path).is_dir()):
                yield Path(entry.path)
        folders.extend(reversed(deeper))


def _by_name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _identity(path: Path) -> tuple[int, int] | Path:
    """Tell a file from every other, whatever names lead to it; a link that leads nowhere is itself."""
    try:
        there = path.stat()
    except OSError:
        return path
    return there.st_dev, there.st_ino


def _open(path: Path) -> BinaryIO:
    if path.is_dir():
        raise Refused("文件夹打不开，里面的文件没有读")
    if not path.is_file() and (path.exists() or path.is_symlink()):
        raise Refused("不是普通文件")
    plain = path.open("rb")
    magic = plain.peek(6)
    if magic.startswith(b"\xfd7zXZ\x00"):
        return io.BufferedReader(cast("io.RawIOBase", _Owning(lzma.LZMAFile(plain), plain)), HEAD)
    if magic.startswith(b"\x1f\x8b"):
        return io.BufferedReader(cast("io.RawIOBase", _Owning(gzip.GzipFile(fileobj=plain), plain)), HEAD)
    return plain


class _Owning(io.RawIOBase):
    """An unpacking stream that closes the file below it too, which lzma and gzip leave open."""

    def __init__(self, packed: lzma.LZMAFile | gzip.GzipFile, plain: BinaryIO) -> None:
        self._packed = packed
        self._plain = plain
        self._grown = 0
        self._limit = max(BOMB_SIZE, BOMB_RATIO * os.fstat(plain.fileno()).st_size)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        data = self._packed.read(len(view))
        self._grown += len(data)
        if self._grown > self._limit:
            raise Refused(f"解压后过大：超过压缩文件的 {BOMB_RATIO} 倍")
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._packed.close()
            self._plain.close()
        super().close()
