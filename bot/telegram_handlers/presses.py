"""What a button sends: a letter, the token of a kept answer, and numbers, in at most 64 bytes."""

from dataclasses import dataclass

#: Turn to a page, show a passage in context, list reprints, judge, drop the window, ask a suggestion, send again, set.
TURN, CONTEXT, REPRINTS, JUDGE, ALL_DATES, SUGGESTED, RESEND, SET = "pcrfaqxs"
#: Best first as found, or newest first.
BEST, NEWEST = "b", "n"


@dataclass(frozen=True, slots=True)
class Press:
    """A button's meaning: about which kept answer (its token) or setting, and which number or value."""

    action: str
    subject: str
    value: str = ""
    order: str = BEST

    @property
    def number(self) -> int:
        """The value as a number, 0 when it is none."""
        return int(self.value) if self.value.isdecimal() else 0


def packed(press: Press) -> str:
    """Write what a button sends.

    >>> packed(Press(TURN, "AbC-_123456", "15", NEWEST))
    'p:AbC-_123456:15:n'
    """
    return f"{press.action}:{press.subject}:{press.value}:{press.order}"


def unpacked(data: str) -> Press | None:
    """Read what a button sent; None when it is no button of this version.

    >>> unpacked("p:AbC-_123456:15:n")
    Press(action='p', subject='AbC-_123456', value='15', order='n')
    >>> unpacked("page 2") is None
    True
    """
    parts = data.split(":")
    return Press(*parts) if len(parts) == 4 else None
