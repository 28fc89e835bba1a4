"""What a command at the terminal leaves behind."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple


class Ran(NamedTuple):
    """Exit status, stdout and stderr."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[Any]:
        """The JSON lines of its output."""
        return [json.loads(line) for line in self.out.splitlines()]


#: Runs a command in this process; `stdin` gives its input as bytes.
Run = Callable[..., Ran]
#: Runs one that must fail, and gives its sentence.
Fails = Callable[..., str]
