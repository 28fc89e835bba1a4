"""HTML fragments and Markdown to the text that a reader sees."""

import re
from html.parser import HTMLParser

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
_HIDDEN = frozenset(("script", "style", "head", "template"))

_FENCE = re.compile(r"^ {0,3}(?:```|~~~).*\n?", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
_LINK = re.compile(r"\[([^\]\n]+)\]\([^)\n]*\)")
_LINE_MARK = re.compile(r"^ {0,3}(?:#{1,6}[ \t]+|>[ \t]?)+|[ \t]+#+[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"^ {0,3}(?:[-*_][ \t]*){3,}$\n?", re.MULTILINE)
_STRONG = re.compile(r"(\*{1,3}|__)(?=\S)(.+?)(?<=\S)\1")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _HIDDEN
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in _HIDDEN))
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(" ".join(data.split()) if data.strip() else "")


def from_html(fragment: str) -> str:
    r"""Give the text of an HTML fragment, a line for each block.

    >>> from_html("<p>甲&amp;乙<b>丙</b></p><script>x</script><p>丁</p>")
    '甲&乙丙\n丁'
    """
    parser = _Text()
    parser.feed(fragment)
    parser.close()
    return "\n".join(line.strip() for line in "".join(parser.parts).split("\n") if line.strip())


def from_markdown(text: str) -> str:
    r"""Markdown without its marks; the words stand as they were.

    >>> from_markdown("## 一、桥\n**新桥**[通车](http://e.cn)了。")
    '一、桥\n新桥通车了。'
    """
    for pattern in (_COMMENT, _IMAGE, _FENCE, _RULE, _LINE_MARK):
        text = pattern.sub("", text)
    text = _STRONG.sub(r"\2", _LINK.sub(r"\1", text))
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())
