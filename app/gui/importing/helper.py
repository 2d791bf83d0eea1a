"""Reading in a process of its own: it never holds the window up, ends at once, and no bad file can harm the window.

A thread would share the interpreter with the window: one search through a large sheet, one round of garbage, and the
window stands still for a second (measured: 0.4 s with a workbook of a million empty rows, 1.7 s with 200,000 rows).
"""

import multiprocessing
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import NamedTuple

from app.base.errors import JihengError
from app.definitions.library import Library, library
from app.gui.importing.sources import Picture, Source
from app.readers.grids import Page, Table
from app.recognise.found import FoundForm

FAULT = "读这个文件时程序出了差错，没有读入。其他文件不受影响。"
_MOST_CELLS = 20_000  # of a page that is shown; a table beyond that is no form


class Progressed(NamedTuple):
    """A page of a file was read."""

    number: int
    done: int
    total: int


class Found(NamedTuple):
    """A form was found in a file."""

    number: int
    form: FoundForm


class Finished(NamedTuple):
    """A file was read to its end."""

    number: int
    notes: list[str]
    picture: Picture


class Seen(NamedTuple):
    """A page of a file on which forms stand, to be shown beside them."""

    number: int
    page: Page


class Failed(NamedTuple):
    """A file could not be read; ``fault`` has the traceback where that is the program's own fault."""

    number: int
    sentence: str
    fault: str = ""


Message = Progressed | Found | Finished | Seen | Failed
Send = Callable[[Message], None]
Stop = Callable[[], None]
Launch = Callable[[Connection], Stop]


def serve(connection: Connection) -> None:
    """Read what is asked for, one after the other, until nobody asks any more."""
    with suppress(EOFError, OSError, KeyboardInterrupt):
        declared = library()
        while (wanted := connection.recv()) is not None:
            number, source = wanted
            read_source(connection.send, number, source, declared)


def read_source(send: Send, number: int, source: Source, declared: Library) -> None:
    """Read one file and tell what is in it; whatever is wrong with it is told too."""
    try:
        found = source.forms(declared, lambda at: send(Progressed(number, at.done, at.total)))
        for form in found.forms:
            send(Found(number, form))
        picture = source.picture(found.forms)
        send(Finished(number, found.notes, picture))
        if picture is Picture.GRID:
            for page in _pages_shown(source, found.forms):
                send(Seen(number, page))
    except JihengError as error:
        send(Failed(number, str(error)))
    except (EOFError, OSError, MemoryError) as error:
        send(Failed(number, FAULT, "".join(traceback.format_exception(error))))
    except Exception as error:  # noqa: BLE001 - one bad file must not keep the others from being read
        send(Failed(number, FAULT, "".join(traceback.format_exception(error))))


def _pages_shown(source: Source, forms: Sequence[FoundForm]) -> Iterator[Page]:
    wanted = {page for form in forms for page in form.pages}
    with suppress(JihengError), source.pages() as pages:
        for page in pages:
            if page.number in wanted:
                yield _beginning(page)
            wanted.discard(page.number)
            if not wanted:
                return


def _beginning(page: Page) -> Page:
    """Return a page without the cells that are too many to be shown."""
    left = _MOST_CELLS
    blocks = []
    for block in page.blocks:
        size = len(block.cells) if isinstance(block, Table) else 1
        blocks.append(replace(block, cells=block.cells[:left]) if isinstance(block, Table) and size > left else block)
        left -= size
        if left <= 0:
            break
    return replace(page, blocks=tuple(blocks))


def as_process(connection: Connection) -> Stop:
    """Serve a connection in a new process and return what ends it at once."""
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(connection,), daemon=True)
    process.start()
    connection.close()

    def stop() -> None:
        process.kill()
        process.join()

    return stop


def as_thread(connection: Connection) -> Stop:
    """Serve a connection in a thread of this process, for tests that have no second to lose on a start."""

    def run() -> None:
        with connection:
            serve(connection)

    threading.Thread(target=run, daemon=True).start()
    return lambda: None
