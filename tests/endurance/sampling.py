"""What a process holds, looked at again and again, and whether it grows. Linux only: all is read from /proc."""

import re
import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

#: The beginning is left out: caches fill, pools start their threads.
WARM_UP = 0.25
#: Over fewer seconds nothing is judged.
SHORTEST = 300
#: What may come on top between the first and the last third: share of memory, kB of memory, handles, threads, maps.
MORE, MORE_KB, MORE_HANDLES, MORE_THREADS, MORE_MAPS = 0.06, 16_000, 8, 6, 24


@dataclass(frozen=True, slots=True)
class Sample:
    """One look: seconds since the start, memory of its own in kB, open files, threads, maps of removed index files."""

    at: float
    kilobytes: int
    handles: int
    threads: int
    removed: int


def look(pid: int | str, began: float, folder: Path) -> Sample:
    """Look at a process; `folder` is that of its index."""
    process = Path("/proc") / str(pid)
    status = (process / "status").read_text()
    maps = [line for line in (process / "maps").read_text().splitlines() if str(folder) in line]
    return Sample(
        at=time.monotonic() - began,
        kilobytes=_figure(status, "RssAnon"),
        handles=sum(1 for _ in (process / "fd").iterdir()),
        threads=_figure(status, "Threads"),
        removed=sum("(deleted)" in line for line in maps),
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """Medians of the first and of the last third after the warm-up, what grows, and the slope of the memory."""

    text: str
    grown: tuple[str, ...]


class Sampler:
    """Looks at a process every so many seconds, in a thread of its own, while the block runs."""

    def __init__(self, pid: int | str, folder: Path, every: float) -> None:
        self._pid, self._folder, self._every = pid, folder, every
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.began = time.monotonic()
        self.samples: list[Sample] = []

    def look(self) -> Sample:
        """Look now."""
        return look(self._pid, self.began, self._folder)

    def _run(self) -> None:
        while not self._stop.wait(self._every):
            self.samples.append(self.look())

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        self._stop.set()
        self._thread.join()


def verdict(samples: Sequence[Sample]) -> Verdict:
    """Judge whether all stays flat, if it was looked at for SHORTEST seconds."""
    if not samples or samples[-1].at < SHORTEST:
        return Verdict(f"too short to judge growth ({len(samples)} samples)", ())
    kept = [one for one in samples if one.at >= WARM_UP * samples[-1].at]
    third = max(1, len(kept) // 3)
    first, last = kept[:third], kept[-third:]
    told, grown = [], []
    for field, name, more in (
        ("kilobytes", "memory kB", MORE_KB),
        ("handles", "file handles", MORE_HANDLES),
        ("threads", "threads", MORE_THREADS),
        ("removed", "maps of removed files", MORE_MAPS),
    ):
        before, after = (statistics.median(getattr(one, field) for one in part) for part in (first, last))
        told.append(f"{name} {before:,.0f} -> {after:,.0f} (most {max(getattr(one, field) for one in kept):,})")
        allowed = max(more, before * MORE) if field == "kilobytes" else more
        if after - before > allowed:
            grown.append(name)
    return Verdict("; ".join([*told, f"slope {_slope(kept):+,.0f} kB an hour, {len(samples)} samples"]), tuple(grown))


def _slope(samples: Sequence[Sample]) -> float:
    return 3600 * statistics.linear_regression([one.at for one in samples], [one.kilobytes for one in samples]).slope


def _figure(status: str, name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+)", status, re.MULTILINE)
    return int(found[1]) if found else 0
