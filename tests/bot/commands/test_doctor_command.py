"""What is in order, and what to do about the rest."""

from pathlib import Path

import pytest

from bot.commands import findings_of_telegram
from tests.openai_server import OpenAiServer
from tests.terminal import Run


def findings(out: str) -> dict[str, list[str]]:
    """Lines by their sign: ✓ good, – missing but not needed, ✗ needed."""
    lines = out.splitlines()
    assert all(line[0] in "✓–✗" and line[1] == " " for line in lines)
    return {sign: [line[2:] for line in lines if line[0] == sign] for sign in "✓–✗"}


def test_all_is_well(run: Run) -> None:
    """Packages, model and index are named; what only some need is said with how to get it."""
    ran = run("doctor")
    said = findings(ran.out)
    assert (ran.status, said["✗"], ran.err) == (0, [], "")
    assert any(line.startswith("模型 wenxun-static，256 维") for line in said["✓"])
    assert "：12 篇，13 段，建于 " in said["✓"][-1]
    assert any("TELEGRAM_TOKEN 没有设" in line and "@BotFather" in line for line in said["–"])


def test_secrets_are_named_and_never_shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only that they are set."""
    monkeypatch.setenv("WENXUN_TELEGRAM_TOKEN", "12345:geheim")
    # Nobody listens there.
    monkeypatch.setattr(findings_of_telegram, "BASE_URL", "http://127.0.0.1:9/bot")
    monkeypatch.setenv("WENXUN_ADMIN_KEY", "geheim")
    monkeypatch.setenv("WENXUN_API_KEYS", '["geheim"]')
    ran = run("doctor")
    assert "geheim" not in ran.out + ran.err
    good = findings(ran.out)["✓"]
    assert {f"WENXUN_{name} 已设" for name in ("TELEGRAM_TOKEN", "ADMIN_KEY", "API_KEYS")} <= set(good)


def test_the_language_model_is_tried(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether it answers is said, and why not, without the key; it is never needed."""
    assert any(line.startswith("WENXUN_LLM_BASE_URL 没有设") for line in findings(run("doctor").out)["–"])
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("WENXUN_LLM_MODEL", "scripted")
    monkeypatch.setenv("WENXUN_LLM_API_KEY", "geheim")
    with OpenAiServer(["你好。"], [401]) as server:
        monkeypatch.setenv("WENXUN_LLM_BASE_URL", server.url)
        assert "语言模型 scripted 有应答" in findings(run("doctor").out)["✓"]
        ran = run("doctor")
    assert any(line.startswith("语言模型 scripted 没有应答（status 401）：") for line in findings(ran.out)["–"])
    assert (ran.status, "geheim" in ran.out + ran.err) == (0, False)


def test_no_index_is_told_with_what_to_run(run: Run) -> None:
    """Nothing can be answered, so the status is 1."""
    ran = run("doctor", "--index", "none")
    assert ran.status == 1
    assert findings(ran.out)["✗"] == ["还没有索引（none），请先运行 wenxun rebuild。"]


def test_a_model_that_is_missing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The index is looked at all the same."""
    monkeypatch.setenv("WENXUN_MODEL", "/no/such")
    said = findings(run("doctor").out)
    assert [line.split("：")[0] for line in said["✗"]] == ["没有这个模型文件夹"]
    assert "12 篇" in said["✓"][-1]


def test_articles_are_there(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder that rebuild reads by default."""
    monkeypatch.setenv("WENXUN_ARTICLES_DIR", "mine")
    assert any(line.startswith("文章文件夹 mine 不存在") for line in findings(run("doctor").out)["–"])
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.txt").write_text("桥", encoding="utf-8")
    assert "文章文件夹 mine" in findings(run("doctor").out)["✓"]
