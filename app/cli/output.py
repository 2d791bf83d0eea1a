"""What the commands print: results on stdout, everything else on stderr."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol


class Report(Protocol):
    """Told how far a long job has come: done, of how many, and at what."""

    def __call__(self, done: int, total: int, what: str, /) -> None:
        """Show it."""


def say(sentence: str) -> None:
    """Tell the person at the terminal something that is not the result."""
    sys.stderr.write(sentence + "\n")


def print_json(document: object) -> None:
    """Print the one JSON document of a command."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under headings, in columns that stand straight with Chinese text too."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(*headings, box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    console = Console()
    if not console.is_terminal:
        console = Console(width=200)
    console.print(table, markup=False, highlight=False)


@contextmanager
def progress(what: str) -> Iterator[Report]:
    """Show a bar on stderr while a long job runs; give the function that moves it."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[now]}"))
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=None, now="")

        def report(done: int, total: int, now: str, /) -> None:
            bar.update(task, completed=done, total=total, now=now)

        yield report
