"""Files as text: folders walked in order, .xz and .gz opened as they are, lines decoded one by one."""

import gzip
import io
import lzma
import os
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
    """List files and those inside folders, sorted, once each; raises ArticleError for a missing path."""
    found: dict[Path, Path] = {}
    for path in paths:
        if path.is_dir():
            for folder, folders, names in os.walk(path):
                folders[:] = sorted(name for name in folders if not name.startswith("."))
                for name in sorted(names):
                    if not name.startswith("."):
                        file = Path(folder, name)
                        found.setdefault(file.resolve(), file)
        elif path.exists():
            found.setdefault(path.resolve(), path)
        else:
            raise ArticleError(f"找不到 {path}：请检查路径。")
    return list(found.values())


def _open(path: Path) -> BinaryIO:
    if not path.is_file():
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

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        data = self._packed.read(len(view))
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._packed.close()
            self._plain.close()
        super().close()
