"""A progress bar on a terminal, silence elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress as Bar
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

from pipeline.sync import Progress


@contextmanager
def bar(title: str) -> Iterator[Progress]:
    """What a sync reports to; shown on stderr while it runs."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        task = shown.add_task(title, total=None)
        progress = Progress()

        def say(_what: str, _count: int) -> None:
            told = ", ".join(f"{count} {what}" for what, count in progress.counts.items())
            shown.update(task, description=f"{title}: {told}")

        progress.say = say
        yield progress
