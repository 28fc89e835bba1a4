"""Bots over Milvus: the commands, a switch under load, a server that goes and comes back."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.commands.opening import Parts
from bot.commands.publishing import published
from bot.schema import Query
from bot.service import Service
from embeddings.errors import EngineUnreachableError
from embeddings.index.build import rebuild
from embeddings.index.milvus_client import Milvus, MilvusPlace
from embeddings.index.milvus_publish import publish
from embeddings.index.snapshot import Snapshot
from tests import newsroom
from tests.milvus import LiteServer, needs_milvus
from tests.terminal import Fails, Run

needs_milvus()

_TODAY = date(2024, 9, 1)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiteServer]:
    """Start a server on loopback."""
    started = LiteServer(tmp_path / "data")
    started.start()
    yield started
    started.kill()


def results(line: str) -> list[dict[str, Any]]:
    """Give the results of one answer, without their scores."""
    return [{**result, "score": None} for result in json.loads(line)["results"]]


def test_the_commands_work_the_same(run: Run, fails: Fails, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rebuild, ask and search with WENXUN_ENGINE_URI set: the answers are those from the files."""
    questions = tmp_path / "questions.jsonl"
    asked = ("云川大桥全长多少公里？", "2024年5月油价涨了多少？", "海棠港吞吐量是多少？", "谁是足球冠军？")
    questions.write_text("".join(json.dumps({"qid": q, "question": q}) + "\n" for q in asked), encoding="utf-8")
    search = ("search", "--batch", questions, "--now", _TODAY)
    here = run(*search).out.splitlines()
    monkeypatch.setenv("WENXUN_ENGINE_URI", str(tmp_path / "news.db"))
    assert "还没有索引，请先运行 wenxun rebuild" in fails("ask", "云川大桥")
    report = json.loads(run("rebuild", newsroom.write(tmp_path), "--index", tmp_path / "built", "--json").out)
    assert (report["generation"], report["articles"]) == ("g000001", 12)
    there = run(*search, "--index", tmp_path / "nowhere").out.splitlines()
    assert [results(line) for line in there] == [results(line) for line in here]
    assert "3.6公里" in run("ask", "云川大桥全长多少公里？", "--now", _TODAY).out


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("ENGINE_URI", "milvus.example.org:19530", "设置 WENXUN_ENGINE_URI 的值不对，要写 http:// 或 https:// 开头"),
        ("ENGINE_CA", "/no/such.pem", "WENXUN_ENGINE_CA 指的文件不存在"),
        ("ENGINE_KEY", __file__, "要一起设"),
    ],
)
def test_wrong_settings_are_told(
    fails: Fails, monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    """Before anything is sent, in one sentence."""
    monkeypatch.setenv("WENXUN_ENGINE_URI", "https://milvus.example.org:19530")
    monkeypatch.setenv(f"WENXUN_{name}", value)
    assert sentence in fails("ask", "云川大桥")


def test_a_switch_under_load_loses_no_question(
    newsroom_parts: Parts, server: LiteServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While two bots are asked without a rest, two generations go live and the ones before them go."""
    monkeypatch.setattr("bot.service._LOOK_EVERY", 0.01)
    parts = replace(newsroom_parts, milvus=Milvus(MilvusPlace(server.uri)))
    builder = Milvus(MilvusPlace(server.uri))
    with Snapshot.open(newsroom_parts.index_dir) as snapshot:
        publish(snapshot, builder, grace=0)
        services = [parts.service(), parts.service()]
        done, wrong, seen = threading.Event(), [], [set[str](), set[str]()]

        def ask(service: Service, generations: set[str]) -> None:
            while not done.is_set():
                try:
                    answer = service.ask(Query("云川大桥全长多少公里？", today=_TODAY))
                    generations.add(answer.index.generation)
                    if answer.hits[0].article.id != "bridge-open":
                        wrong.append(answer.hits[0].article.id)
                except Exception as error:
                    wrong.append(repr(error))

        askers = [threading.Thread(target=ask, args=pair) for pair in zip(services, seen, strict=True)]
        for asker in askers:
            asker.start()
        for _ in range(2):
            name = publish(snapshot, builder, grace=0)
            # Whoever asks meets the new one, however busy the machine.
            waited = threading.Event()
            for _ in range(600):
                if wrong or all(name in generations for generations in seen) or waited.wait(0.1):
                    break
        done.set()
        for asker in askers:
            asker.join()
    assert wrong == []
    assert [sorted(generations)[-1] for generations in seen] == ["g000003", "g000003"]
    for service in services:
        service.close()
    builder.close()


def test_a_server_that_goes_and_comes_back(newsroom_parts: Parts, server: LiteServer, tmp_path: Path) -> None:
    """Meanwhile one clear sentence; then the same bot answers again, without being started anew."""
    parts = replace(newsroom_parts, milvus=Milvus(MilvusPlace(server.uri)), index_dir=tmp_path / "index")
    report = rebuild([newsroom.write(tmp_path)], parts.index_dir, parts.encoder, parts.segmenter, matcher=parts.matcher)
    assert published(parts, report).generation == "g000001"
    service = parts.service()
    query = Query("云川大桥全长多少公里？", today=_TODAY)
    assert service.ask(query).hits[0].article.id == "bridge-open"
    server.kill()
    with pytest.raises(EngineUnreachableError, match="连不上 Milvus"):
        service.ask(query)
    server.start()
    assert service.ask(query).hits[0].article.id == "bridge-open"
    service.close()
