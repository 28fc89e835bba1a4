"""Programs made for the OpenAI API talk to the service."""

from collections.abc import Iterator

import httpx
import pytest

from tests.bot.api.conftest import Served

openai = pytest.importorskip("openai")

REPLY = (
    "白鹭岭隧道5月2日全线贯通，全长**7.4公里**。\n\n"
    "1. 山城日报 · 2024-05-02 18:30 · [白鹭岭隧道贯通](<https://example.org/tunnel?page=1&x=2>)（另有 1 篇同题报道）"
)
ASKED = [{"role": "user", "content": "白鹭岭隧道全长多少公里？"}]


@pytest.fixture
def chat(served: Served) -> Iterator["openai.OpenAI"]:
    """Open the official client on the running server."""
    with (
        httpx.Client(trust_env=False) as web,
        openai.OpenAI(base_url=f"{served.url}/v1", api_key="any", http_client=web, max_retries=0) as client,
    ):
        yield client


def test_the_model_is_listed(chat: "openai.OpenAI") -> None:
    """There is one model, wenxun."""
    assert [model.id for model in chat.models.list()] == ["wenxun"]


def test_a_reply_is_the_answer_and_its_numbered_sources(chat: "openai.OpenAI") -> None:
    """The asked detail is bold, and the last paragraph lists outlet, day, title and link."""
    completion = chat.chat.completions.create(model="wenxun", messages=ASKED, temperature=0.2, max_tokens=100)
    assert completion.choices[0].message.content.startswith(REPLY)
    assert completion.choices[0].finish_reason == "stop"
    assert completion.usage.prompt_tokens == 12
    assert completion.usage.completion_tokens == len(completion.choices[0].message.content)


def test_a_stream_carries_the_same_reply(chat: "openai.OpenAI") -> None:
    """The pieces add up to the whole, and the counts come last when asked for."""
    whole = chat.chat.completions.create(model="wenxun", messages=ASKED).choices[0].message.content
    chunks = list(
        chat.chat.completions.create(
            model="wenxun", messages=ASKED, stream=True, stream_options={"include_usage": True}
        )
    )
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == whole
    assert [chunk.choices[0].finish_reason for chunk in chunks[-2:-1]] == ["stop"]
    assert chunks[-1].usage.total_tokens == 12 + len(whole)


def test_a_message_may_come_in_parts(chat: "openai.OpenAI") -> None:
    """Text parts are read together; what is not text is passed over."""
    parts = [
        {"type": "text", "text": "白鹭岭隧道全长"},
        {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}},
        {"type": "text", "text": "多少公里？"},
    ]
    completion = chat.chat.completions.create(model="wenxun", messages=[{"role": "user", "content": parts}])
    assert completion.choices[0].message.content.startswith(REPLY)


def test_what_cannot_be_answered_is_refused_in_the_reply(chat: "openai.OpenAI") -> None:
    """Without a question, or with one too long, the client raises its own error with our sentence."""
    with pytest.raises(openai.UnprocessableEntityError, match="messages 里没有 user 的话"):
        chat.chat.completions.create(model="wenxun", messages=[{"role": "system", "content": "你好"}])
    with pytest.raises(openai.UnprocessableEntityError, match="请缩到 500 字以内"):
        chat.chat.completions.create(model="wenxun", messages=[{"role": "user", "content": "问" * 501}])
