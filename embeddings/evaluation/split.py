"""Two halves of a question set: one to tune on, one that is only reported; an article's questions stay together."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from zlib import crc32

TUNE, REPORT, ALL = "tune", "report", "all"
PARTS = (TUNE, REPORT, ALL)


def part_of(row: Mapping[str, Any]) -> str:
    """Name the half of one question: by its first gold article, else by its own id or words.

    A checksum decides, so that a question stays where it is when others are added.

    >>> part_of({"gold_ids": ["a"]}), part_of({"gold_ids": ["d", "a"]}), part_of({"gold_ids": [], "qid": "d"})
    ('report', 'tune', 'tune')
    """
    anchor = next(iter(row["gold_ids"]), None) or row.get("qid") or row["question"]
    return REPORT if crc32(str(anchor).encode()) % 2 else TUNE


def take(rows: Iterable[Mapping[str, Any]], part: str) -> Iterator[Mapping[str, Any]]:
    """Yield the questions of one half, or all of them, in order."""
    return (row for row in rows if part in (ALL, part_of(row)))
