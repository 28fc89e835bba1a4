"""What is forgotten can no longer be found in the files."""

from pathlib import Path

from bot.conversation import State
from bot.conversation_store import IDLE, ConversationStore
from bot.schema import Answer, IndexInfo
from bot.state.feedback import record
from bot.state.inbox import Inbox
from bot.state.pages import keep
from bot.state.store import Store

SECRET = "an-unmistakable-question"
ANSWER = Answer(SECRET, SECRET, (), False, IndexInfo("g1", "2025-01-02T03:04:05+08:00", 1, 1, None))


def bytes_of(path: Path) -> bytes:
    """Read a database and what stands beside it."""
    return b"".join(one.read_bytes() for one in sorted(path.parent.glob(f"{path.name}*")))


def test_deleting_a_person_erases_what_they_asked(tmp_path: Path) -> None:
    """After /delete_me nothing of a person's is in the bot's file; an update is erased once it is handled."""
    path = tmp_path / "telegram.sqlite"
    store = Store(path)
    inbox = Inbox(store, "1")
    inbox.take(7, f"body {SECRET}")
    inbox.done(7)
    keep(store, "ann", ANSWER)
    record(store, "ann", "token", ANSWER, ["a"], good=True)
    assert SECRET.encode() in bytes_of(path)
    assert store.forget("ann") == 2
    store.close()
    assert SECRET.encode() not in bytes_of(path)


def test_a_conversation_left_alone_is_erased(tmp_path: Path) -> None:
    """Two hours without a question, and the next one of anybody erases it; deleting erases it at once."""
    path, now = tmp_path / "conversations.sqlite", [1000.0]
    store = ConversationStore(path, clock=lambda: now[0])
    store.save("left", State(anchor=(SECRET,)))
    store.save("deleted", State(told=SECRET))
    assert store.delete("deleted")
    now[0] += IDLE
    assert store.load("left") == State()
    store.save("another", State(anchor=("bridge",)))
    store.close()
    assert SECRET.encode() not in bytes_of(path)
    assert b"bridge" in bytes_of(path)
