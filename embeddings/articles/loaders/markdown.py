"""One article a file: Markdown, its fields in front matter, its title there or in the first heading."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from embeddings.articles.draft import Loaded, Refused
from embeddings.articles.files import TextFile
from embeddings.articles.loaders.jsonl import from_record
from embeddings.articles.markup import from_markdown
from embeddings.articles.published import in_shanghai

_HEADING = re.compile(r"\s*#[ \t]+(\S[^\n]*?)[ \t#]*(?:\n|\Z)")
#: What writers call the fields of the interchange format.
_NAMES = {
    "id": ("id",),
    "title": ("title", "标题"),
    "published": ("published", "date", "pubdate", "published_at", "日期", "时间"),
    "source": ("source", "outlet", "来源"),
    "url": ("url", "link", "permalink", "canonical_url", "链接"),
    "authors": ("authors", "author", "作者", "记者"),
}


def load(file: TextFile) -> Iterator[Loaded]:
    """Read the file as one draft."""
    # Its YAML takes a tenth of a second to import, which an index without Markdown need not spend.
    import frontmatter
    import yaml  # type: ignore[import-untyped]

    try:
        post = frontmatter.loads(file.text())
    except (yaml.YAMLError, ValueError, TypeError) as error:
        raise Refused(f"front matter 读不懂：{str(error).splitlines()[0]}") from None
    fields = {str(name).lower(): value for name, value in post.metadata.items()}
    record = _record(fields)
    body = str(post.content)
    heading = _HEADING.match(body)
    if heading and record.get("title") in (None, heading[1]):
        record["title"], body = heading[1], body[heading.end() :]
    record["body"] = from_markdown(body)
    yield None, from_record(record)


def _record(fields: Mapping[str, object]) -> dict[str, object]:
    record: dict[str, object] = {}
    for name, aliases in _NAMES.items():
        value = next((fields[alias] for alias in aliases if fields.get(alias) is not None), None)
        if isinstance(value, datetime):
            value = in_shanghai(value)
        elif isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, list):
            value = [str(item) for item in value]
        elif value is not None:
            value = str(value)
        if value is not None:
            record[name] = value
    return record
