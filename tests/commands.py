"""Commands run as processes of their own, as a person at a terminal runs them."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Run = Callable[..., "subprocess.Popen[str]"]


@contextmanager
def processes(folder: Path) -> Iterator[Run]:
    """Give a way to start a command in a folder with settings of `WENXUN_*`; what still runs at the end is killed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WENXUN_")}
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: object, settings: Mapping[str, str] | None = None, **options: Any) -> "subprocess.Popen[str]":
        named = {f"WENXUN_{name}": value for name, value in (settings or {}).items()}
        process = subprocess.Popen(
            [str(argument) for argument in arguments],
            cwd=folder,
            env={**environment, "PYTHONUTF8": "1", **named},
            encoding="utf-8",
            # Whoever runs the tests in the background may have Ctrl-C ignored; a person at a terminal has not.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # type: ignore[arg-type, return-value]
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},
        )
        started.append(process)
        return process

    yield run
    for process in started:
        with process:
            process.kill()
