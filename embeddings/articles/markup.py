"""HTML fragments and Markdown to the text that a reader sees."""

import re
from collections.abc import Iterator
from html import unescape

_BLOCKS = frozenset(
    (
        "p",
        "div",
        "br",
        "li",
        "ul",
        "ol",
        "tr",
        "table",
        "blockquote",
        "section",
        "article",
        "figure",
        "pre",
        "hr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
    )
)
_HIDDEN = frozenset(("head", "template"))
#: What stands in these is no HTML.
_RAW = frozenset(("script", "style", "textarea", "title", "xmp", "noembed", "noframes", "iframe"))
_SHOWN_RAW = frozenset(("textarea", "title", "xmp"))

# Possessive, so that a tag which never ends is given up at once; of all the places where one may begin, at most
# three can be inside quotes for long.
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z][^\s/<>]*+)(?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+>|<[!?][^<>]*+>")
# No character has a number this long, and Python refuses to read one of thousands of digits.
_NO_CHARACTER = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{7,});?")

_FENCE = re.compile(r"^ {0,3}(?:```|~~~).*\n?", re.MULTILINE)
# The address may hold one pair of brackets. None of these looks further than the next bracket of its own kind.
_ADDRESS = r"\((?:[^()\n]|\([^()\n]*+\))*+\)"
_IMAGE = re.compile(rf"!\[[^\[\]\n]*+\]{_ADDRESS}")
_LINK = re.compile(rf"\[([^\[\]\n]++)\]{_ADDRESS}")
_LINE_MARK = re.compile(r"^ {0,3}(?:#{1,6}[ \t]+|>[ \t]?)+|(?<![ \t])[ \t]+#+[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"^ {0,3}(?:[-*_][ \t]*){3,}$\n?", re.MULTILINE)
_STRESS = re.compile(r"\*{1,3}|__")


def from_html(fragment: str) -> str:
    r"""Give the text of an HTML fragment, a line for each block.

    >>> from_html("<p>甲&amp;乙<b>丙</b></p><script>x</script><p>丁</p>")
    '甲&乙丙\n丁'
    """
    text = "".join(_pieces(fragment))
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


def _pieces(fragment: str) -> Iterator[str]:
    """Text between tags, and a line break for each block's beginning and end."""
    hidden = position = 0
    tag = _TAG.search(fragment)
    while True:
        if tag and tag.start() < position:
            tag = _TAG.search(fragment, position)
        comment = fragment.find("<!--", position, tag.end() if tag else len(fragment))
        start = comment if comment >= 0 else tag.start() if tag else len(fragment)
        if not hidden:
            yield _words(fragment[position:start])
        if comment >= 0:
            after = fragment.find("-->", comment + 4)
            if after < 0:  # as in browsers, the rest of the page
                return
            position = after + 3
        elif tag is None:
            return
        else:
            position = tag.end()
            name = (tag["name"] or "").lower()
            if name in _BLOCKS:
                yield "\n"
            elif name in _RAW and not tag["close"]:
                after = _end_of(name, fragment, position)
                if name in _SHOWN_RAW and not hidden:
                    yield _words(fragment[position:after])
                position = after
            elif name in _HIDDEN:
                hidden = max(0, hidden - 1) if tag["close"] else hidden + 1


def _words(text: str) -> str:
    return " ".join(unescape(_NO_CHARACTER.sub("\ufffd", text)).split()) if text.strip() else ""


def _end_of(name: str, fragment: str, position: int) -> int:
    end = re.compile(rf"</{name}\b", re.IGNORECASE).search(fragment, position)
    return end.start() if end else len(fragment)


def from_markdown(text: str) -> str:
    r"""Markdown without its marks; the words stand as they were.

    >>> from_markdown("## 一、桥\n**新桥**[通车](http://e.cn)了。")
    '一、桥\n新桥通车了。'
    """
    text = _without_comments(text)
    for pattern in (_IMAGE, _FENCE, _RULE, _LINE_MARK):
        text = pattern.sub("", text)
    lines = (_unstressed(line).strip() for line in _LINK.sub(r"\1", text).split("\n"))
    return "\n".join(line for line in lines if line)


def _without_comments(text: str) -> str:
    kept: list[str] = []
    position = 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[position:start])
        position = end + 3
    return "".join((*kept, text[position:]))


def _unstressed(line: str) -> str:
    """Drop the pairs of marks that stress what stands between them; a mark without its other is a character."""
    opened: dict[str, re.Match[str]] = {}
    dropped: list[tuple[int, int]] = []
    for mark in _STRESS.finditer(line):
        before, after = line[mark.start() - 1 : mark.start()], line[mark.end() : mark.end() + 1]
        first = opened.get(mark[0])
        if first and first.end() < mark.start() and not before.isspace():
            dropped += (first.span(), mark.span())
            opened = {name: other for name, other in opened.items() if other.start() < first.start()}
        elif after and not after.isspace():
            opened.setdefault(mark[0], mark)
    kept, position = [], 0
    for start, end in sorted(dropped):
        kept.append(line[position:start])
        position = end
    return "".join((*kept, line[position:]))
