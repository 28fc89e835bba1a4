import pytest

from bot.telegram_handlers.rate import Rate, Refusal
from tests.bot.telegram.conftest import Serve
from tests.botapi.server import BotApi


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


def test_the_window_slides() -> None:
    """Two a minute: the third waits for the first to be a minute old, and the refusal is told once."""
    clock = Clock()
    rate = Rate(per_person=2, per_chat=9, seconds=60, clock=clock)
    assert rate.ask("ann", "chat") is None
    clock.now = 10
    assert rate.ask("ann", "chat") is None
    clock.now = 30.5
    assert rate.ask("ann", "chat") == Refusal(30, tell=True)
    clock.now = 40
    assert rate.ask("ann", "chat") == Refusal(20, tell=False)
    assert rate.ask("ben", "chat") is None
    clock.now = 60
    assert rate.ask("ann", "chat") is None
    assert rate.ask("ann", "chat") == Refusal(10, tell=True)


def test_a_chat_has_a_limit_over_all_its_people() -> None:
    """Three people with room of their own share what the chat may ask."""
    rate = Rate(per_person=2, per_chat=2, seconds=60, clock=Clock())
    assert rate.ask("ann", "chat") is None
    assert rate.ask("ben", "chat") is None
    assert rate.ask("cat", "chat") == Refusal(60, tell=True)
    assert rate.ask("cat", "another") is None


def test_how_often_was_asked_is_told() -> None:
    """Questions older than the window no longer count."""
    clock = Clock()
    rate = Rate(seconds=60, clock=clock)
    for clock.now in (0, 30, 45):
        rate.ask("ann", "chat")
    assert (rate.asked("chat"), rate.asked("another")) == (3, 0)
    clock.now = 61
    assert rate.asked("chat") == 2


@pytest.mark.anyio
async def test_whoever_asks_too_fast_is_told_kindly_and_once(api: BotApi, serve: Serve) -> None:
    """Five questions, two answers, one sentence; somebody else is not affected."""
    async with serve(rate=Rate(per_person=2, clock=Clock())):
        for _ in range(5):
            await api.say(11, "青川大桥哪天合龙？")
        await api.quiet()
        await api.say(12, "青川大桥哪天合龙？")
        await api.quiet()
    assert [message.text[:7] for message in api.chat(11)] == ["青川大桥5月6", "青川大桥5月6", "问得有点快，我"]
    assert api.chat(11)[-1].text == "问得有点快，我跟不上了。请过 60 秒再问。"
    assert len(api.chat(12)) == 1
