"""The real application over a real, small index, against the local Bot API server in one event loop."""

import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.schema import Answer, Query
from bot.service import Service
from bot.state.store import Store
from bot.telegram_bot import App, build_application, running
from bot.telegram_handlers.courier import Courier
from embeddings.encoding.segment import Segmenter
from embeddings.index.build import rebuild
from tests.botapi.server import BotApi
from tests.toys import ToyEncoder

Record = dict[str, str]
Serve = Callable[..., AbstractAsyncContextManager[App]]

_FILLER = "沿线居民在岸边观看，孩子们挥动小旗。当天风力不大，施工人员按计划作业。"
CORPUS: tuple[Record, ...] = (
    *(
        {
            "id": f"bridge-{month}",
            "title": f"青川大桥{what}",
            "published": f"2024-0{month}-06T18:30",
            "source": "青川日报",
            "url": f"https://example.org/bridge?month={month}&x=1",
            "body": f"青川大桥{month}月6日{what}，全长{month}公里。{_FILLER}",
        }
        for month, what in enumerate(
            ("开工", "完成勘察", "立起主塔", "架设首段", "合龙", "铺设桥面", "通过验收", "正式通车"), start=1
        )
    ),
    {
        "id": "rice",
        "title": "北田县秋收",
        "published": "2024-10-02",
        "body": "北田县今年稻米产量12万吨，比去年增加<b>一成</b>。农户已经开始晾晒。",
    },
    {
        "id": "museum",
        "title": "省博物馆新馆开放",
        "published": "2024-06-01",
        "source": "省报",
        "body": "省博物馆新馆6月1日向公众开放，门票免费，每周一闭馆。馆内展出三千件文物。",
    },
    {
        "id": "museum-again",
        "title": "新馆开放了",
        "published": "2024-06-02",
        "source": "晚报",
        "body": "省博物馆新馆6月1日向公众开放，门票免费，每周一闭馆。馆内展出三千件文物。",
    },
)


def write(folder: Path, records: Sequence[Record]) -> Path:
    """Write articles in the interchange format."""
    path = folder / "articles.jsonl"
    path.write_text("\n".join(json.dumps(record, ensure_ascii=False) for record in records), encoding="utf-8")
    return path


@pytest.fixture
def anyio_backend() -> str:
    """Run on asyncio, as the library does."""
    return "asyncio"


@pytest.fixture(scope="session")
def segmenter() -> Segmenter:
    """Load the real segmenter once."""
    return Segmenter()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, segmenter: Segmenter) -> Path:
    """Build the index once; no test may change it."""
    folder = tmp_path_factory.mktemp("telegram")
    rebuild([write(folder, CORPUS)], folder / "index", ToyEncoder(), segmenter)
    return folder / "index"


@pytest.fixture(scope="session")
def service(built: Path, segmenter: Segmenter) -> Iterator[Service]:
    """Open the service over the index; how sure an answer is, is not what is tried here."""
    opened = Service(built, ToyEncoder(), segmenter, abstain_below=0.0)
    yield opened
    opened.close()


class Refusing(Service):
    """The service, which refuses one question and answers the others."""

    refused = "省博物馆新馆的馆长叫什么名字？"

    def ask(self, query: Query, *rest: Any) -> Answer:
        """Answer a question, or refuse it with the nearest hits."""
        answer = super().ask(query, *rest)
        if query.question != self.refused:
            return answer
        return replace(answer, text=None, span=None, note=None, abstained=True)


@pytest.fixture
def refusing(built: Path, segmenter: Segmenter) -> Iterator[Refusing]:
    """Open the service that refuses."""
    opened = Refusing(built, ToyEncoder(), segmenter, abstain_below=0.0)
    yield opened
    opened.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Open the file of the bot's memory."""
    opened = Store(tmp_path / "telegram.sqlite")
    yield opened
    opened.close()


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """Give a server that nobody has called yet."""
    async with BotApi() as server:
        yield server


@pytest.fixture
def serve(api: BotApi, service: Service, store: Store) -> Serve:
    """Give a way to start the bot, with whatever options; it is listening when the block begins."""

    @asynccontextmanager
    async def start(**options: Any) -> AsyncIterator[App]:
        options = {"store": store, "courier": Courier(first_wait=0.01), "base_url": api.base_url} | options
        before = api.listening
        application = build_application(options.pop("service", service), api.token, **options)
        api.join = application.update_queue.join
        async with running(application) as starting:
            await starting
            await api.until(lambda: api.listening > before)
            yield application

    return start


@pytest.fixture
async def bot(api: BotApi, serve: Serve) -> AsyncIterator[BotApi]:
    """Give a server whose bot is up and listening."""
    async with serve():
        yield api
