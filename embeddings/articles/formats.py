"""Which format a file is in, told from its content; the name only decides between equals."""

from collections.abc import Callable, Iterator

from embeddings.articles.draft import Loaded, Refused
from embeddings.articles.files import TextFile
from embeddings.articles.loaders import dated_lines, jsonl, topic_page

Loader = Callable[[TextFile], Iterator[Loaded]]


def loader_for(file: TextFile) -> Loader:
    """The loader of the format that the head of `file` shows; raises Refused when it shows none."""
    lines = [line.strip() for line in file.head.splitlines() if line.strip()]
    objects = sum(line.startswith("{") for line in lines)
    if 2 * objects >= len(lines) or (objects and file.name.endswith((".jsonl", ".ndjson"))):
        return jsonl.load
    if any(topic_page.TIME_LINE.fullmatch(line) for line in lines):
        return topic_page.load
    if any(dated_lines.MARK.search(line, 0, dated_lines.HEAD_LIMIT) for line in lines):
        return dated_lines.load
    raise Refused("认不出格式")
