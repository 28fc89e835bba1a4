"""Progress bars for work that takes minutes, one a stage."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn


@contextmanager
def bars() -> Iterator[Callable[[str, int, int | None], None]]:
    """Draw a bar a stage on a terminal, nothing elsewhere; called with stage, done and total (None: not known yet)."""
    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as drawn:
        tasks: dict[str, TaskID] = {}

        def tell(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                # A stage begins when the one before it ends.
                for task in tasks.values():
                    length = drawn.tasks[task].total or 1
                    drawn.update(task, total=length, completed=length)
                tasks[stage] = drawn.add_task(stage, total=None)
            drawn.update(tasks[stage], completed=done, total=total)

        yield tell
