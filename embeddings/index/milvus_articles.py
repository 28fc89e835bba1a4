"""Articles as rows of Milvus: each one text, with where its passages lie, cut where a field would be too long."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import Any

from embeddings.errors import IndexUnusableError
from embeddings.index.columns import encode
from embeddings.index.milvus_client import Milvus
from embeddings.index.milvus_generations import ANCHOR
from embeddings.index.snapshot import Snapshot
from embeddings.schema import Article, Passage

#: Characters of one piece; none takes more than four bytes.
_PIECE = 16_000
#: Pieces of one article, at most.
_PIECES = 1 << 20
#: The number that stands for an article in the rows of what the generation says of itself.
_SELF = -1
#: Rows that a server gives at once, at most.
MOST_ROWS = 16_384


@dataclass(frozen=True, slots=True)
class Stored:
    """An article, the row of its first passage, and its passages."""

    article: Article
    first: int
    passages: tuple[Passage, ...]


def rows_of(snapshot: Snapshot, article: int) -> list[dict[str, Any]]:
    """Make the rows of an article."""
    read = snapshot.article(article)
    span = snapshot.passages_of(article)
    passages = [(p.start, p.end, p.heading) for p in map(snapshot.passage, span)]
    columns = {
        "key": key_of(read.id),
        "day": int(snapshot.article_day[article]),
        "source": int(snapshot.article_source[article]),
        "fold": int(snapshot.fold[article]),
        "first": span.start if len(span) else -1,
    }
    return list(_pieces(article, {**asdict(read), "passages": passages}, columns))


def rows_of_self(about: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Make the rows of what a generation says of itself."""
    return list(_pieces(_SELF, about, {"key": 0, "day": 0, "source": -1, "fold": _SELF, "first": -1}))


def read_self(milvus: Milvus, collection: str) -> dict[str, Any]:
    """Read what a generation says of itself."""
    return _texts(milvus, collection, [_SELF])[_SELF][0]


def read_articles(milvus: Milvus, collection: str, articles: Sequence[int]) -> dict[int, Stored]:
    """Read articles by their rows."""
    stored = {}
    for row, (values, first) in _texts(milvus, collection, sorted(set(articles))).items():
        spans = values.pop("passages")
        article = Article(**{**values, "authors": tuple(values["authors"])})
        passages = tuple(Passage(article.id, start, end, heading) for start, end, heading in spans)
        stored[row] = Stored(article, first, passages)
    return stored


def key_of(article_id: str) -> int:
    """Hash an article's id to what an integer field holds; ids of one hash are told apart by the article itself."""
    digest = blake2b(encode(article_id.encode(errors="replace").decode()), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def _pieces(article: int, values: Mapping[str, Any], columns: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    text = json.dumps(values, ensure_ascii=False).encode(errors="replace").decode()
    for part, start in enumerate(range(0, len(text), _PIECE)):
        yield {
            **columns,
            "row": (article + 1) * _PIECES + part,
            "article": article,
            "part": part,
            "text": text[start : start + _PIECE],
            "anchor": ANCHOR,
        }


def _texts(milvus: Milvus, collection: str, articles: Sequence[int]) -> dict[int, tuple[dict[str, Any], int]]:
    """Read the values of articles and the rows of their first passages."""
    if not articles:
        return {}
    found = milvus.call(
        "query",
        collection,
        filter=f"article in {list(articles)}",
        output_fields=["article", "part", "text", "first"],
        limit=MOST_ROWS,
    )
    parts: dict[int, dict[int, str]] = {}
    firsts: dict[int, int] = {}
    for row in found:
        parts.setdefault(row["article"], {})[row["part"]] = row["text"]
        firsts[row["article"]] = row["first"]
    try:
        texts = {article: "".join(parts[article][part] for part in range(len(parts[article]))) for article in articles}
        return {article: (json.loads(text), firsts[article]) for article, text in texts.items()}
    except (KeyError, ValueError):
        raise IndexUnusableError("Milvus 里的文章不完整，请运行 wenxun rebuild 重建索引。") from None
