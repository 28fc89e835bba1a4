"""What a generation says of itself: how it was made, what it holds, and a mark of every file."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from embeddings.errors import IndexUnusableError
from embeddings.index.columns import damaged

#: Another number means another layout on disk; such an index is refused, and built anew.
FORMAT = 4
NAME = "manifest.json"
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class FileMark:
    """Length in bytes and SHA-256 of one file."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PartMark:
    """One part of a generation: the generation that wrote it, its rows, and its dense index.

    `recall` is recall@10 of the dense index against exact search, asked with titles at building.
    """

    name: str
    articles: int
    passages: int
    dense: str
    recall: float

    @property
    def folder(self) -> str:
        """Name the folder of the part inside its generation."""
        return f"part-{self.name}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation; `articles`, `passages` and `folded` count what can be found, `parts` also what is gone."""

    generation: str
    built_at: str
    encoder_id: str
    encoder_digest: str
    dim: int
    segmenter: str
    matcher: str
    chunking: Mapping[str, int]
    corpus: str
    articles: int
    passages: int
    folded: int
    parts: Sequence[PartMark]
    files: Mapping[str, FileMark]
    format: int = FORMAT

    @property
    def dense(self) -> str:
        """Name how the dense index of the first part, by far the largest, finds rows."""
        return self.parts[0].dense

    @property
    def recall(self) -> float:
        """Recall of the dense index of the first part."""
        return self.parts[0].recall

    def write(self, folder: Path) -> str:
        """Write the manifest and return its SHA-256."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        (folder / NAME).write_text(text, encoding="utf-8")
        return hashlib.sha256(text.encode()).hexdigest()

    @classmethod
    def read(cls, folder: Path, sha256: str | None = None) -> "Manifest":
        """Read the manifest of a generation; with `sha256`, only if it is the very one."""
        try:
            raw = (folder / NAME).read_bytes()
            values: dict[str, Any] = json.loads(raw)
            version = values["format"]
        except (OSError, ValueError, KeyError, TypeError):
            raise damaged(folder / NAME) from None
        if sha256 is not None and hashlib.sha256(raw).hexdigest() != sha256:
            raise damaged(folder / NAME)
        if version != FORMAT:
            raise IndexUnusableError(
                f"索引的格式版本是 {version}，这个程序用的是 {FORMAT}，请运行 wenxun rebuild 重建索引。"
            )
        try:
            return cls.of(values)
        except (KeyError, TypeError, AttributeError):
            raise damaged(folder / NAME) from None

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Manifest":
        """Read a manifest from the plain values that `asdict` makes of it; KeyError, TypeError or AttributeError."""
        files = {name: FileMark(**mark) for name, mark in values["files"].items()}
        return cls(**{**values, "files": files, "parts": [PartMark(**part) for part in values["parts"]]})

    def check_sizes(self, folder: Path) -> None:
        """Refuse a generation with a file missing or of another length."""
        for name, mark in self.files.items():
            try:
                size = (folder / name).stat().st_size
            except OSError:
                raise damaged(folder / name) from None
            if size != mark.size:
                raise damaged(folder / name)

    def verify(self, folder: Path, names: Iterable[str] | None = None) -> None:
        """Read files (all, or those named) and refuse any whose bytes are not those that were written."""
        for name in self.files if names is None else names:
            try:
                same = name in self.files and mark_of(folder / name) == self.files[name]
            except OSError:
                raise damaged(folder / name) from None
            if not same:
                raise damaged(folder / name)


def mark_of(path: Path) -> FileMark:
    """Measure a file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            size += len(piece)
    return FileMark(size, digest.hexdigest())


def marks_of(folder: Path) -> dict[str, FileMark]:
    """Measure every file of a folder, by its path inside it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): mark_of(path) for path in files}
