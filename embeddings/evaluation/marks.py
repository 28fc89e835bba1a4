"""What a command measured, put into a document between two marks."""

import re
from pathlib import Path


def put(document: Path, name: str, text: str) -> None:
    """Put text between `<!-- name -->` and `<!-- /name -->`; ValueError where a document has no such marks."""
    old = document.read_text("utf-8")
    marks = re.compile(f"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not marks.search(old):
        raise ValueError(f"{document} has no place for {name}")
    document.write_text(marks.sub(lambda found: f"{found[1]}{text}\n{found[2]}", old, count=1), encoding="utf-8")
