"""The terminal with a language model set, and settings that cannot be used."""

import pytest

from tests.openai_server import Act, OpenAiServer
from tests.terminal import Fails, Run

_QUESTION = "云川大桥是哪天正式通车的？"
_WRITTEN = "云川大桥6月18日上午正式通车[1]。"


@pytest.fixture(autouse=True)
def _settings(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reach the scripted server whatever stands in the environment, and answer however unsure."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("WENXUN_ABSTAIN_BELOW", "0")


def test_what_is_written_comes_first_and_the_articles_words_after_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The checked sentences, then the sentence of the article, then the results."""
    with OpenAiServer([_WRITTEN, "大桥十分雄伟。"]) as server:
        monkeypatch.setenv("WENXUN_LLM_BASE_URL", server.url)
        monkeypatch.setenv("WENXUN_LLM_MODEL", "scripted")
        ran = run("ask", _QUESTION)
        as_json = run("ask", _QUESTION, "--json").rows[0]
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith(f"{_WRITTEN}\n\n原文：云川大桥【")
    assert ran.out.count(_WRITTEN) == 1
    assert "雄伟" not in ran.out
    assert (as_json["written"], as_json["citations"]) == (_WRITTEN, [1])
    assert as_json["answer"] == "云川大桥6月18日上午正式通车。"


def test_a_model_that_is_down_leaves_the_terminal_as_it_is(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody notices but the log."""
    plain = run("ask", _QUESTION)
    with OpenAiServer([Act.DROP]) as server:
        monkeypatch.setenv("WENXUN_LLM_BASE_URL", server.url)
        monkeypatch.setenv("WENXUN_LLM_MODEL", "scripted")
        ran = run("ask", _QUESTION)
        assert len(server.requests) == 1
    assert (ran.status, ran.out) == (0, plain.out)


def test_next_questions_are_offered_in_a_chat(run: Run) -> None:
    """They stand beside the answers, not among them."""
    ran = run("ask", stdin=f"{_QUESTION}\n".encode())
    assert "还可以问：大桥全长多少公里？" in ran.err
    assert "还可以问" not in ran.out


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            {"BASE_URL": "http://127.0.0.1:1/v1"},
            "WENXUN_LLM_BASE_URL 和 WENXUN_LLM_MODEL 要一起设；现在少 WENXUN_LLM_MODEL。",
        ),
        ({"MODEL": "m"}, "WENXUN_LLM_BASE_URL 和 WENXUN_LLM_MODEL 要一起设；现在少 WENXUN_LLM_BASE_URL。"),
        (
            {"BASE_URL": "localhost", "MODEL": "m"},
            "设置 WENXUN_LLM_BASE_URL 的值不对，要写一个 http:// 或 https:// 开头的地址；请改正或去掉它。",
        ),
        (
            {"BASE_URL": "http://127.0.0.1:1/v1", "MODEL": "m", "TIMEOUT": "0"},
            "设置 WENXUN_LLM_TIMEOUT 的值不对，要写 0 到 600 之间的秒数；请改正或去掉它。",
        ),
    ],
)
def test_settings_that_cannot_be_used(
    fails: Fails, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], said: str
) -> None:
    """One sentence names what is missing or wrong."""
    for name, value in settings.items():
        monkeypatch.setenv(f"WENXUN_LLM_{name}", value)
    assert fails("ask", _QUESTION) == said
