"""Conversations in one SQLite file: bounded, expiring, deletable, there again after a restart."""

import json
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path

from bot.conversation import State
from embeddings.errors import WenxunError

#: Seconds without a question after which a conversation is forgotten.
IDLE = 2 * 3600.0
#: Conversations kept at most; those left alone the longest go first.
KEPT = 10_000

_FORMAT = 1
_TABLES = """
CREATE TABLE conversations (id TEXT PRIMARY KEY, at REAL NOT NULL, state TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX conversations_at ON conversations (at);
"""


class ConversationStore:
    """An open file, or memory alone when `path` is None; safe to use from any number of threads.

    `clock` gives seconds since the epoch.

    Raises:
        WenxunError: the file is no store of conversations, or cannot be written.

    """

    def __init__(self, path: Path | None = None, clock: Callable[[], float] = time.time, kept: int = KEPT) -> None:
        self._clock = clock
        self._kept = kept
        self._lock = threading.Lock()
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                # What people asked is nobody else's business on a shared machine.
                path.touch(mode=0o600)
            self._db = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
            self._prepare()
        except (sqlite3.DatabaseError, OSError) as error:
            raise WenxunError(f"对话记录 {path} 打不开（{error}），请移走它再启动。") from None

    def load(self, conversation: str) -> State:
        """Give what is kept of a conversation; an unknown or expired one is empty."""
        with self._lock:
            row = self._db.execute(
                "SELECT state FROM conversations WHERE id = ? AND at > ?", (conversation, self._clock() - IDLE)
            ).fetchone()
        return _state(row[0]) if row else State()

    def save(self, conversation: str, state: State) -> None:
        """Keep a conversation, and drop what is too old or too much."""
        now = self._clock()
        with self._lock:
            self._db.execute(
                "INSERT OR REPLACE INTO conversations VALUES (?, ?, ?)",
                (conversation, now, json.dumps(asdict(state), ensure_ascii=False, default=date.isoformat)),
            )
            self._db.execute("DELETE FROM conversations WHERE at <= ?", (now - IDLE,))
            self._db.execute(
                "DELETE FROM conversations WHERE id IN "
                "(SELECT id FROM conversations ORDER BY at DESC, id LIMIT -1 OFFSET ?)",
                (self._kept,),
            )

    def delete(self, conversation: str) -> bool:
        """Delete all that is kept of a conversation; tell whether there was anything."""
        with self._lock:
            return self._db.execute("DELETE FROM conversations WHERE id = ?", (conversation,)).rowcount > 0

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    def _prepare(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("PRAGMA busy_timeout = 5000")
        # A deleted conversation is overwritten, not only unlinked.
        self._db.execute("PRAGMA secure_delete = ON")
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version == 0:
            self._db.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {_FORMAT}; COMMIT;")
        elif version != _FORMAT:
            raise sqlite3.DatabaseError(f"format {version}, not {_FORMAT}")


def _state(text: str) -> State:
    record = json.loads(text)
    for name in ("anchor", "recent", "shown"):
        record[name] = tuple(record[name])
    record["day"] = date.fromisoformat(record["day"]) if record["day"] else None
    return State(**record)
