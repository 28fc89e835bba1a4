"""Articles handed in: the same checks as a rebuild, and they are found afterwards."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from bot.api import create_app
from bot.rebuilding import Rebuilding
from bot.receiving import FOLDER, Receiving, as_lines
from bot.service import Service
from embeddings.encoding.segment import Segmenter
from embeddings.errors import ArticleError
from embeddings.index.build import rebuild
from tests.bot.api.conftest import ADMIN, Served
from tests.toys import ToyEncoder

GOOD = {
    "id": "ferry",
    "title": "东江渡轮换新船",
    "published": "2024-10-08",
    "source": "东江晚报",
    "body": "东江渡轮10月8日换上新船，可载客三百二十人。",
}
BAD = {"id": "no-body", "title": "只有题目"}


def lines(*articles: object) -> bytes:
    """Write articles one a line."""
    return "\n".join(json.dumps(article) for article in articles).encode()


def test_good_lines_are_kept_and_bad_ones_told(tmp_path: Path) -> None:
    """What is kept is a file of good lines alone; places are counted from 1."""
    received = Receiving(tmp_path).take(lines(BAD, GOOD) + b"\n\n{broken")
    assert received.ids == ("ferry",)
    assert [(skip.line, skip.kind) for skip in received.skips] == [(1, "缺少 body"), (4, "不是有效的 JSON")]
    (kept,) = tmp_path.iterdir()
    assert [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()] == [GOOD]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (b"", "没有收到报道，请照 /openapi.json 的说明发来至少一篇。"),
        (lines(BAD), "没有一篇能收下，请改好再发：第 1 篇缺少 body。"),
        (lines(7), "没有一篇能收下，请改好再发：第 1 篇不是 JSON 对象。"),
    ],
)
def test_nothing_good_is_an_error_and_leaves_nothing(tmp_path: Path, sent: bytes, sentence: str) -> None:
    """The first reason is told and no file stays behind."""
    with pytest.raises(ArticleError) as raised:
        Receiving(tmp_path).take(sent)
    assert str(raised.value) == sentence
    assert list(tmp_path.iterdir()) == []


def test_json_may_be_one_article_a_list_or_an_envelope() -> None:
    """All three become the same line; what is no JSON is told."""
    one = json.dumps(GOOD).encode()
    assert as_lines(one) == as_lines(b"[" + one + b"]") == as_lines(b'{"articles": [' + one + b"]}") == one
    for broken in (b"{", b"\xff\xfe", b"[" * 100_000):
        with pytest.raises(ArticleError, match="不是完整的 JSON"):
            as_lines(broken)


@pytest.fixture
def desk(
    serve: Callable[[FastAPI], Served], segmenter: Segmenter, article_folder: Path, tmp_path: Path
) -> tuple[httpx.Client, Rebuilding]:
    """Serve an index of its own that may grow."""
    index, received = tmp_path / "index", tmp_path / "articles" / FOLDER
    rebuild([article_folder], index, ToyEncoder(), segmenter)
    service = Service(index, ToyEncoder(), segmenter)

    def work(full: bool) -> dict[str, Any]:
        report = rebuild([article_folder, received], index, ToyEncoder(), segmenter, full=full)
        service.reload()
        return dict(report.as_object())

    rebuilding = Rebuilding(work)
    app = create_app(service, rebuilding=rebuilding, receiving=Receiving(received), admin_key=ADMIN)
    return serve(app).client(headers={"Authorization": f"Bearer {ADMIN}"}), rebuilding


def test_an_article_handed_in_is_answered_from(desk: tuple[httpx.Client, Rebuilding]) -> None:
    """202 at once, and after the rebuild the question that found nothing before is answered."""
    client, rebuilding = desk
    question = {"q": "东江渡轮新船可载客多少人？", "source": "东江晚报", "k": 1}
    response = client.post("/v1/articles", content=lines(GOOD, BAD), headers={"Content-Type": "application/x-ndjson"})
    assert response.status_code == 202
    told = response.json()
    assert told["accepted"] == ["ferry"]
    assert told["skipped"] == [{"item": 2, "reason": "缺少 body"}]
    assert told["rebuild"]["state"] == "running"
    assert rebuilding.wait(60).state == "done"
    answer = client.get("/v1/ask", params=question).json()
    assert [result["article_id"] for result in answer["results"]] == ["ferry"]
    assert answer["index"]["articles"] == 6
    again = client.post("/v1/articles", json={**GOOD, "body": "东江渡轮新船可载客四百人。"})
    assert again.json()["accepted"] == ["ferry"]
    assert rebuilding.wait(60).state == "done"
    assert client.get("/v1/articles/ferry").json()["body"] == "东江渡轮新船可载客四百人。"
    client.close()


def test_a_wrong_delivery_is_told_and_changes_nothing(desk: tuple[httpx.Client, Rebuilding]) -> None:
    """Broken JSON, no article, too much and no key are problems; nothing is rebuilt."""
    client, rebuilding = desk
    for content, status, kind in (
        (b"{", 422, "unreadable-article"),
        (b"[]", 422, "unreadable-article"),
        (iter([b" " * 20_000_000, b" " * 20_000_000]), 413, "body-too-large"),
    ):
        response = client.post("/v1/articles", content=content, headers={"Content-Type": "application/json"})
        assert (response.status_code, response.json()["type"]) == (status, f"urn:wenxun:problem:{kind}")
    assert client.post("/v1/articles", json=GOOD, headers={"Authorization": "Bearer x"}).status_code == 401
    assert rebuilding.status.state == "idle"
    client.close()


def test_a_server_without_a_folder_takes_nothing(client: httpx.Client) -> None:
    """Where nothing can be kept, the answer says where to put files."""
    response = client.post("/v1/articles", json=GOOD, headers={"Authorization": f"Bearer {ADMIN}"})
    assert (response.status_code, response.json()["type"]) == (404, "urn:wenxun:problem:no-inbox")
