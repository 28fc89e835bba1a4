"""Questions and passages from JSONL files of our own making."""

import json
from pathlib import Path
from typing import Any


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Read an object a line, empty lines left out; OSError or ValueError where that is not what the file holds."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
