import logging
import sys
import time
from collections.abc import Callable

import pytest
from pydantic import SecretStr

from bot.llm.completions import HOW_TO_INSTALL, Completions, LlmError, LlmMissingError, SlowError
from tests.bot.llm.conftest import KEY
from tests.openai_server import Act, OpenAiServer, Script

HELLO = [{"role": "user", "content": "你好"}]
Scripted = Callable[..., OpenAiServer]


def asking(server: OpenAiServer, key: str | None = KEY) -> Completions:
    """Ask a scripted server."""
    return Completions(server.url, "scripted", SecretStr(key) if key else None)


def test_the_text_comes_in_the_pieces_it_was_sent_in(scripted: Scripted) -> None:
    """Nothing is waited for; comments of the stream are no text."""
    server = scripted(["大桥", Act.PING, "通车。"])
    assert list(asking(server).stream(HELLO, 20)) == ["大桥", "通车。"]
    assert server.requests == [{"model": "scripted", "messages": HELLO, "stream": True}]
    assert server.keys == [f"Bearer {KEY}"]


def test_no_key_of_another_server_is_sent(scripted: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server without a key never sees the one that the environment holds for another."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-for-another-server")
    server = scripted(["好。"])
    assert list(asking(server, None).stream(HELLO, 20)) == ["好。"]
    assert server.keys == ["Bearer none"]


@pytest.mark.parametrize("before", [[], ["大桥"]])
def test_a_stall_ends_at_the_set_time(scripted: Scripted, before: list[str]) -> None:
    """A server that says nothing for ten minutes, at once or halfway, is left at the set time, and the call with it."""
    server = scripted([*before, Act.STALL])
    began = time.monotonic()
    pieces = asking(server).stream(HELLO, 8.0 if before else 2.0)
    got: list[str] = []
    with pytest.raises(SlowError):
        got.extend(pieces)
    assert got == before
    # Far more than it takes, for a busy machine, and far less than the stall, which is of 600.
    assert 0.9 <= time.monotonic() - began < 120
    assert len(server.requests) == 1


@pytest.mark.parametrize("script", [["大", Act.DROP], [Act.DROP], ["大", Act.GARBAGE], [500], [429], [401]], ids=str)
def test_a_broken_completion_is_an_error_told_at_once(scripted: Scripted, script: Script) -> None:
    """A dropped connection, garbage and a refusal end the text; nothing is asked twice."""
    server = scripted(script)
    with pytest.raises(LlmError) as caught:
        list(asking(server).stream(HELLO, 300))
    # Not the end of the time that was set, but what came.
    assert not isinstance(caught.value, SlowError)
    assert len(server.requests) == 1


def test_nobody_there_is_an_error(scripted: Scripted) -> None:
    """A server that is not there is one more way of being down."""
    with OpenAiServer(["好。"]) as gone:
        url = gone.url
    with pytest.raises(LlmError):
        list(Completions(url, "scripted").stream(HELLO, 20))


@pytest.mark.parametrize("script", [[401], ["大", Act.DROP], [Act.STALL], ["好。"]], ids=str)
def test_the_key_is_never_told(scripted: Scripted, script: Script, caplog: pytest.LogCaptureFixture) -> None:
    """Neither a log line, at any level of any library, nor an error holds the key, even when the server repeats it."""
    completions = asking(scripted(script))
    told = repr(vars(completions))
    with caplog.at_level(logging.DEBUG):
        try:
            list(completions.stream(HELLO, 0.5))
        except LlmError as error:
            told += f"{error!r} {error.__cause__!r} {error.__context__!r}"
    assert KEY not in told
    assert KEY not in caplog.text


def test_a_reader_who_leaves_ends_the_call(scripted: Scripted) -> None:
    """When nobody reads on, the connection is closed."""
    server = scripted(["大桥", *(["通车"] * 200_000)])
    pieces = asking(server).stream(HELLO, 20)
    assert next(pieces) == "大桥"
    pieces.close()
    assert server.left.wait(60)


def test_the_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package one sentence says what to install."""
    monkeypatch.setitem(sys.modules, "openai", None)
    monkeypatch.setattr("bot.llm.completions.find_spec", lambda _: None)
    with pytest.raises(LlmMissingError, match=r"wenxun\[llm\]") as caught:
        Completions("http://127.0.0.1:1/v1", "scripted")
    assert str(caught.value) == HOW_TO_INSTALL
