"""The SQLite file: its tables, its age rules, and the hash that stands for a person."""

import hashlib
import hmac
import secrets
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from embeddings.errors import WenxunError

_FORMAT = 1
_TABLES = """
CREATE TABLE meta (salt BLOB NOT NULL);
CREATE TABLE settings (who TEXT PRIMARY KEY, language TEXT, per_page INTEGER NOT NULL, days INTEGER);
CREATE TABLE conversations (who TEXT PRIMARY KEY, conversation TEXT NOT NULL);
CREATE TABLE pages (token TEXT PRIMARY KEY, who TEXT NOT NULL, at REAL NOT NULL, body BLOB NOT NULL);
CREATE INDEX pages_at ON pages (at);
CREATE INDEX pages_who ON pages (who);
CREATE TABLE feedback (
    who TEXT NOT NULL, token TEXT NOT NULL, at REAL NOT NULL, question TEXT NOT NULL, answer TEXT,
    articles TEXT NOT NULL, generation TEXT NOT NULL, good INTEGER NOT NULL, PRIMARY KEY (who, token)
);
CREATE TABLE inbox (
    bot TEXT NOT NULL, update_id INTEGER NOT NULL, at REAL NOT NULL, body TEXT, PRIMARY KEY (bot, update_id)
);
"""


class Store:
    """An open file, or memory alone when `path` is None; used from one thread at a time.

    `clock` gives seconds since the epoch.
    """

    def __init__(self, path: Path | None = None, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                # Settings and verdicts are nobody else's business on a shared machine.
                path.touch(mode=0o600)
            self.db = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
        except (sqlite3.DatabaseError, OSError) as error:
            raise _unusable(path, error) from None
        try:
            self._salt = self._open()
        except sqlite3.DatabaseError as error:
            self.db.close()
            raise _unusable(path, error) from None

    def who(self, chat: int, user: int) -> str:
        """Give the keyed hash that stands for a person in a chat; the key never leaves the file."""
        return hmac.new(self._salt, f"{chat}:{user}".encode(), hashlib.sha256).hexdigest()[:32]

    def forget(self, who: str) -> int:
        """Delete every row about a person; return how many there were."""
        tables = ("settings", "conversations", "pages", "feedback")
        return sum(self.db.execute(f"DELETE FROM {table} WHERE who = ?", (who,)).rowcount for table in tables)  # noqa: S608

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    def _open(self) -> bytes:
        (version,) = self.db.execute("PRAGMA user_version").fetchone()
        if version not in (0, _FORMAT):
            raise sqlite3.DatabaseError(f"format {version}, not {_FORMAT}")
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = NORMAL")
        self.db.execute("PRAGMA busy_timeout = 5000")
        # What is deleted is overwritten, not only unlinked.
        self.db.execute("PRAGMA secure_delete = ON")
        if version == 0:
            self.db.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {_FORMAT}; COMMIT;")
            self.db.execute("INSERT INTO meta VALUES (?)", (secrets.token_bytes(32),))
        (salt,) = self.db.execute("SELECT salt FROM meta").fetchone()
        return bytes(salt)


def _unusable(path: Path | None, error: Exception) -> WenxunError:
    return WenxunError(f"机器人的记录文件 {path} 打不开（{error}），请移走它再启动。")
