"""The articles seen from above: examples, outlets, time; and how the API describes itself."""

import httpx

from bot.examples import about
from embeddings.schema import Article


def test_every_example_is_answered(client: httpx.Client) -> None:
    """Examples come from the loaded index and each has an answer."""
    examples = client.get("/v1/examples").json()["examples"]
    assert examples
    for question in examples:
        told = client.post("/v1/ask", json={"question": question, "k": 1}).json()
        assert told["abstained"] is False


def test_titles_that_ask_or_say_too_little_make_no_example() -> None:
    """A question is only made from a title of 8 to 26 characters that is no question itself."""
    assert about(Article("1", "国内联播快讯", "文")) is None
    assert about(Article("1", "隧道什么时候通车？" * 2, "文")) is None
    assert about(Article("1", "很" * 27, "文")) is None
    assert about(Article("1", "南湖图书馆延长开放时间", "文")) == "南湖图书馆延长开放时间，具体是怎么回事？"


def test_outlets_come_with_their_articles(client: httpx.Client) -> None:
    """Each outlet once, with its number of articles; articles without an outlet are none."""
    assert client.get("/v1/sources").json() == {
        "sources": [{"source": "东江晚报", "articles": 2}, {"source": "山城日报", "articles": 2}]
    }


def test_the_timeline_counts_reports_and_reprints(client: httpx.Client) -> None:
    """May 2 and its reprint of May 3; the walls hold here, too."""
    told = client.get("/v1/timeline", params={"q": "白鹭岭隧道全线贯通", "until": "2024-05-31"}).json()
    assert told == {
        "unit": "day",
        "bars": [
            {"since": "2024-05-02", "until": "2024-05-02", "count": 1},
            {"since": "2024-05-03", "until": "2024-05-03", "count": 1},
        ],
        "undated": 0,
    }


def test_the_description_names_every_problem(client: httpx.Client) -> None:
    """Each error of each operation is a Problem, and nothing of the framework's own shape is left."""
    described = client.get("/openapi.json").json()
    assert described["info"]["version"] == "1.2.3"
    assert not {"HTTPValidationError", "ValidationError"} & set(described["components"]["schemas"])
    operations = [each for path in described["paths"].values() for each in path.values()]
    assert len({each["operationId"] for each in operations}) == len(operations)
    for operation in operations:
        for status, reply in operation["responses"].items():
            if status >= "4":
                assert reply["content"] == {
                    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                }
    assert set(described["paths"]) == {
        "/healthz",
        "/metrics",
        "/readyz",
        "/v1/articles",
        "/v1/articles/{article_id}",
        "/v1/ask",
        "/v1/chat/completions",
        "/v1/conversations/{conversation_id}",
        "/v1/examples",
        "/v1/models",
        "/v1/rebuild",
        "/v1/sources",
        "/v1/timeline",
    }
