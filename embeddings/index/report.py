"""What a rebuild tells: how far it is, and at the end what it did."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from time import perf_counter
from typing import Any

from embeddings.articles import Note, Skip

#: Stages, in order, as a person reads them.
READING, INDEXING, FOLDING, WRITING, VERIFYING = "读取文章", "切分与编码", "折叠转载", "写入索引", "校验"
STAGES = (READING, INDEXING, FOLDING, WRITING, VERIFYING)

#: Called with the stage, how much of it is done, and of how much (None: not known yet).
Progress = Callable[[str, int, int | None], None]


def silent(stage: str, done: int, total: int | None) -> None:
    """Tell nobody."""


@dataclass
class BuildReport:
    """What went into a generation.

    `updated` articles came again with the same id and other content; `folded` ones are reprints of another. When
    articles are added, `added` ones are new and `unchanged` ones were there already; `parts` are those of the index.
    `recall` is that of the dense index, recall@10 against exact search; `seconds` are by stage.
    """

    generation: str = ""
    articles: int = 0
    passages: int = 0
    updated: int = 0
    added: int = 0
    unchanged: int = 0
    parts: int = 1
    folded: int = 0
    embedded: int = 0
    reused: int = 0
    recall: float = 1.0
    skips: list[Skip] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def skipped(self) -> dict[str, int]:
        """Number of skipped lines and files by reason, the most frequent first."""
        return dict(Counter(skip.kind for skip in self.skips).most_common())

    @property
    def noted(self) -> dict[str, int]:
        """Number of articles kept with something missing, by what is missing."""
        return dict(Counter(note.kind for note in self.notes).most_common())

    def as_object(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {**asdict(self), "skipped": self.skipped, "noted": self.noted}

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Count the time of a block to a stage."""
        began = perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] = round(self.seconds.get(stage, 0.0) + perf_counter() - began, 3)
