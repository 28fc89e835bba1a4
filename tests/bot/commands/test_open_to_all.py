"""Listening for strangers without a key is never silent."""

import pytest
from pydantic import SecretStr

from bot.commands.serve import open_to_all
from bot.settings import Settings

NO_KEY, KEY = Settings.model_construct(), Settings.model_construct(api_keys=(SecretStr("k"),))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "news.example.org", ""])
def test_strangers_without_a_key_are_warned_of(host: str) -> None:
    """Every address but this machine's own is loud, until a key is set."""
    said = open_to_all(host, NO_KEY) or ""
    assert said.count("！！！") == 2
    assert "WENXUN_API_KEYS" in said
    assert "wenxun key" in said
    assert open_to_all(host, KEY) is None


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_this_machine_alone_is_quiet(host: str) -> None:
    """The default needs no key."""
    assert open_to_all(host, NO_KEY) is None
