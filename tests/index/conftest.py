"""A corpus of hand size, and an index of it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from embeddings.index.build import rebuild
from embeddings.index.milvus_client import Milvus, MilvusPlace
from tests.toys import ToyEncoder, ToySegmenter

#: Two reports, the second without date and source, and a third by another office on the same day as the first.
ARTICLES = [
    {
        "id": "spring",
        "title": "春风 小镇",
        "published": "2024-03-05T08:30",
        "source": "春报",
        "url": "https://example.org/1",
        "authors": ["甲", "乙"],
        "body": "春风 吹过 小镇 的 石桥。茶农 上山 采茶。",
    },
    {"id": "snow", "title": "雪月 山路", "body": "雪 停了 月亮 照着 山路。行人 不多。"},
    {
        "id": "flower",
        "title": "花 市",
        "published": "2024-03-05",
        "source": "花讯",
        "body": "花 市 开张 人来人往 很 热闹。",
    },
]

Write = Callable[..., Path]


@pytest.fixture
def write_articles(tmp_path: Path) -> Write:
    """Give a function that writes articles as JSONL and returns the file."""

    def write(articles: list[dict[str, object]], name: str = "articles.jsonl") -> Path:
        path = tmp_path / name
        path.write_text("".join(json.dumps(a, ensure_ascii=False) + "\n" for a in articles), encoding="utf-8")
        return path

    return write


@pytest.fixture
def index_dir(tmp_path: Path, write_articles: Write) -> Path:
    """Build an index of ARTICLES and give its folder."""
    rebuild([write_articles(ARTICLES)], tmp_path / "index", ToyEncoder(), ToySegmenter())
    return tmp_path / "index"


@pytest.fixture
def milvus(milvus_place: MilvusPlace) -> Iterator[Milvus]:
    """Connect to it when it is first needed."""
    connection = Milvus(milvus_place)
    yield connection
    connection.close()
