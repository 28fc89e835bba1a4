from bot.state.inbox import WORTH, Inbox
from bot.state.store import Store


def test_an_update_is_taken_once_and_its_words_are_deleted_when_it_is_done() -> None:
    """The number stays, so that the same update is known again; the text does not."""
    store = Store()
    inbox = Inbox(store, "1")
    assert inbox.take(7, "what was said")
    assert not inbox.take(7, "what was said")
    assert list(inbox.left()) == ["what was said"]
    inbox.done(7)
    assert list(inbox.left()) == []
    assert not inbox.take(7, "what was said")
    assert store.db.execute("SELECT body FROM inbox").fetchall() == [(None,)]
    store.close()


def test_what_was_put_off_is_left_for_the_next_process() -> None:
    """Done or not, it is there when the next inbox opens, in the order of the updates."""
    store = Store()
    inbox = Inbox(store, "1")
    for number in (9, 8):
        inbox.take(number, str(number))
        inbox.put_off(number)
        inbox.done(number)
    following = Inbox(store, "1")
    assert list(following.left()) == ["8", "9"]
    following.done(8)
    assert list(following.left()) == ["9"]
    store.close()


def test_two_bots_may_have_updates_of_the_same_number() -> None:
    """Another token over the same file loses nothing."""
    store = Store()
    Inbox(store, "1").take(7, "one")
    other = Inbox(store, "2")
    assert other.take(7, "two")
    assert list(other.left()) == ["two"]
    store.close()


def test_a_question_of_yesterday_is_not_answered_any_more() -> None:
    """After a day both number and words are gone."""
    now = [0.0]
    store = Store(clock=lambda: now[0])
    inbox = Inbox(store, "1")
    inbox.take(7, "old")
    now[0] = WORTH - 1
    assert list(inbox.left()) == ["old"]
    now[0] = WORTH
    assert list(inbox.left()) == []
    store.close()
