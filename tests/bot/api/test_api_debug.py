"""How an answer came about, for the holder of the admin key."""

from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI

from bot.api import create_app
from bot.service import Service
from embeddings.search.fusion import DENSE_WEIGHT
from tests.bot.api.conftest import ADMIN, Served

QUESTION = {"q": "去年白鹭岭隧道贯通了吗？", "k": "3"}
KEY = {"Authorization": f"Bearer {ADMIN}"}


def test_the_scores_of_each_stage_are_told_to_the_admin(client: httpx.Client) -> None:
    """One entry for each result, in the same order; the stages add up to the score; each took its time."""
    told = client.get("/v1/ask", params={**QUESTION, "debug": "1"}, headers=KEY).json()
    debug = told["debug"]
    (search,) = debug["searches"]
    assert [one["article_id"] for one in search["found"]][: len(told["results"])] == [
        result["article_id"] for result in told["results"]
    ]
    for one, result in zip(search["found"], told["results"], strict=False):
        scores = one["scores"]
        last = scores.pop("reread", scores["score"])  # where the first ones are read again
        assert set(scores) == {"lexical", "cosine", "factor", "score"}  # nothing is matched softly in this index
        added = (scores["lexical"] + DENSE_WEIGHT * scores["cosine"]) * scores["factor"]
        assert scores["score"] == pytest.approx(added, abs=1e-4)
        assert last == result["score"]
    assert set(debug["ms"]) - {"rereading"} == {
        "conversation", "reading", "encoding", "candidates", "ranking", "gathering", "answering",
    }  # fmt: skip
    assert sum(debug["ms"].values()) <= told["took_ms"] + 0.1
    assert (debug["confidence"] < debug["abstain_below"]) == told["abstained"]


def test_the_time_asked_for_is_a_factor(client: httpx.Client) -> None:
    """What lies outside the window has a factor below 1, what lies inside has 1."""
    body = {"question": "2024年9月白鹭岭隧道", "k": 3}
    (search,) = client.post("/v1/ask", params={"debug": "1"}, json=body, headers=KEY).json()["debug"]["searches"]
    factors = {one["article_id"]: one["scores"]["factor"] for one in search["found"]}
    assert factors["tunnel-traffic"] == 1
    assert factors["tunnel-open"] < 1


def test_nobody_else_sees_it(client: httpx.Client, serve: Callable[[FastAPI], Served], service: Service) -> None:
    """Without the admin key it is 401, where none is set 403; an answer without it has no such field."""
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        response = client.get("/v1/ask", params={**QUESTION, "debug": "true"}, headers=headers)
        assert (response.status_code, response.json()["type"]) == (401, "urn:wenxun:problem:admin-key-needed")
        response = client.post("/v1/ask?debug=1", json={"question": "隧道"}, headers=headers)
        assert response.status_code == 401
    assert "debug" not in client.get("/v1/ask", params=QUESTION, headers=KEY).json()
    with serve(create_app(service)).client() as open_to_all:
        assert open_to_all.get("/v1/ask", params={**QUESTION, "debug": "1"}).status_code == 403


def test_the_seconds_of_each_stage_are_counted(serve: Callable[[FastAPI], Served], service: Service) -> None:
    """Also of questions that nobody debugs, whole or streamed."""
    with serve(create_app(service)).client() as client:
        client.get("/v1/ask", params=QUESTION)
        client.get("/v1/ask", params=QUESTION, headers={"Accept": "text/event-stream"})
        text = client.get("/metrics").text
    for stage in ("conversation", "reading", "encoding", "candidates", "ranking", "gathering", "answering"):
        assert f'wenxun_stage_seconds_count{{stage="{stage}"}} 2.0' in text
