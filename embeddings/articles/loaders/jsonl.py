"""The interchange format: one JSON object a line."""

import json
from collections.abc import Iterator, Mapping

from embeddings.articles.draft import Draft, Loaded
from embeddings.articles.files import TextFile
from embeddings.articles.published import iso


def load(file: TextFile) -> Iterator[Loaded]:
    """Each non-empty line as a draft; a line that is not the interchange format is told and left out."""
    for number, text, fault in file.lines():
        if fault:
            yield number, fault
        elif text.strip():
            yield number, _parse(text)


def _parse(text: str) -> Draft | str:
    try:
        record = json.loads(text)
    except json.JSONDecodeError as error:
        return f"不是有效的 JSON：{error.msg}（第 {error.colno} 字符）"
    except (ValueError, RecursionError):
        return "不是有效的 JSON"
    return from_record(record) if isinstance(record, dict) else "不是 JSON 对象"


def from_record(record: Mapping[str, object]) -> Draft | str:
    """Make a draft of the interchange fields, or what is wrong with them; unknown fields are ignored."""
    texts: dict[str, str] = {}
    for name in ("id", "title", "published", "source", "url", "body"):
        value = record.get(name)
        if name == "id" and isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is not None and not isinstance(value, str):
            return f"{name} 不是文字"
        texts[name] = (value or "").strip()
    for name in ("title", "body"):
        if record.get(name) is None:
            return f"缺少 {name}"
    published = iso(texts["published"]) if texts["published"] else None
    if texts["published"] and published is None:
        return f"published 不是日期：{texts['published'][:30]}"
    authors = record.get("authors") or ()
    if isinstance(authors, str):
        authors = (authors,)
    if not isinstance(authors, list | tuple) or not all(isinstance(name, str) for name in authors):
        return "authors 不是名字的列表"
    return Draft(
        title=texts["title"],
        body=texts["body"],
        published=published,
        source=texts["source"] or None,
        url=texts["url"] or None,
        authors=tuple(name.strip() for name in authors if name.strip()),
        id=texts["id"] or None,
        note="" if published else "没有日期",
    )
