"""One article a file: Markdown, its fields in front matter, its title there or in the first heading."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from embeddings.articles.draft import Loaded, Refused
from embeddings.articles.files import HEAD, TextFile
from embeddings.articles.loaders.jsonl import from_record
from embeddings.articles.markup import from_markdown
from embeddings.articles.published import in_shanghai

_HEADING = re.compile(r"\s*#[ \t]+(\S[^\n]*)(?:\n|\Z)")
#: What writers call the fields of the interchange format.
_NAMES = {
    "id": ("id",),
    "title": ("title", "标题"),
    "published": ("published", "date", "pubdate", "published_at", "日期", "时间"),
    "source": ("source", "outlet", "来源"),
    "url": ("url", "link", "permalink", "canonical_url", "链接"),
    "authors": ("authors", "author", "作者", "记者"),
}
_SCALAR = (str, int, float)


def load(file: TextFile) -> Iterator[Loaded]:
    """Read the file as one draft."""
    # Its YAML takes a tenth of a second to import, which an index without Markdown need not spend.
    import yaml  # type: ignore[import-untyped]
    from frontmatter.default_handlers import YAMLHandler

    body, metadata = file.text(), {}
    handler = YAMLHandler()
    try:
        if handler.detect(body):
            matter, body = handler.split(body)
            if len(matter) > HEAD:
                raise Refused("front matter 太长")
            # Not the library's own choice, the loader in C, which brackets within brackets kill with the process.
            metadata = yaml.load(matter, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, TypeError, AttributeError, RecursionError) as error:
        reason = "嵌套太深" if isinstance(error, RecursionError) else str(error).partition("\n")[0]
        raise Refused(f"front matter 读不懂：{reason}") from None
    fields = {str(name).lower(): value for name, value in metadata.items()} if isinstance(metadata, dict) else {}
    record = _record(fields)
    heading = _HEADING.match(body)
    if heading and record.get("title") in (None, said := heading[1].rstrip(" \t#")):
        record["title"], body = said, body[heading.end() :]
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
            # Lists inside lists may stand for gigabytes, each naming another ten times.
            value = [str(item) for item in value if isinstance(item, _SCALAR)]
        else:
            value = str(value) if isinstance(value, _SCALAR) else None
        if value is not None:
            record[name] = value
    return record
