"""A real server on a free port over a real, small index."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from bot.api import create_app
from bot.rebuilding import Rebuilding
from bot.service import Service
from embeddings.encoding.segment import Segmenter
from embeddings.index.build import rebuild
from tests.toys import ToyEncoder

ADMIN = "admin-key-for-tests"

_TUNNEL = (
    "白鹭岭隧道5月2日全线贯通，全长7.4公里。\n施工历时三年零两个月，没有发生安全事故。\n"
    "通车时间要等机电安装结束后再定。"
)

ARTICLES: tuple[dict[str, str], ...] = (
    {
        "id": "tunnel-open",
        "title": "白鹭岭隧道贯通",
        "published": "2024-05-02T18:30",
        "source": "山城日报",
        "url": "https://example.org/tunnel?page=1&x=2",
        "body": _TUNNEL,
    },
    {
        "id": "tunnel-open-again",
        "title": "白鹭岭隧道昨日贯通",
        "published": "2024-05-03",
        "source": "东江晚报",
        "body": _TUNNEL,
    },
    {
        "id": "tunnel-traffic",
        "title": "白鹭岭隧道通车首日",
        "published": "2024-09-18",
        "source": "东江晚报",
        "body": "白鹭岭隧道9月18日通车，首日通过车辆两万一千辆。交警提醒，隧道内限速80公里。",
    },
    {
        "id": "library",
        "title": "南湖图书馆延长开放时间",
        "published": "2024-08-14",
        "source": "山城日报",
        "url": "javascript:alert(1)",
        "body": "南湖图书馆从8月20日起每晚开放到十点，<img src=x onerror=alert(1)>自习座位增加到460个。",
    },
    {
        "id": "letters/2019#7",
        "title": "一封没有日期的读者来信",
        "body": "读者说，南湖边的路灯该修了。",
    },
)


@dataclass(frozen=True)
class Served:
    """A server that runs: its address and its application."""

    url: str
    app: FastAPI

    def client(self, **options: Any) -> httpx.Client:
        """Open a client that asks nobody but this server."""
        return httpx.Client(base_url=self.url, trust_env=False, **{"timeout": 120, **options})


class _Server(uvicorn.Server):
    """Tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = threading.Event()

    async def startup(self, sockets: Any = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        self.listening.set()


@pytest.fixture(scope="session")
def article_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the articles as one file of the interchange format."""
    folder = tmp_path_factory.mktemp("articles")
    lines = [json.dumps(article, ensure_ascii=False) for article in ARTICLES]
    (folder / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def segmenter() -> Segmenter:
    """Load the real segmenter once."""
    return Segmenter()


@pytest.fixture(scope="session")
def index_dir(article_folder: Path, segmenter: Segmenter, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the index once; who changes it must build another."""
    folder = tmp_path_factory.mktemp("index")
    rebuild([article_folder], folder, ToyEncoder(), segmenter)
    return folder


@pytest.fixture(scope="session")
def service(index_dir: Path, segmenter: Segmenter) -> Iterator[Service]:
    """Open the service over the small index."""
    opened = Service(index_dir, ToyEncoder(), segmenter)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[FastAPI], Served]]:
    """Run applications until the tests end."""
    running: list[tuple[_Server, threading.Thread]] = []

    def start(app: FastAPI) -> Served:
        server = _Server(uvicorn.Config(app, port=0, log_config=None, ws="none"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        assert server.listening.wait(60)
        running.append((server, thread))
        port = server.servers[0].sockets[0].getsockname()[1]
        return Served(f"http://127.0.0.1:{port}", app)

    yield start
    for server, _ in running:
        server.should_exit = True
    for _, thread in running:
        thread.join(60)


@pytest.fixture(scope="session")
def served(
    serve: Callable[[FastAPI], Served],
    service: Service,
    article_folder: Path,
    segmenter: Segmenter,
    tmp_path_factory: pytest.TempPathFactory,
) -> Served:
    """Serve the small index to everybody, with an admin key; a rebuild goes to another folder."""
    elsewhere = tmp_path_factory.mktemp("rebuilt")

    def work(full: bool) -> dict[str, Any]:
        return dict(rebuild([article_folder], elsewhere, ToyEncoder(), segmenter, full=full).as_object())

    return serve(create_app(service, rebuilding=Rebuilding(work), admin_key=ADMIN, version="1.2.3"))


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    """Talk to that server."""
    with served.client() as opened:
        yield opened
