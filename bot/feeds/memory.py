"""What is kept of each feed from one poll to the next, over restarts."""

import hashlib
import json
import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bot.feeds.fetching import Marks

_LOG = logging.getLogger(__name__)
_NO_MARKS = Marks()


@dataclass(frozen=True, slots=True)
class Remembered:
    """A feed: the version last read, its entries by id with a hash of what each said, and how the last poll went.

    `failures` counts the polls in a row that went wrong, `error` says how the last one did; `checked_at` is its time.
    """

    marks: Marks = _NO_MARKS
    seen: Mapping[str, str] = field(default_factory=dict)
    failures: int = 0
    error: str | None = None
    checked_at: str | None = None

    def news(self, records: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Give the entries that the last version did not have, or had otherwise."""
        return [record for record in records if self.seen.get(record["id"]) != digest(record)]


def digest(record: Mapping[str, Any]) -> str:
    """Hash all that an entry says."""
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()[:16]


class Memory:
    """All feeds by address, in one file that is replaced as a whole."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._feeds: dict[str, Remembered] = _read(path)

    def __getitem__(self, url: str) -> Remembered:
        """Give what is known of a feed; nothing of one never polled."""
        return self._feeds.get(url, Remembered())

    def keep(self, feeds: Mapping[str, Remembered]) -> None:
        """Keep exactly these; OSError where it cannot be written."""
        self._feeds = dict(feeds)
        text = json.dumps({url: asdict(one) for url, one in feeds.items()}, ensure_ascii=False)
        replace_file(self._path, text.encode())


def replace_file(path: Path, content: bytes) -> None:
    """Write a file so that whoever reads finds the old content or the new."""
    # A name with a dot in front is passed over by a rebuild that happens to run.
    beside = path.with_name(f".{path.name.lstrip('.')}.new")
    path.parent.mkdir(parents=True, exist_ok=True)
    with beside.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)


def _read(path: Path) -> dict[str, Remembered]:
    try:
        return {
            url: Remembered(**{**one, "marks": Marks(**one["marks"]), "seen": dict(one["seen"])})
            for url, one in json.loads(path.read_bytes()).items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        # Nothing is lost by it but the work of reading every feed once more.
        _LOG.warning("what was remembered of the feeds cannot be read; starting afresh")
        return {}
