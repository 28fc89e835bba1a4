"""Conversations are kept, forgotten and deleted as promised, with a clock of the test's own."""

import sqlite3
import threading
from datetime import date
from pathlib import Path

import pytest

from bot.conversation import State
from bot.conversation_store import IDLE, ConversationStore
from embeddings.errors import WenxunError

STATE = State(("新馆", "开门"), ("门票",), "5月9日", "a1", date(2031, 5, 9), ("a1", "a2"), "新馆九日开门。")


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        """Tell the time that was set."""
        return self.now


def test_round_trip_over_a_restart(tmp_path: Path) -> None:
    """What was kept is there again, field for field, after the file is opened anew; others see nothing of it."""
    path = tmp_path / "state" / "conversations.sqlite"
    first = ConversationStore(path)
    first.save("mine", STATE)
    first.close()
    second = ConversationStore(path)
    assert second.load("mine") == STATE
    assert second.load("yours") == State()
    second.close()
    assert path.stat().st_mode & 0o077 == 0


def test_expiry() -> None:
    """A conversation is forgotten when nothing was asked in it for the idle time; a question begins it anew."""
    clock = Clock()
    store = ConversationStore(clock=clock)
    store.save("mine", STATE)
    clock.now += IDLE - 1
    assert store.load("mine") == STATE
    store.save("mine", STATE)
    clock.now += IDLE - 1
    assert store.load("mine") == STATE
    clock.now += 1
    assert store.load("mine") == State()
    store.close()


def test_the_expired_are_deleted(tmp_path: Path) -> None:
    """An expired conversation does not stay on disk once anyone asks something."""
    clock = Clock()
    path = tmp_path / "conversations.sqlite"
    store = ConversationStore(path, clock)
    store.save("old", STATE)
    clock.now += IDLE
    store.save("new", STATE)
    store.close()
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT id FROM conversations").fetchall() == [("new",)]
    db.close()


def test_bounded() -> None:
    """Beyond the number kept, those left alone the longest go first."""
    clock = Clock()
    store = ConversationStore(clock=clock, kept=2)
    for name in ("a", "b", "a", "c"):
        clock.now += 1
        store.save(name, STATE)
    assert [store.load(name) == STATE for name in ("a", "b", "c")] == [True, False, True]
    store.close()


def test_deletion(tmp_path: Path) -> None:
    """A deleted conversation is gone from the file, words and all; the others stay."""
    path = tmp_path / "conversations.sqlite"
    store = ConversationStore(path)
    store.save("mine", STATE)
    store.save("yours", State(("大桥",)))
    assert store.delete("mine")
    assert not store.delete("mine")
    assert store.load("mine") == State()
    assert store.load("yours") == State(("大桥",))
    store.close()
    assert "新馆九日开门".encode() not in path.read_bytes()


def test_threads(tmp_path: Path) -> None:
    """Many threads save and load at once and each finds its own."""
    store = ConversationStore(tmp_path / "conversations.sqlite")
    wrong: list[str] = []

    def talk(name: str) -> None:
        for turn in range(20):
            store.save(name, State((name, str(turn))))
            if store.load(name) != State((name, str(turn))):
                wrong.append(name)

    threads = [threading.Thread(target=talk, args=(f"c{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()
    assert wrong == []


def test_a_file_that_is_something_else(tmp_path: Path) -> None:
    """A file that is no store is told in one sentence."""
    path = tmp_path / "conversations.sqlite"
    path.write_text("这不是数据库，只是一段足够长的文字。" * 50, encoding="utf-8")
    with pytest.raises(WenxunError, match=r"打不开.*请移走它再启动"):
        ConversationStore(path)
