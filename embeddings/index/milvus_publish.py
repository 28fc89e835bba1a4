"""From a generation on this machine to one in Milvus: copy, wait, prove, switch, and only then clear away."""

import base64
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from embeddings.errors import IndexUnusableError
from embeddings.index.milvus_articles import read_articles, rows_of, rows_of_self
from embeddings.index.milvus_client import BUILDING, Milvus
from embeddings.index.milvus_generations import (
    LAYOUT,
    TEXT_LIMIT,
    articles_of,
    count,
    create,
    drop,
    finish,
    live,
    names,
    next_name,
    passages_of,
    pending,
    switch,
)
from embeddings.index.milvus_terms import FILLER, Vector, numbers_of, vectors_of
from embeddings.index.report import Progress, silent
from embeddings.index.snapshot import Snapshot

#: Stages, in order, as a person reads them.
PUBLISHING, WAITING, PROVING, CLEARING = "写入 Milvus", "等 Milvus 建索引", "校验 Milvus", "清理旧索引"
#: A request is sent when it holds so many numbers and characters, or rows: servers take 64 MB at once at most.
_FULL, _ROWS = 1_000_000, 1000
#: How long the server may take to index what it was given, in seconds.
_PATIENCE = 3600.0
#: How long the generation before stays, in seconds: questions that began with it end with it.
GRACE = 5.0
#: Passages that must find themselves before the switch.
_PROBES = 32
#: Bytes of token numbers that fit into a text field: four characters for three bytes.
_TOKEN_BYTES = TEXT_LIMIT // 4 * 3 // 2 * 2


def publish(snapshot: Snapshot, milvus: Milvus, *, progress: Progress = silent, grace: float = GRACE) -> str:
    """Copy a generation into Milvus under a new name, make it the live one there, and give the name.

    What earlier builders left unfinished is removed first; the generation that was live is removed after the switch.
    Whatever goes wrong before it, that one stays live and whole. One machine at a time may build.

    Raises:
        IndexUnusableError: Milvus cannot be reached or refuses, or what was copied does not hold.

    """
    before, name = live(milvus), next_name(milvus)
    for leftover in names(milvus):
        if leftover != before:
            drop(milvus, leftover)
    try:
        probes = _copy(snapshot, milvus, name, progress)
        progress(WAITING, 0, None)
        finish(milvus, name)
        _wait(milvus, name)
        progress(PROVING, 0, None)
        _prove(snapshot, milvus, name, probes)
    except BaseException:
        # The next builder does it, where this one cannot.
        with suppress(IndexUnusableError):
            drop(milvus, name)
        raise
    switch(milvus, name)
    progress(CLEARING, 0, None)
    if before is not None:
        time.sleep(grace)
        drop(milvus, before)
    return name


def _copy(snapshot: Snapshot, milvus: Milvus, name: str, progress: Progress) -> dict[int, Vector]:
    """Write all rows, and give the vectors of the passages that are to find themselves."""
    made = snapshot.manifest
    create(milvus, name, made.dim, made.passages)
    numbers = numbers_of(snapshot)
    about = {
        "manifest": asdict(replace(made, generation=name, files={}, built_at=_now())),
        "layout": LAYOUT,
        "moved": dict(numbers.moved),
        "newest": int(snapshot.article_day.max(initial=0)),
        "sources": list(snapshot.sources),
        "counts": np.bincount(
            snapshot.article_source[snapshot.article_source >= 0], minlength=len(snapshot.sources)
        ).tolist(),
    }
    batch = _Batch(milvus, articles_of(name))
    for article in range(made.articles):
        for row in rows_of(snapshot, article):
            batch.add(row, len(row["text"]))
    for row in rows_of_self(about):
        batch.add(row, len(row["text"]))
    batch.send()
    batch = _Batch(milvus, passages_of(name))
    every = max(1, made.passages // _PROBES)
    probes = {}
    for passage, vector in enumerate(vectors_of(snapshot, numbers)):
        if passage % every == 0:
            probes[passage] = vector
        batch.add(_row(snapshot, passage, vector), 2 * len(vector[0]) + made.dim)
        if passage % 1000 == 0:
            progress(PUBLISHING, passage, made.passages)
    batch.send()
    progress(PUBLISHING, made.passages, made.passages)
    return probes


def _row(snapshot: Snapshot, passage: int, vector: Vector) -> dict[str, Any]:
    article = int(snapshot.passage_article[passage])
    dimensions, values = vector
    return {
        "row": passage,
        "article": article,
        "day": int(snapshot.article_day[article]),
        "source": int(snapshot.article_source[article]),
        "fold": int(snapshot.fold[article]),
        "tokens": base64.b64encode(snapshot.tokens([passage])[0].astype("<u2").tobytes()[:_TOKEN_BYTES]).decode(),
        "dense": snapshot.vectors[passage].astype(np.float32).tolist(),
        "sparse": {FILLER: 1e-6, **dict(zip(dimensions.tolist(), values.tolist(), strict=True))},
    }


class _Batch:
    """Gathers rows and sends them when there are enough."""

    def __init__(self, milvus: Milvus, collection: str) -> None:
        self._milvus = milvus
        self._collection = collection
        self._rows: list[dict[str, Any]] = []
        self._size = 0

    def add(self, row: dict[str, Any], size: int) -> None:
        self._rows.append(row)
        self._size += size
        if self._size >= _FULL or len(self._rows) >= _ROWS:
            self.send()

    def send(self) -> None:
        rows, self._rows, self._size = self._rows, [], 0
        if rows:
            # Written again under the same numbers, should an answer have been lost on the way.
            self._milvus.call("upsert", self._collection, rows, timeout=BUILDING)


def _wait(milvus: Milvus, name: str) -> None:
    """Wait until the indexes have taken up every row: before that, a search finds only some."""
    for rest in _rests(_PATIENCE):
        if pending(milvus, name) == 0:
            return
        time.sleep(rest)
    raise IndexUnusableError("Milvus 迟迟没有建好索引，原来的索引没有动；请看它的日志，再运行一次 wenxun rebuild。")


def _prove(snapshot: Snapshot, milvus: Milvus, name: str, probes: dict[int, Vector]) -> None:
    """Count all rows, let some passages find themselves by words and by meaning, and read their articles back."""
    whole = count(milvus, passages_of(name)) == snapshot.manifest.passages
    if not whole or not all(_finds_itself(snapshot, milvus, name, *probe) for probe in probes.items()):
        raise IndexUnusableError("Milvus 里新建的索引没有通过校验，原来的索引没有动；请再运行一次 wenxun rebuild。")


def _finds_itself(snapshot: Snapshot, milvus: Milvus, name: str, passage: int, vector: Vector) -> bool:
    dense = snapshot.vectors[passage].astype(np.float32)
    words = dict.fromkeys(vector[0].tolist(), 1.0)
    own = {"dense": float(dense @ dense), "sparse": float(vector[1].sum())}
    asked: dict[str, Any] = {"dense": dense.tolist(), "sparse": words or {FILLER: 1.0}}
    for column, query in asked.items():
        found = milvus.call(
            "search",
            passages_of(name),
            data=[query],
            anns_field=column,
            limit=1,
            output_fields=["row"],
            search_params={"metric_type": "IP", "params": {}},
            timeout=BUILDING,
        )[0]
        # Equal texts may come before it, so the score counts and not the place.
        if not found or found[0]["distance"] < own[column] - 1e-3 * max(1.0, own[column]):
            return False
    article = int(snapshot.passage_article[passage])
    stored = read_articles(milvus, articles_of(name), [article])[article]
    return stored.article == snapshot.article(article) and snapshot.passage(passage) in stored.passages


def _rests(patience: float) -> Iterator[float]:
    """Rest longer and longer, up to five seconds, until patience is at its end."""
    end, rest = time.monotonic() + patience, 0.05
    while time.monotonic() < end:
        yield rest
        rest = min(2 * rest, 5.0)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
