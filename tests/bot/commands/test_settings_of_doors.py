"""Settings of keys and limits that cannot be used are told in one sentence, without their value."""

import hashlib

import pytest

from bot.commands.opening import read_settings
from tests.terminal import Fails, Run


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("API_KEYS", '[""]'),
        ("API_KEYS", '["sha256:geheim"]'),
        ("API_KEYS", "geheim"),
        ("ADMIN_KEY", "sha256:geheim"),
        ("ADMIN_KEYS", '["fine", "  "]'),
        ("QUEUE", "-1"),
        ("RATE_PER_KEY", "geheim"),
        ("RATE_PER_ADDRESS", "1.5"),
        ("TRUSTED_PROXIES", '["geheim"]'),
        ("TRUSTED_PROXIES", '["*"]'),
        ("TELEGRAM_CHATS", '["geheim"]'),
    ],
)
def test_a_wrong_setting_is_named(fails: Fails, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """A key that would let everybody in, or nobody, is found out before anything listens."""
    monkeypatch.setenv(f"WENXUN_{name}", value)
    said = fails("serve")
    assert said.startswith(f"设置 WENXUN_{name} 的值不对")
    assert "geheim" not in said


def test_the_limits_are_on_by_default_and_no_proxy_is_trusted(run: Run) -> None:
    """Whoever sets nothing is protected."""
    run("key")
    settings = read_settings()
    assert (settings.rate_per_key, settings.rate_per_address, settings.queue) == (600, 120, 128)
    assert (settings.trusted_proxies, settings.api_keys, settings.admin_keys, settings.telegram_chats) == (
        (),
        (),
        (),
        (),
    )


def test_a_key_is_made_with_its_hash(run: Run) -> None:
    """What is shown once fits what is to be set, and the next one is another."""
    first, second = run("key").out.splitlines(), run("key").out.splitlines()
    key = first[0].rpartition("：")[2]
    assert f"sha256:{hashlib.sha256(key.encode()).hexdigest()}" in first[1]
    assert first[0] != second[0]


def test_an_empty_admin_key_is_none(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty line in `.env` sets nothing."""
    monkeypatch.setenv("WENXUN_ADMIN_KEY", "")
    assert "WENXUN_ADMIN_KEY 没有设" in run("doctor").out
