"""Marked-up text that can be cut anywhere and still be HTML that Telegram reads."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

#: Most UTF-16 code units of one message, counted after its tags are read.
MESSAGE_LIMIT = 4096

# Those of the terminals of old, too, which some terminals still obey.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_STOPS = "\n。！？；!?;，,"


@dataclass(frozen=True, slots=True)
class Run:
    """Characters under the same tags, outermost first, each as it stands between `<` and `>`."""

    text: str
    tags: tuple[str, ...] = ()


Block = Sequence[Run]


def units(text: str) -> int:
    """Count UTF-16 code units, which is what Telegram counts.

    >>> units("中a𠮷")
    4
    """
    return sum(2 if ord(character) > 0xFFFF else 1 for character in text)


def sound(text: str) -> str:
    """Replace what Telegram refuses and a terminal obeys: lone surrogates and control characters."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _CONTROL.sub(" ", text)


def clip(text: str, limit: int) -> str:
    """Cut a text to `limit` UTF-16 units, the last of them an ellipsis when something was lost.

    >>> clip("一二三四", 3), clip("一二三", 3)
    ('一二…', '一二三')
    """
    if units(text) <= limit:
        return text
    return _head(text, limit - 1) + "…"


def to_html(runs: Iterable[Run]) -> str:
    """Write runs as HTML, tags opened and closed in order and everything else escaped.

    >>> to_html([Run("a<", ("b",)), Run("c", ("b", "i"))])
    '<b>a&lt;<i>c</i></b>'
    """
    out: list[str] = []
    open_tags: list[str] = []
    for run in [*runs, Run("", ("",))]:
        if not run.text and run.tags != ("",):
            continue
        keep = 0
        while keep < min(len(open_tags), len(run.tags)) and open_tags[keep] == run.tags[keep]:
            keep += 1
        while len(open_tags) > keep:
            out.append(f"</{open_tags.pop().split()[0]}>")
        for tag in run.tags[keep:]:
            if tag:
                out.append(f"<{tag}>")
                open_tags.append(tag)
        out.append(escape(sound(run.text), quote=False))
    return "".join(out)


def messages(blocks: Iterable[Block], limit: int = MESSAGE_LIMIT) -> list[str]:
    """Pack blocks, a blank line between them, into as few HTML messages as the limit allows."""
    pages: list[list[Run]] = []
    room = 0
    for block in blocks:
        size = sum(units(run.text) for run in block)
        if pages and size + 2 <= room:
            pages[-1] += [Run("\n\n"), *block]
            room -= size + 2
            continue
        for piece in _cut(block, limit):
            pages.append(piece)
            room = limit - sum(units(run.text) for run in piece)
    return [html for html in (to_html(page).strip() for page in pages) if html]


def _cut(block: Block, limit: int) -> Iterator[list[Run]]:
    """Cut a block into pieces of at most `limit` units, at a sentence end where one is near."""
    piece: list[Run] = []
    room = limit
    for run in block:
        text = run.text
        while units(text) > room:
            head = _head(text, room)
            stop = max(head.rfind(mark) for mark in _STOPS) + 1
            # A stop in the first half would leave a message half empty.
            head = head[:stop] if stop > len(head) // 2 else head
            yield [*piece, Run(head, run.tags)]
            piece, room, text = [], limit, text[len(head) :].lstrip("\n")
        piece.append(Run(text, run.tags))
        room -= units(text)
    if any(run.text for run in piece):
        yield piece


def _head(text: str, room: int) -> str:
    """Return the longest head of at most `room` units."""
    used = 0
    for position, character in enumerate(text):
        used += 2 if ord(character) > 0xFFFF else 1
        if used > room:
            return text[:position]
    return text
