"""A PDF with a text layer: its ruling lines make tables, and what stands in and between them is text."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from app.base.errors import ReadingError
from app.base.pdfium import PDFIUM_LOCK
from app.readers.grids import Box, Cell, Line, Page, Pages, Place, Progress, Report, Table
from app.readers.pdf_columns import unruled_tables
from app.readers.pdf_rules import Lattice, Rules, Turned, lattices, page_rules, spans
from app.readers.pdf_text import Letter, is_garbled, lines_of, page_letters, text_of

LARGEST = 500 * 1024 * 1024  # bytes
_MOST_PLACES = 40_000  # of a table: more are a picture made of lines


@contextmanager
def read_pdf(path: Path, progress: Progress | None = None) -> Iterator[Pages]:
    """Open a PDF; its pages are read as they are asked for.

    Raises:
        ReadingError: it needs a password, is damaged, or is none.
    """
    document = _opened(path)
    try:
        pages = Pages("pdf", len(document), iter(()))
        pages.pages = _pages(document, pages, progress, path.name)
        yield pages
    finally:
        with PDFIUM_LOCK:
            document.close()


def _opened(path: Path) -> pypdfium2.PdfDocument:
    try:
        with PDFIUM_LOCK:
            return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise ReadingError(f"“{path.name}”有打开密码，没有读入。请先取消密码再试。") from error
        raise ReadingError(f"“{path.name}”不完整或已损坏，读不出来。请重新复制或下载它。") from error


def _pages(document: pypdfium2.PdfDocument, pages: Pages, progress: Progress | None, name: str) -> Iterator[Page]:
    empty = garbled = 0
    for number in range(1, pages.total + 1):
        page, text = _page(document, number)
        empty += text is _Text.NONE
        garbled += text is _Text.GARBLED
        yield page
        if progress:
            progress(Report(number, pages.total))
    if pages.total and empty == pages.total:
        pages.notes.append(f"“{name}”是扫描件或图片，没有可读的文字，没有读入。请找单位留存的 Excel 或 Word 文件。")
    elif empty:
        pages.notes.append(f"“{name}”有 {empty} 页没有可读的文字（可能是扫描的），这些页没有读入。")
    if garbled:
        pages.notes.append(
            f"“{name}”有 {garbled} 页的文字没有正确的编码，读出来是乱码，这些页没有读入。请找它的 Excel 或 Word 文件。"
        )


class _Text(Enum):
    """What a page has to read."""

    SOME = 1
    NONE = 2
    GARBLED = 3


def _page(document: pypdfium2.PdfDocument, number: int) -> tuple[Page, _Text]:
    """Read one page; tell whether it has text, or pictures alone."""
    with PDFIUM_LOCK:
        drawn = _drawn(document, number)
    if is_garbled(drawn.letters):
        return Page(number, (), size=drawn.size), _Text.GARBLED
    blocks = _blocks(drawn.letters, drawn.rules, number) if drawn.letters else []
    return Page(number, tuple(blocks), size=drawn.size), _Text.SOME if drawn.letters or drawn.is_blank else _Text.NONE


class _Drawn(NamedTuple):
    """What PDFium says of a page."""

    letters: list[Letter]
    rules: Rules
    size: tuple[float, float]
    is_blank: bool


def _drawn(document: pypdfium2.PdfDocument, number: int) -> _Drawn:
    page = document[number - 1]
    try:
        text = page.get_textpage()
        turned = Turned(page.get_cropbox(), page.get_rotation() // 90)
        letters = page_letters(text.raw, turned)
        text.close()
        is_blank = not letters and pdfium.FPDFPage_CountObjects(page.raw) == 0
        return _Drawn(letters, page_rules(page.raw, turned) if letters else Rules(), turned.size, is_blank)
    finally:
        page.close()


def _blocks(letters: Sequence[Letter], rules: Rules, number: int) -> list[Line | Table]:
    """Return the tables and the lines between them, from the top."""
    blocks: list[tuple[float, Line | Table]] = []
    rest = list(letters)
    for lattice in sorted(lattices(rules), key=_area):
        if (len(lattice.xs) - 1) * (len(lattice.ys) - 1) in range(2, _MOST_PLACES):
            inside, rest = _parted(rest, lattice)
            if inside:
                blocks.append((lattice.ys[0], _table(lattice, inside, number)))
    for found in unruled_tables(rest, rules.level, number):
        blocks.append((found.top, found.table))
        rest = [letter for letter in rest if id(letter) not in found.letters]
    blocks += [(line.box.top, Line(line.text, Place(number, box=line.box))) for line in lines_of(rest)]
    return [block for _, block in sorted(blocks, key=lambda one: one[0])]


def _area(lattice: Lattice) -> float:
    return (lattice.xs[-1] - lattice.xs[0]) * (lattice.ys[-1] - lattice.ys[0])


def _parted(letters: Iterable[Letter], lattice: Lattice) -> tuple[list[Letter], list[Letter]]:
    """Return the letters inside a table and those outside."""
    inside: list[Letter] = []
    outside: list[Letter] = []
    left, right, top, bottom = lattice.xs[0], lattice.xs[-1], lattice.ys[0], lattice.ys[-1]
    for letter in letters:
        is_in = left <= (letter.left + letter.right) / 2 <= right and top <= letter.middle <= bottom
        (inside if is_in else outside).append(letter)
    return inside, outside


def _table(lattice: Lattice, letters: Iterable[Letter], page: int) -> Table:
    cells = spans(lattice)
    owners = {
        (row, column): number
        for number, span in enumerate(cells)
        for row in range(span.row, span.row + span.rows)
        for column in range(span.column, span.column + span.columns)
    }
    held: list[list[Letter]] = [[] for _ in cells]
    for letter in letters:
        column = bisect_right(lattice.xs, (letter.left + letter.right) / 2, 1, len(lattice.xs) - 1) - 1
        row = bisect_right(lattice.ys, letter.middle, 1, len(lattice.ys) - 1) - 1
        held[owners[row, column]].append(letter)
    xs, ys = lattice.xs, lattice.ys
    made = [
        Cell(
            span.row,
            span.column,
            text_of(held[number]),
            Place(
                page,
                cell=f"第{span.row + 1}行第{span.column + 1}格",
                box=Box(xs[span.column], ys[span.row], xs[span.column + span.columns], ys[span.row + span.rows]),
            ),
            span.rows,
            span.columns,
        )
        for number, span in enumerate(cells)
    ]
    return Table(len(ys) - 1, len(xs) - 1, tuple(made), tuple(xs))
