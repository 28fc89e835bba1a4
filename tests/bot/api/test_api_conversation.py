"""Follow-ups over HTTP, the OpenAI messages and the page's forgetting."""

import httpx

ASKED = "白鹭岭隧道是哪天通车的？"
FOLLOW_UP = "首日通过多少车辆？"


def ask(client: httpx.Client, question: str, conversation: str) -> str | None:
    """Ask in a conversation."""
    body = {"question": question, "k": 1, "conversation_id": conversation}
    told = client.post("/v1/ask", json=body).json()
    assert told["conversation_id"] == conversation
    answer: str | None = told["answer"]
    return answer


def test_a_follow_up_is_read_in_its_conversation_until_it_is_forgotten(client: httpx.Client) -> None:
    """The same words answer from the article in talk, and not after the conversation was deleted."""
    ask(client, ASKED, "talk-1")
    assert "两万一千辆" in (ask(client, "那天通过多少车？", "talk-1") or "")
    assert client.delete("/v1/conversations/talk-1").status_code == 204
    assert client.delete("/v1/conversations/talk-1").status_code == 204
    assert client.delete("/v1/conversations/a%20b").status_code == 422


def test_messages_carry_the_conversation(client: httpx.Client) -> None:
    """A chat program that sends what was said before gets the follow-up answered as the conversation would."""
    messages = [
        {"role": "system", "content": "简短回答"},
        {"role": "user", "content": ASKED},
        {"role": "assistant", "content": "白鹭岭隧道9月18日通车。"},
        {"role": "user", "content": FOLLOW_UP},
    ]
    reply = client.post("/v1/chat/completions", json={"messages": messages}).json()
    assert "两万一千辆" in reply["choices"][0]["message"]["content"].split("\n")[0]
