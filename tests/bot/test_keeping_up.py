"""The index keeps up with a folder and with feeds, in processes of their own."""

import json
import signal
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests import newsroom
from tests.commands import Run as Start
from tests.commands import processes
from tests.waiting import until

_WENXUN = Path(sys.executable).with_name("wenxun")
_FERRY = {
    "id": "ferry",
    "title": "东江渡轮换新船",
    "published": "2024-10-08",
    "source": "东江晚报",
    "body": "东江渡轮10月8日换上新船，可载客三百二十人。",
}
_QUESTION = "东江渡轮新船可载客多少人？"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Give a way to start the command in an empty folder with settings; what still runs at the end is killed."""
    with processes(tmp_path) as run:
        yield lambda *arguments, **settings: run(_WENXUN, *arguments, settings=settings)


def ask(url: str) -> dict[str, Any]:
    """Ask a server for the first article on the ferry."""
    query = urllib.parse.urlencode({"q": _QUESTION, "k": 1})
    with urllib.request.urlopen(f"{url}/v1/ask?{query}") as response:
        return dict(json.load(response))


def test_watching_a_folder(start: Start, tmp_path: Path) -> None:
    """The index is built, follows what is written and what is removed, and Ctrl-C ends it without complaint."""
    folder = tmp_path / "articles"
    folder.mkdir()
    newsroom.write(folder)
    watching = start("watch", folder, "--index", "index", "--quiet", "0.3")
    assert watching.stdout is not None
    assert watching.stdout.readline().split("：", 1)[1].startswith(f"{len(newsroom.ARTICLES)} 篇")
    # Half a line first, as a program that writes slowly leaves it; then the rest.
    line = json.dumps(_FERRY, ensure_ascii=False)
    more = folder / "more.jsonl"
    more.write_text(line[:30], encoding="utf-8")
    told = watching.stdout.readline()
    assert f"：{len(newsroom.ARTICLES)} 篇" in told
    assert "跳过 1" in told
    more.write_text(line + "\n", encoding="utf-8")
    while f"：{len(newsroom.ARTICLES) + 1} 篇" not in watching.stdout.readline():
        pass
    out, _ = start("ask", _QUESTION, "--json", "--index", "index").communicate()
    assert json.loads(out)["results"][0]["article_id"] == "ferry"
    more.unlink()
    while f"：{len(newsroom.ARTICLES)} 篇" not in watching.stdout.readline():
        pass
    watching.send_signal(signal.SIGINT)
    _, err = watching.communicate()
    assert watching.returncode == 0
    assert err.splitlines()[0] == f"正在盯着 {folder}（Ctrl-C 结束）"
    assert "跳过" in err
    assert err.splitlines()[-1] == "不再盯着了；索引停在最后一次更新。"


def test_a_watched_folder_that_grows(start: Start, tmp_path: Path) -> None:
    """A new file alone is added as a part; one that changes, one that goes, and a foreign index mean a full build."""
    folder, index = tmp_path / "articles", tmp_path / "index"
    folder.mkdir()
    newsroom.write(folder)
    many = len(newsroom.ARTICLES)
    watching = start("watch", folder, "--index", index, "--quiet", "0.3")
    said = watching.stdout
    assert said is not None

    def parts() -> int:
        live = (index / "CURRENT").read_text(encoding="ascii").split()[0]
        return len(json.loads((index / live / "manifest.json").read_text(encoding="utf-8"))["parts"])

    def place(articles: Sequence[dict[str, Any]], name: str) -> None:
        # In one step, so that no half of it is ever met.
        newsroom.write(tmp_path, tuple(articles), name).replace(folder / name)

    def expect(done: str, articles: int, of: int) -> None:
        line = said.readline()
        assert f"（{done}）：{articles} 篇" in line, line
        assert parts() == of

    def told() -> str:
        return str(start("ask", _QUESTION, "--json", "--index", index).communicate()[0])

    expect("重建", many, 1)
    place([_FERRY], "more.jsonl")
    expect("加入 1 个新文件", many + 1, 2)
    assert json.loads(told())["results"][0]["article_id"] == "ferry"
    place([{**_FERRY, "body": "东江渡轮10月8日换上新船，可载客四百人。"}], "more.jsonl")
    expect("重建", many + 1, 1)
    # An older account that is read before the one with the same id must not take its place.
    place([{**_FERRY, "body": "东江渡轮将换新船。"}], "a.jsonl")
    expect("重建", many + 1, 1)
    assert "四百人" in told()
    (folder / "more.jsonl").unlink()
    expect("重建", many + 1, 1)
    start("rebuild", folder / "a.jsonl", "--index", index).communicate()
    place([{**_FERRY, "id": "second"}], "more.jsonl")
    expect("重建", many + 2, 1)
    # A correction that is read last does.
    place([{**_FERRY, "body": "东江渡轮10月8日换上新船，可载客四百五十人。"}], "z.jsonl")
    expect("加入 1 个新文件", many + 2, 2)
    assert "四百五十人" in told()


class _Feed(BaseHTTPRequestHandler):
    """One feed, with 304 for whoever has it."""

    def do_GET(self) -> None:
        """Answer, and count."""
        known = self.headers.get("If-None-Match") == '"1"'
        self.send_response(304 if known else 200)
        self.send_header("ETag", '"1"')
        self.end_headers()
        if not known:
            entry = (
                f"<item><guid>https://127.0.0.1/ferry</guid><title>{_FERRY['title']}</title>"
                f"<pubDate>Tue, 08 Oct 2024 09:00:00 +0800</pubDate><description>{_FERRY['body']}</description></item>"
            )
            self.wfile.write(f"<rss version='2.0'><channel><title>东江晚报</title>{entry}</channel></rss>".encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_server_with_feeds(start: Start, tmp_path: Path) -> None:
    """What a feed brings is answered from, with its outlet and its day; polls are counted; Ctrl-C ends it all."""
    server = HTTPServer(("127.0.0.1", 0), _Feed)
    Thread(target=server.serve_forever, daemon=True).start()
    (tmp_path / "articles").mkdir()
    newsroom.write(tmp_path / "articles")
    settings = {
        "INDEX_DIR": "index",
        "ARTICLES_DIR": "articles",
        "FEEDS": json.dumps([f"http://127.0.0.1:{server.server_address[1]}/rss"]),
        "FEEDS_MINUTES": "0.005",
        "FEEDS_PRIVATE": "true",
    }
    start("rebuild", **settings).communicate()
    serving = start("serve", "--port", "0", **settings)
    assert serving.stderr is not None
    said = next(line for line in serving.stderr if "就绪" in line)
    url = said.split("：")[1].split("/ ")[0]

    def found() -> bool:
        return [one["article_id"] for one in ask(url)["results"]] == ["https://127.0.0.1/ferry"]

    until(found)
    (result,) = ask(url)["results"]
    assert (result["source"], result["published"]) == ("东江晚报", "2024-10-08T09:00:00+08:00")

    def metrics() -> str:
        with urllib.request.urlopen(f"{url}/metrics") as response:
            return str(response.read().decode())

    until(lambda: 'wenxun_feed_polls_total{outcome="same"} 0.0' not in metrics())
    assert 'wenxun_feed_polls_total{outcome="new"} 1.0' in metrics()
    assert "wenxun_feed_articles_total 1.0" in metrics()
    assert 'wenxun_rebuilds_total{outcome="done"} 0.0' not in metrics()
    assert 'wenxun_rebuilds_total{outcome="failed"} 0.0' in metrics()
    serving.send_signal(signal.SIGINT)
    _, err = serving.communicate()
    assert serving.returncode == 0
    assert err.endswith("问讯已停止。\n")
    assert "Traceback" not in err
    server.shutdown()
    server.server_close()
