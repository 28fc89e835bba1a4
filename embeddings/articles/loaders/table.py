"""CSV (or tab-separated) with the columns of the interchange format; `authors` parted by commas or semicolons."""

import csv
import re
from collections.abc import Iterator

from embeddings.articles.draft import Loaded
from embeddings.articles.files import TextFile
from embeddings.articles.loaders.jsonl import from_record

_AUTHORS = re.compile(r"[,，;；、|]")
# Stands for a line that could not be decoded, which may lie inside a quoted field.
_LOST = "\ufffd"


def columns(line: str) -> str | None:
    """Find the delimiter of a header line that names the needed columns, or None.

    >>> columns("id,title,published,body"), columns("title;body")
    (',', None)
    """
    for delimiter in (",", "\t"):
        names = {name.strip().strip('"').lower() for name in line.split(delimiter)}
        if {"title", "body"} <= names:
            return delimiter
    return None


def load(file: TextFile) -> Iterator[Loaded]:
    """Each row as a draft, told by the line it ends on; a row of another width is left out."""
    lines = (f"{_LOST if line.fault else line.text}\n" for line in file.lines())
    rows = csv.reader(lines, delimiter=columns(file.head.partition("\n")[0]) or ",")
    names: list[str] = []
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield rows.line_num, f"不是有效的 CSV：{error}"
            continue
        if row is None:
            return
        if not names:
            names = [name.strip().lower() for name in row]
        elif any(_LOST in field for field in row):
            yield rows.line_num, "编码损坏"
        elif len(row) != len(names):
            if any(field.strip() for field in row):
                yield rows.line_num, f"列数不对：应有 {len(names)} 列，实有 {len(row)} 列"
        else:
            record: dict[str, object] = {name: field for name, field in zip(names, row, strict=True) if field.strip()}
            if "authors" in record:
                record["authors"] = _AUTHORS.split(str(record["authors"]).strip())
            yield rows.line_num, from_record(record)
