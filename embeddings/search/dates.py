"""The time a question speaks of."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Window:
    """Days a question speaks of, both ends included (None = open), and its words that named them."""

    since: date | None
    until: date | None
    words: str


def read_window(question: str, today: date) -> Window | None:
    """Read the time expression of a question, or None when it has none."""
    return None
