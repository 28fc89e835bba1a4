"""What `wenxun doctor` finds."""

from typing import NamedTuple


class Finding(NamedTuple):
    """One line of the report; a line that is not good is an error only if nothing can be answered with it."""

    good: bool
    needed: bool
    text: str
