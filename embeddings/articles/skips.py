"""What reading leaves out, and why; and what it keeps with something missing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Skip:
    """A file or line that was not read: where it is and the reason, in one phrase ("kind" or "kind：detail")."""

    path: str
    line: int | None
    reason: str

    @property
    def kind(self) -> str:
        """The reason without its detail, for counting."""
        return self.reason.partition("：")[0]


@dataclass(frozen=True, slots=True)
class Note:
    """An article that was kept without something its text should have said, such as the date."""

    path: str
    line: int | None
    reason: str

    @property
    def kind(self) -> str:
        """The reason without its detail, for counting."""
        return self.reason.partition("：")[0]
