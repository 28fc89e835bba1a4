"""Which format a file is in, told from its content; the name only decides between equals."""

import re
from collections.abc import Callable, Iterator

from embeddings.articles.draft import Loaded, Refused
from embeddings.articles.files import TextFile
from embeddings.articles.loaders import dated_lines, feed, jsonl, markdown, plain, table, topic_page, web_page

Loader = Callable[[TextFile], Iterator[Loaded]]

_FEED = re.compile(r"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|article|div|p|h1)[\s>]", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"---[ \t]*\n.*?^---[ \t]*$", re.DOTALL | re.MULTILINE)


def loader_for(file: TextFile) -> Loader:
    """Choose the loader of the format that the head of `file` shows; raises Refused when it shows none."""
    head = file.head.lstrip().replace("\r\n", "\n")
    lines = [line.strip() for line in head.splitlines() if line.strip()]
    if head.startswith("<"):
        return _marked_up(head)
    if _FRONT_MATTER.match(head):
        return markdown.load
    objects = sum(line.startswith("{") for line in lines)
    if 2 * objects >= len(lines) or file.name.endswith((".jsonl", ".ndjson")):
        return jsonl.load
    if head.startswith("[") and lines[-1].endswith(("]", "}", "},")) and '"body"' in head:
        raise Refused("是 JSON 数组：请改成每行一个对象（JSONL）")
    if table.columns(lines[0]):
        return table.load
    if any(topic_page.TIME_LINE.fullmatch(line) for line in lines):
        return topic_page.load
    if any(dated_lines.HEAD.match(line) for line in lines):
        return dated_lines.load
    if file.name.endswith((".md", ".markdown")):
        return markdown.load
    if file.name.endswith((".txt", ".text")):
        return plain.load
    raise Refused("认不出格式：能读 .txt、专题页、JSONL、CSV、带日期的逐行文本、Markdown、HTML、RSS/Atom")


def _marked_up(head: str) -> Loader:
    if _FEED.search(head):
        return feed.load
    if _PAGE.search(head):
        return web_page.load
    raise Refused("认不出格式：是 XML，但不是 RSS/Atom 或网页")
