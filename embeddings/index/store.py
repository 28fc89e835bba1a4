"""The articles of a generation in one SQLite file, by row and by id."""

import json
import sqlite3
import threading
import weakref
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, overload
from urllib.parse import quote

from embeddings.errors import IndexUnusableError
from embeddings.index.columns import damaged
from embeddings.schema import Article

_FIELDS = ("id", "title", "body", "published", "source", "url", "authors", "dateline")
_TABLE = """CREATE TABLE articles (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, body TEXT NOT NULL, published TEXT,
    source TEXT, url TEXT, authors TEXT NOT NULL, dateline TEXT, crc INTEGER NOT NULL)"""
_PUT = (
    f"INSERT INTO articles (row, {', '.join(_FIELDS)}, crc) VALUES (?{', ?' * (len(_FIELDS) + 1)}) "  # noqa: S608
    f"ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in (*_FIELDS[1:], 'crc'))} "
    "RETURNING row"
)
_GET = f"SELECT {', '.join(_FIELDS)}, crc FROM articles WHERE "  # noqa: S608
_PIECE = 256


class ArticleStore(Sequence[Article]):
    """Articles by row; nothing is held in memory. Safe to read from several threads.

    It is one connection under a lock: each thread opening its own would fail once an old generation is removed.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, count: int) -> None:
        self._path = path
        self._connection = connection
        self._count = count
        self._lock = threading.Lock()
        self._close = weakref.finalize(self, connection.close)

    @classmethod
    def create(cls, path: Path) -> "ArticleStore":
        """Begin an empty file."""
        connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        try:
            # A crash throws the whole file away, and it is synced once at the end: no journal is needed.
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE"):
                connection.execute(f"PRAGMA {pragma}")
            connection.execute(_TABLE)
            connection.execute("BEGIN")
        except sqlite3.Error:
            connection.close()
            raise
        return cls(path, connection, 0)

    @classmethod
    def open(cls, path: Path) -> "ArticleStore":
        """Open a finished file, read-only."""
        uri = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
        try:
            connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            try:
                (count,) = connection.execute("SELECT coalesce(max(row) + 1, 0) FROM articles").fetchone()
            except sqlite3.Error:
                connection.close()
                raise
        except sqlite3.Error:
            raise damaged(path) from None
        return cls(path, connection, count)

    def put(self, article: Article) -> bool:
        """Add an article, or put it in place of the one with its id; tell whether it is new."""
        fields = _to_fields(article)
        row = self._connection.execute(_PUT, (self._count, *fields, _crc(fields))).fetchone()[0]
        new = bool(row == self._count)
        self._count += new
        return new

    def finish(self) -> None:
        """Write out what was put."""
        self._connection.execute("COMMIT")

    def row_of(self, article_id: str) -> int | None:
        """Find the row of an article by its id."""
        found = self._rows("SELECT row FROM articles WHERE id = ?", article_id.encode(errors="replace").decode())
        return int(found[0][0]) if found else None

    def close(self) -> None:
        """Close the file; also done when the store is no longer referred to."""
        with self._lock:
            self._close()

    @overload
    def __getitem__(self, row: int) -> Article: ...
    @overload
    def __getitem__(self, row: slice) -> list[Article]: ...
    def __getitem__(self, row: int | slice) -> Article | list[Article]:
        if isinstance(row, slice):
            return [self[i] for i in range(*row.indices(len(self)))]
        if not -len(self) <= row < len(self):
            raise IndexError(row)
        found = self._rows(f"{_GET} row = ?", int(row) % len(self))
        if not found:
            raise damaged(self._path)
        return self._to_article(found[0])

    def __iter__(self) -> Iterator[Article]:
        for start in range(0, len(self), _PIECE):
            for found in self._rows(f"{_GET} row >= ? AND row < ? ORDER BY row", start, start + _PIECE):
                yield self._to_article(found)

    def __len__(self) -> int:
        return self._count

    def __enter__(self) -> "ArticleStore":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _rows(self, query: str, *values: object) -> list[Any]:
        with self._lock:
            try:
                return self._connection.execute(query, values).fetchall()
            except sqlite3.ProgrammingError:
                raise IndexUnusableError("索引已经关闭，请重新打开。") from None
            except (sqlite3.Error, UnicodeError):
                raise damaged(self._path) from None

    def _to_article(self, found: Sequence[Any]) -> Article:
        *fields, crc = found
        # The file is not read whole when it is opened; a byte that has changed since is found out here.
        if _crc(fields) != crc:
            raise damaged(self._path)
        values = dict(zip(_FIELDS, fields, strict=True))
        return Article(**{**values, "authors": tuple(json.loads(values["authors"]))})


def _to_fields(article: Article) -> list[str | None]:
    values = (getattr(article, name) for name in _FIELDS)
    fields = (json.dumps(value, ensure_ascii=False) if isinstance(value, tuple) else value for value in values)
    # SQLite holds no half surrogate pairs; each becomes one "?", so that offsets stay true.
    return [value if value is None else value.encode(errors="replace").decode() for value in fields]


def _crc(fields: Sequence[Any]) -> int:
    return zlib.crc32("\0".join("\1" if field is None else str(field) for field in fields).encode(errors="replace"))
