"""Articles handed in over HTTP: checked as rebuild checks them, kept as a file among the others."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from embeddings.articles import Skip, read
from embeddings.errors import ArticleError

#: Below the folder of articles; sorted last, so that what was handed in updates what was there.
FOLDER = "zz-received"
_EMPTY = "没有收到报道，请照 /openapi.json 的说明发来至少一篇。"


@dataclass(frozen=True, slots=True)
class Received:
    """The ids of the articles taken, and what was left out, by its place in what was sent (from 1)."""

    ids: tuple[str, ...]
    skips: tuple[Skip, ...]


class Receiving:
    """Takes articles into a folder that rebuild reads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def take(self, lines: bytes) -> Received:
        """Keep the good lines of a JSONL text.

        Raises:
            ArticleError: none is good, or the folder cannot be written.

        """
        if not lines.strip():
            raise ArticleError(_EMPTY)
        try:
            with checked(lines, self._folder) as (incoming, received):
                if not received.ids:
                    raise ArticleError(_nothing(received.skips))
                name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{hashlib.sha256(lines).hexdigest()[:8]}.jsonl"
                incoming.rename(self._folder / name)
        except OSError as error:
            raise ArticleError(f"收到的报道存不下来（{error.strerror}），请检查放报道的文件夹。") from error
        return received


@contextmanager
def checked(lines: bytes, folder: Path) -> Iterator[tuple[Path, Received]]:
    """Give a file in `folder` with the good lines of a JSONL text alone; it is gone afterwards unless it was moved.

    Raises OSError where the folder cannot be written.
    """
    # A name with a dot in front is passed over by a rebuild that happens to run.
    incoming = folder / f".{uuid4().hex}.jsonl"
    skips: list[Skip] = []
    ids: tuple[str, ...] = ()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        incoming.write_bytes(lines)
        with suppress(ArticleError):  # none is good
            ids = tuple(article.id for article in read([incoming], skips.append))
        bad = {skip.line for skip in skips}
        good = [line for number, line in enumerate(lines.split(b"\n"), start=1) if number not in bad and line.strip()]
        incoming.write_bytes(b"\n".join(good) + b"\n")
        yield incoming, Received(ids, tuple(skips))
    finally:
        incoming.unlink(missing_ok=True)


def as_lines(content: bytes) -> bytes:
    r"""Write JSON (an article, a list of them, or `{"articles": [...]}`) as JSONL.

    >>> as_lines(b'[{"title": "a"}, {"title": "b"}]')
    b'{"title": "a"}\n{"title": "b"}'

    Raises:
        ArticleError: it is no JSON.

    """
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        raise ArticleError(
            "收到的不是完整的 JSON，请改好再发；一行一篇的请用 Content-Type: application/x-ndjson。"
        ) from None
    if isinstance(value, dict) and isinstance(value.get("articles"), list):
        value = value["articles"]
    items = value if isinstance(value, list) else [value]
    return "\n".join(json.dumps(item, ensure_ascii=True) for item in items).encode()


def _nothing(skips: Sequence[Skip]) -> str:
    if not skips:
        return _EMPTY
    first = skips[0]
    return f"没有一篇能收下，请改好再发：第 {first.line or 1} 篇{first.reason}。"
