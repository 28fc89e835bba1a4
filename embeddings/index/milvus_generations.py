"""Generations in Milvus: a pair of collections each, and the one name that says which is live.

wenxun_g000012            its passages: vectors, terms, the days and outlets of their articles
wenxun_g000012_articles   what is shown, and what the generation says of itself
wenxun                    the alias of the live generation's passages: the switch is one request
wenxun_live               one row that says the same, where a server knows no aliases (milvus-lite 2.5)
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from embeddings.errors import GenerationGoneError, IndexUnusableError
from embeddings.index.milvus_client import BUILDING, Milvus, NotImplementedThereError

ALIAS = "wenxun"
#: Another number means that rows are written otherwise; such a generation is refused, and published anew.
LAYOUT = 2
_LIVE = "wenxun_live"
_NAME = re.compile(r"wenxun_(g\d{6,12})(?:_articles)?")
#: From this many passages on the nearest vectors are looked for in a graph, before that among all.
GRAPH_FROM = 100_000
#: Neighbours of a vector in the graph, and how many are looked at when it is built.
_GRAPH = {"M": 32, "efConstruction": 360}
#: Bytes of one text field, at most.
TEXT_LIMIT = 65_535
#: A collection must have a vector; where there is nothing to be near to, it is this one.
ANCHOR = [1.0, 0.0]


def passages_of(generation: str) -> str:
    """Name the collection of a generation's passages."""
    return f"{ALIAS}_{generation}"


def articles_of(generation: str) -> str:
    """Name the collection of a generation's articles."""
    return f"{ALIAS}_{generation}_articles"


def live(milvus: Milvus) -> str | None:
    """Name the live generation, or None where there is none; EngineUnreachableError when nobody can say."""
    try:
        name = str(milvus.call("describe_alias", ALIAS)["collection_name"])
    except GenerationGoneError:
        return None
    except NotImplementedThereError:
        name = _row(milvus)
    except IndexUnusableError as error:
        # Servers tell a missing alias by another number than a missing collection.
        if "alias" in str(error) and "not found" in str(error):
            return None
        raise
    found = _NAME.fullmatch(name)
    return found[1] if found else None


def switch(milvus: Milvus, generation: str) -> None:
    """Make a generation the live one, in one request."""
    name = passages_of(generation)
    try:
        if live(milvus) is None:
            milvus.call("create_alias", name, ALIAS)
        else:
            milvus.call("alter_alias", name, ALIAS)
    except NotImplementedThereError:
        if not milvus.call("has_collection", _LIVE):
            _create(milvus, _LIVE, {"generation": 64}, ())
        milvus.call("upsert", _LIVE, [{"row": 0, "generation": name, "anchor": ANCHOR}])


def next_name(milvus: Milvus) -> str:
    """Name the generation after all that there are."""
    return f"g{max((int(name[1:]) for name in names(milvus)), default=0) + 1:06d}"


def names(milvus: Milvus) -> list[str]:
    """Name the generations that there are, finished or not, in order."""
    found = (_NAME.fullmatch(name) for name in milvus.call("list_collections"))
    return sorted({match[1] for match in found if match}, key=lambda name: int(name[1:]))


def drop(milvus: Milvus, generation: str) -> None:
    """Remove a generation."""
    for name in (passages_of(generation), articles_of(generation)):
        with suppress(GenerationGoneError):
            milvus.call("drop_collection", name, timeout=BUILDING)


def create(milvus: Milvus, generation: str, dim: int, passages: int) -> None:
    """Make the two empty collections of a generation."""
    graph = passages >= GRAPH_FROM
    of_both = ("article", "day", "source", "fold")
    _create(milvus, passages_of(generation), {"tokens": TEXT_LIMIT}, of_both, dim=dim, graph=graph)
    _create(milvus, articles_of(generation), {"text": TEXT_LIMIT}, (*of_both, "part", "key", "first"))


def finish(milvus: Milvus, generation: str) -> None:
    """Let the server bring what it was given to its disk and load it."""
    for name in (passages_of(generation), articles_of(generation)):
        milvus.call("flush", name, timeout=BUILDING)
        milvus.call("load_collection", name, timeout=BUILDING)


def pending(milvus: Milvus, generation: str) -> int:
    """Count the rows that no index has taken up yet; until there is none, a search finds only some of them."""
    return sum(
        int((milvus.call("describe_index", name, field) or {}).get("pending_index_rows", 0))
        for name, fields in _vectors(generation)
        for field in fields
    )


def count(milvus: Milvus, collection: str) -> int:
    """Count the rows of a collection, whoever wrote them last."""
    found = milvus.call("query", collection, filter="", output_fields=["count(*)"], consistency_level="Strong")
    return int(found[0]["count(*)"])


def _vectors(generation: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield passages_of(generation), ("dense", "sparse")
    yield articles_of(generation), ("anchor",)


def _create(
    milvus: Milvus, name: str, texts: dict[str, int], numbers: tuple[str, ...], *, dim: int = 0, graph: bool = False
) -> None:
    from pymilvus import DataType

    schema: Any = milvus.schema()
    indexes: Any = milvus.index_params()
    schema.add_field("row", DataType.INT64, is_primary=True)
    for number in numbers:
        schema.add_field(number, DataType.INT64)
        if number in ("article", "key", "day", "source", "fold"):
            indexes.add_index(number, index_type="INVERTED")
    for text, limit in texts.items():
        schema.add_field(text, DataType.VARCHAR, max_length=limit)
    if dim:
        schema.add_field("dense", DataType.FLOAT_VECTOR, dim=dim)
        schema.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
        dense = {"index_type": "HNSW", "params": _GRAPH} if graph else {"index_type": "FLAT"}
        indexes.add_index("dense", metric_type="IP", **dense)
        indexes.add_index("sparse", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
    else:
        schema.add_field("anchor", DataType.FLOAT_VECTOR, dim=len(ANCHOR))
        indexes.add_index("anchor", index_type="FLAT", metric_type="IP")
    milvus.call("create_collection", name, schema=schema, timeout=BUILDING)
    # pymilvus would wait half a second for each index of nothing; whoever fills it waits for what that takes.
    milvus.call("create_index", name, indexes, sync=False, timeout=BUILDING)
    milvus.call("load_collection", name, timeout=BUILDING)


def _row(milvus: Milvus) -> str:
    try:
        found = milvus.call("query", _LIVE, filter="row == 0", output_fields=["generation"])
    except GenerationGoneError:
        return ""
    return str(found[0]["generation"]) if found else ""
