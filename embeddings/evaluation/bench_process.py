"""Work done in a process of its own, with how long it took and how much memory it and its children held at most."""

import time
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

_EVERY = 0.05
_PROC = Path("/proc")


class Watched(NamedTuple):
    """What a piece of work gave, its seconds, and its largest resident memory in bytes (None: not to be known here)."""

    value: Any
    seconds: float
    peak: int | None


def watched(work: Callable[..., Any], *arguments: object) -> Watched:
    """Do `work(*arguments)` in a fresh process, and raise what it raises; both must be picklable."""
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_do, args=(theirs, work, arguments))
    process.start()
    theirs.close()
    peak = 0
    try:
        while not ours.poll(_EVERY):
            peak = max(peak, resident(process.pid))
        value, seconds = ours.recv()
    except EOFError:
        process.join()
        raise RuntimeError(f"the process ended with {process.exitcode}") from None
    finally:
        process.join()
    if isinstance(value, Exception):
        raise value
    return Watched(value, seconds, peak or None)


def resident(pid: int | None) -> int:
    """Add up the resident memory, mapped files included, of a process and all below it, in bytes; 0 where unknown."""
    return sum(_own(one) for one in _family(pid)) if pid else 0


def _family(pid: int) -> Iterator[int]:
    yield pid
    for file in _PROC.glob(f"{pid}/task/*/children"):
        try:
            children = file.read_text(encoding="ascii").split()
        except OSError:
            continue
        for child in children:
            yield from _family(int(child))


def _own(pid: int) -> int:
    try:
        lines = (_PROC / str(pid) / "status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    found = next((line for line in lines if line.startswith("VmRSS:")), "VmRSS: 0 kB")
    return int(found.split()[1]) * 1024


def _do(result: Connection, work: Callable[..., Any], arguments: tuple[object, ...]) -> None:
    value: Any
    began = time.perf_counter()
    try:
        value = work(*arguments)
    except Exception as error:  # told to whoever waits
        value = error
    result.send((value, time.perf_counter() - began))
    result.close()
