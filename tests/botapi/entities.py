"""What Telegram makes of a message's HTML: plain text and entities, or a refusal."""

import re
from dataclasses import dataclass
from html import unescape

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)([^<>]*)>")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_NAMES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "code": "code", "pre": "pre", "a": "text_link", "blockquote": "blockquote",
}  # fmt: skip


class RefusedError(Exception):
    """What the server answers with `ok: false`."""

    def __init__(self, description: str, code: int = 400, parameters: dict[str, int] | None = None) -> None:
        super().__init__(description)
        self.description = description
        self.code = code
        self.parameters = parameters or {}


@dataclass
class Open:
    """A tag not closed yet: its name, its entity type, where its text began, its address."""

    name: str
    kind: str
    start: int
    url: str | None


def units(text: str) -> int:
    """Count UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def parse_html(html: str) -> tuple[str, list[dict[str, object]]]:
    """Return the text and its entities; offsets and lengths are in UTF-16 code units."""
    text = ""
    entities: list[dict[str, object]] = []
    stack: list[Open] = []
    position = 0
    while position < len(html):
        character = html[position]
        if character == "<":
            tag = _TAG.match(html, position)
            if not tag:
                raise RefusedError(f"Bad Request: can't parse entities: Unsupported start tag at offset {position}")
            position = tag.end()
            if tag[1]:
                entities += _close(stack, tag[2].lower(), text, position)
            else:
                stack.append(_opened(tag[2].lower(), tag[3].strip(), text, stack))
            continue
        entity = _ENTITY.match(html, position) if character == "&" else None
        text += unescape(entity[0]) if entity else character
        position = entity.end() if entity else position + 1
    if stack:
        raise RefusedError(
            f"Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"{stack[-1].name}\""
        )
    return text, entities


def _opened(name: str, attributes: str, text: str, stack: list[Open]) -> Open:
    if name not in _NAMES:
        raise RefusedError(f'Bad Request: can\'t parse entities: Unsupported start tag "{name}"')
    kind, url = _NAMES[name], None
    if name == "blockquote":
        if any(other.name == "blockquote" for other in stack):
            raise RefusedError("Bad Request: can't parse entities: blockquotes can't be nested")
        if attributes not in ("", "expandable"):
            raise RefusedError("Bad Request: can't parse entities: unknown attribute of blockquote")
        kind = "expandable_blockquote" if attributes else kind
    elif name == "a":
        address = re.fullmatch(r'href="([^"]*)"', attributes)
        if not address:
            raise RefusedError("Bad Request: can't parse entities: an address was expected")
        url = unescape(address[1])
    elif attributes:
        raise RefusedError(f'Bad Request: can\'t parse entities: Tag "{name}" has attributes')
    return Open(name, kind, units(text), url)


def _close(stack: list[Open], name: str, text: str, position: int) -> list[dict[str, object]]:
    if not stack or stack[-1].name != name:
        raise RefusedError(f"Bad Request: can't parse entities: Unmatched end tag at byte offset {position}")
    tag = stack.pop()
    length = units(text) - tag.start
    # Telegram drops empty entities, and links whose address it cannot open, without a word.
    if length == 0 or (tag.url is not None and not tag.url.startswith(("http://", "https://", "tg://"))):
        return []
    entity: dict[str, object] = {"type": tag.kind, "offset": tag.start, "length": length}
    return [entity | {"url": tag.url} if tag.url else entity]
