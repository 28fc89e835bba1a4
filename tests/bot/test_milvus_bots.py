"""Commands over Milvus: the same answers as from the files, and one sentence for what is wrong."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from embeddings.index.milvus_client import MilvusPlace
from tests import newsroom
from tests.commands import processes
from tests.milvus import is_core, needs_milvus
from tests.terminal import Fails, Run

needs_milvus()

_TODAY = date(2024, 9, 1)


def results(line: str) -> list[dict[str, Any]]:
    """Give the results of one answer, without their scores."""
    return [{**result, "score": None} for result in json.loads(line)["results"]]


def test_the_commands_work_the_same(
    run: Run, fails: Fails, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, milvus_place: MilvusPlace
) -> None:
    """Rebuild, ask and search with WENXUN_ENGINE_URI set: the answers are those from the files."""
    questions = tmp_path / "questions.jsonl"
    asked = ("云川大桥全长多少公里？", "2024年5月油价涨了多少？", "海棠港吞吐量是多少？", "谁是足球冠军？")
    questions.write_text("".join(json.dumps({"qid": q, "question": q}) + "\n" for q in asked), encoding="utf-8")
    search = ("search", "--batch", questions, "--now", _TODAY)
    here = run(*search).out.splitlines()
    monkeypatch.setenv("WENXUN_ENGINE_URI", milvus_place.uri)
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


@pytest.mark.parametrize("command", [("ask", "云川大桥"), ("rebuild",)])
def test_nobody_there(fails: Fails, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: tuple[str, ...]) -> None:
    """Whoever asks and whoever builds is told where was looked, and nothing that is secret."""
    monkeypatch.setenv("WENXUN_ENGINE_URI", "http://root:geheim@127.0.0.1:1/news")
    monkeypatch.setenv("WENXUN_ENGINE_TOKEN", "root:geheim")
    articles = (newsroom.write(tmp_path), "--index", tmp_path / "built") if command == ("rebuild",) else ()
    assert fails(*command, *articles) == (
        "连不上 Milvus（http://127.0.0.1:1/news），请检查它是否在运行、WENXUN_ENGINE_URI 是否写对。"
    )


@pytest.mark.skipif(is_core(), reason="who fails to open a file takes its lock away")
def test_a_file_that_another_process_has_open(tmp_path: Path) -> None:
    """One sentence says so, without anybody's traceback."""
    file = tmp_path / "news.db"
    hold = "import sys; from embeddings.index.milvus_client import Milvus, MilvusPlace as Place\n"
    hold += "Milvus(Place(sys.argv[1])).call('list_collections'); print('open', flush=True); sys.stdin.read()"
    ask = "from bot.cli import main; main(['ask', '云川大桥'])"
    with processes(tmp_path) as run:
        holder = run(sys.executable, "-W", "ignore", "-c", hold, file, stdin=subprocess.PIPE)
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        _, told = run(sys.executable, "-W", "ignore", "-c", ask, settings={"ENGINE_URI": str(file)}).communicate()
    assert "Traceback" not in told
    assert told.splitlines()[-1] == (
        f"错误：打不开 Milvus 文件 {file}（另一个程序正开着它，或者文件夹不存在）；多个程序同时用要开 Milvus 服务。"
    )
