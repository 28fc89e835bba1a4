"""One rebuild at a time, in the background of a server, and how it stands."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Any, Literal

from embeddings.errors import BusyError, WenxunError

_LOG = logging.getLogger(__name__)
_SHANGHAI = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class RebuildStatus:
    """How the latest rebuild stands; times are ISO, in Asia/Shanghai.

    `done` of `total` (None: not known yet) is how far the `stage` under way is.
    """

    state: Literal["idle", "running", "done", "failed"] = "idle"
    full: bool = False
    started_at: str | None = None
    finished_at: str | None = None
    report: Mapping[str, Any] | None = None
    error: str | None = None
    stage: str | None = None
    done: int = 0
    total: int | None = None


class Rebuilding:
    """Runs `work(full)` in a thread of its own; the report it returns must be plain JSON values.

    `add` does the same for articles that have come, and need not do all the work again.
    """

    def __init__(
        self, work: Callable[[bool], Mapping[str, Any]], add: Callable[[], Mapping[str, Any]] | None = None
    ) -> None:
        self._work = work
        self._add = add or (lambda: work(False))
        self._lock = threading.Lock()
        self._status = RebuildStatus()
        self._thread: threading.Thread | None = None
        self._again = False
        #: How many have ended, by how they did.
        self.ended = {"done": 0, "failed": 0}

    @property
    def status(self) -> RebuildStatus:
        """How it stands now."""
        return self._status

    def progress(self, stage: str, done: int, total: int | None) -> None:
        """Take from the work how far it is."""
        with self._lock:
            self._status = replace(self._status, stage=stage, done=done, total=total)

    def start(self, full: bool = False) -> RebuildStatus:
        """Begin; BusyError while one runs."""
        with self._lock:
            if self._status.state == "running":
                raise BusyError("正在重建索引，请等它做完再试（GET /v1/rebuild 看进度）。")
            return self._begin(lambda: self._work(full), full)

    def soon(self) -> RebuildStatus:
        """Begin, or begin again as soon as the one that runs has ended: for articles that came meanwhile."""
        with self._lock:
            if self._status.state == "running":
                self._again = True
                return self._status
            return self._begin(self._add)

    def wait(self, seconds: float | None = None) -> RebuildStatus:
        """Block until the running rebuild, and the one that waits for it, end; at most this long each."""
        waited = None
        while self._thread is not waited:
            waited = self._thread
            if waited is not None:
                waited.join(seconds)
        return self._status

    def _begin(self, work: Callable[[], Mapping[str, Any]], full: bool = False) -> RebuildStatus:
        self._status = RebuildStatus("running", full, _now())
        # Daemon: a half-built generation is never switched to, so a stopping server need not wait for it.
        self._thread = threading.Thread(target=self._run, args=(work,), name="rebuild", daemon=True)
        self._thread.start()
        return self._status

    def _run(self, work: Callable[[], Mapping[str, Any]]) -> None:
        try:
            report = work()
        except WenxunError as error:
            self._end(state="failed", error=str(error))
        except Exception:
            _LOG.exception("rebuild failed")
            self._end(state="failed", error="重建没有完成，原来的索引没有动，原因写在服务器的日志里。")
        else:
            self._end(state="done", report=report)

    def _end(
        self, state: Literal["done", "failed"], report: Mapping[str, Any] | None = None, error: str | None = None
    ) -> None:
        with self._lock:
            self.ended[state] += 1
            self._status = replace(self._status, state=state, finished_at=_now(), report=report, error=error)
            if self._again:
                self._again = False
                self._begin(self._add)


def _now() -> str:
    return datetime.now(_SHANGHAI).isoformat(timespec="seconds")
