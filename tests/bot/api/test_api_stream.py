"""An answer as it comes: server-sent events over /v1/ask."""

import json
from typing import Any

import httpx

EVENTS = {"Accept": "text/event-stream"}
QUESTION = "白鹭岭隧道全长多少公里？"


def events(text: str) -> list[tuple[str, Any]]:
    """Read server-sent events of two lines each."""
    pairs = [block.split("\n") for block in text.removesuffix("\n\n").split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in pairs]


def test_the_first_event_is_the_whole_answer(client: httpx.Client) -> None:
    """It equals the JSON reply but for the time taken; the last event says that it was all."""
    whole = client.post("/v1/ask", json={"question": QUESTION}).json()
    response = client.post("/v1/ask", json={"question": QUESTION}, headers=EVENTS)
    assert response.headers["Content-Type"].startswith("text/event-stream")
    told = events(response.text)
    name, answer = told[0]
    assert name == "answer"
    assert {**answer, "took_ms": 0} == {**whole, "took_ms": 0}
    assert (answer["written"], answer["citations"]) == (None, [])
    assert told[-1] == ("end", {})
    assert (
        events(client.get("/v1/ask", params={"q": QUESTION}, headers=EVENTS).text)[0][1]["answer"] == answer["answer"]
    )


def test_suggested_questions_are_answered(client: httpx.Client) -> None:
    """Whatever is suggested next has an answer in the index."""
    told = dict(events(client.post("/v1/ask", json={"question": QUESTION}, headers=EVENTS).text))
    for question in told.get("suggestions", {"questions": []})["questions"]:
        assert client.post("/v1/ask", json={"question": question}).json()["abstained"] is False


def test_an_error_is_a_problem_and_no_stream(client: httpx.Client) -> None:
    """What cannot be asked is refused before anything is streamed."""
    response = client.post("/v1/ask", json={"question": ""}, headers=EVENTS)
    assert (response.status_code, response.headers["Content-Type"]) == (422, "application/problem+json")
