"""What the commands print: results on stdout, everything else on stderr."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from io import StringIO
from typing import Protocol

from app.base.errors import OutputError
from app.base.files import reason
from app.base.words import on_one_line


class Report(Protocol):
    """Told how far a long job has come: done, of how many, and at what."""

    def __call__(self, done: int, total: int, what: str, /) -> None:
        """Show it."""


def say(sentence: str) -> None:
    """Tell the person at the terminal something that is not the result; nobody may be listening."""
    if sys.stderr is not None:
        with suppress(OSError):
            sys.stderr.write(on_one_line(sentence) + "\n")
            sys.stderr.flush()


def print_result(text: str) -> None:
    """Print the result of a command, wholly.

    Raises:
        OutputError: stdout is closed, its disk is full, or who read it has gone.
    """
    if sys.stdout is None:
        raise OutputError("标准输出已关闭，结果没有写出。")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        raise stdout_failure(error) from error


def stdout_failure(error: OSError) -> OutputError:
    """Return what to say when stdout could not be written, and give it up."""
    _drop_stdout()
    return OutputError(f"结果没有全部写到标准输出：{reason(error)}。")


def _drop_stdout() -> None:
    """Send what is still waiting nowhere, so that Python does not try, and fail, to write it once more at its end."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def print_json(document: object) -> None:
    """Print the one JSON document of a command."""
    print_result(json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def print_lines(lines: Sequence[str]) -> None:
    """Print a result that is read line by line."""
    print_result("".join(f"{line}\n" for line in lines))


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under headings, in columns that stand straight with Chinese text too."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(*headings, box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for row in rows:
        table.add_row(*map(on_one_line, row))
    terminal, printed = Console(), StringIO()
    width = terminal.width if terminal.is_terminal else 200
    console = Console(file=printed, width=width, force_terminal=terminal.is_terminal)
    console.print(table, markup=False, highlight=False)
    print_result(printed.getvalue())


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
