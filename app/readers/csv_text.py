"""Text files: rows of cells with commas, tabs or the like between them, or plain lines."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from itertools import islice
from pathlib import Path

from app.base.errors import ReadingError
from app.base.files import reason
from app.readers.grids import Line, Page, Pages, Place
from app.readers.tables import MOST_CELLS, Slot, document_table
from app.readers.texts import clean, decoded

_DELIMITERS = "\t,;|"
_SAMPLE = 200  # rows from which the delimiter is told
_MOST_ALIKE = 0.5  # of the rows have the same number of cells where a delimiter is one
Rows = Sequence[Sequence[str]]


@contextmanager
def read_text(path: Path) -> Iterator[Pages]:
    """Open a text file.

    Raises:
        ReadingError: it cannot be read, or has too many cells.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ReadingError(f"读不出文件“{path}”：{reason(error)}。请确认它没有被占用。") from error
    yield pages_of_text(clean(decoded(content)))


def pages_of_text(text: str, delimiters: str = _DELIMITERS) -> Pages:
    """Return a text as one page: a table where a delimiter is found, else its lines.

    Raises:
        ReadingError: it has too many lines or cells.
    """
    if text.count("\n") > MOST_CELLS:
        raise ReadingError(f"文件里有超过 {MOST_CELLS // 10_000} 万行，没有读入。请拆成几个文件再试。")
    delimiter = _delimiter(text, delimiters)
    if delimiter:
        return Pages("csv", 1, iter([page_of_rows(_rows(text, delimiter))]))
    lines = [line.strip() for line in text.split("\n")]
    return Pages("text", 1, iter([Page(1, tuple(Line(line, Place(1)) for line in lines if line))]))


def page_of_rows(rows: Rows) -> Page:
    """Return rows of cells as a page.

    Raises:
        ReadingError: there are too many.
    """
    if sum(map(len, rows)) > MOST_CELLS:
        raise ReadingError(f"文件里有超过 {MOST_CELLS // 10_000} 万个格子，没有读入。请拆成几个文件再试。")
    slots = [
        Slot(row, column, 1, 1, text.strip())
        for row, cells in enumerate(rows)
        for column, text in enumerate(cells)
        if text.strip()
    ]
    table = document_table(slots, 1, 1)
    return Page(1, () if table is None else (table,))


def _delimiter(text: str, delimiters: str) -> str:
    """Return what stands between the cells: that which gives the most rows the same number of cells, above one.

    One with which the quotes match goes before any other: within quotes all delimiters are letters.
    """
    shares = {delimiter: _share(text, delimiter) for delimiter in delimiters if delimiter in text}
    likely = [delimiter for delimiter, share in shares.items() if share >= _MOST_ALIKE]
    return max(likely, key=lambda delimiter: (_fits_quotes(text, delimiter), shares[delimiter]), default="")


def _fits_quotes(text: str, delimiter: str) -> bool:
    try:
        return bool(list(islice(_strict(text, delimiter), _SAMPLE)))
    except csv.Error:
        return False


def _share(text: str, delimiter: str) -> float:
    rows = _rows(text, delimiter, _SAMPLE)
    parted = [len(row) for row in rows if len(row) > 1]
    if not parted or (len(parted) == 1 and delimiter != "\t"):  # one comma is more likely part of a sentence
        return 0
    return Counter(parted).most_common(1)[0][1] / sum(any(row) or len(row) > 1 for row in rows)


def _rows(text: str, delimiter: str, most: int | None = None) -> list[list[str]]:
    """Return the cells of each row; where quotes do not match, they are letters like others."""
    try:
        return list(islice(_strict(text, delimiter), most))
    except csv.Error:
        return [line.split(delimiter) for line in text.split("\n")[:most]]


def _strict(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
