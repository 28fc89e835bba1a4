import sqlite3
import stat
from pathlib import Path

import pytest

from bot.state.settings import Settings, conversation_of, new_conversation, set_settings, settings_of
from bot.state.store import Store
from embeddings.errors import WenxunError


def test_a_person_is_the_same_after_a_restart_and_another_in_another_file(tmp_path: Path) -> None:
    """The hash is keyed by the file, so the numbers of Telegram cannot be found by trying."""
    first = Store(tmp_path / "a.sqlite")
    who = first.who(-100, 11)
    first.close()
    again = Store(tmp_path / "a.sqlite")
    other = Store(tmp_path / "b.sqlite")
    assert again.who(-100, 11) == who
    assert len({who, again.who(-100, 12), again.who(-101, 11), other.who(-100, 11)}) == 4
    again.close()
    other.close()


def test_nobody_else_may_read_the_file(tmp_path: Path) -> None:
    """The file is the owner's alone."""
    Store(tmp_path / "a.sqlite").close()
    assert stat.S_IMODE((tmp_path / "a.sqlite").stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be looked at" * 40, None])
def test_a_file_that_is_something_else_is_refused_in_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    """Neither a strange file nor one of a later format is touched."""
    path = tmp_path / "a.sqlite"
    if content is None:
        with sqlite3.connect(path) as db:
            db.execute("PRAGMA user_version = 99")
        db.close()
    else:
        path.write_bytes(content)
    before = path.read_bytes()
    with pytest.raises(WenxunError, match="请移走它再启动"):
        Store(path)
    assert path.read_bytes() == before


def test_settings_are_kept_and_forgotten(tmp_path: Path) -> None:
    """What was set outlives a restart; forgetting tells how many rows went and leaves others alone."""
    store = Store(tmp_path / "a.sqlite")
    set_settings(store, "ann", Settings("en", 5, 30))
    set_settings(store, "ben", Settings("zh", 3, None))
    conversation = conversation_of(store, "ann")
    store.close()
    store = Store(tmp_path / "a.sqlite")
    assert settings_of(store, "ann") == Settings("en", 5, 30)
    assert conversation_of(store, "ann") == conversation
    assert new_conversation(store, "ann") != conversation
    assert store.forget("ann") == 2
    assert settings_of(store, "ann") == Settings()
    assert settings_of(store, "ben") == Settings("zh", 3, None)
    store.close()
