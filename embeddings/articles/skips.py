"""What reading leaves out, and why."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Skip:
    """A file or line that was not read: where it is and the reason, in one phrase."""

    path: str
    line: int | None
    reason: str
