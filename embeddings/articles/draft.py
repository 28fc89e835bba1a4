"""What a loader hands over: an article's fields before cleaning, or the reason why a line is none."""

from dataclasses import dataclass


class Refused(Exception):  # noqa: N818 - a verdict on one file, caught by the reader; users never see it
    """A file that is not read at all; the message is the reason in one phrase."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as its file gives it; what its body says of outlet and authors is read later.

    `note` says what was looked for and not found.
    """

    title: str
    body: str
    published: str | None = None
    source: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    id: str | None = None
    note: str = ""


#: Line number (None: the whole file) with the draft, or with the reason why there is none.
Loaded = tuple[int | None, Draft | str]
