"""The sheets of an .xls workbook, which WPS calls .et: what Excel wrote until 2003."""

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from xlrd import (
    XL_CELL_BOOLEAN,
    XL_CELL_DATE,
    XL_CELL_ERROR,
    XL_CELL_NUMBER,
    XL_CELL_TEXT,
    XLRDError,
    error_text_from_code,
    open_workbook,
)
from xlrd.book import Book
from xlrd.sheet import Sheet

from app.base.errors import ReadingError
from app.readers.grids import Page, Pages, Place
from app.readers.number_formats import printed
from app.readers.spreadsheet import exact
from app.readers.tables import Shown, a1, sheet_table
from app.readers.texts import clean

_ADVICE = "请在 Excel 或 WPS 里打开并另存为 .xlsx 后再试。"
_CHINESE = "gb18030"  # what files say nothing of that were written by Chinese programs of old


@contextmanager
def read_xls(path: Path) -> Iterator[Pages]:
    """Open a workbook.

    Raises:
        ReadingError: it is damaged or has a password.
    """
    book = _opened(path)
    try:
        yield Pages("xls", book.nsheets, _pages(book, path.name))
    finally:
        book.release_resources()


def _opened(path: Path) -> Book:
    try:
        try:
            return _book(path, None)
        except UnicodeDecodeError:
            return _book(path, _CHINESE)
    except XLRDError as error:
        if "encrypted" in str(error):
            raise ReadingError(f"“{path.name}”有打开密码。请在 Excel 或 WPS 里打开它，去掉密码另存后再试。") from error
        raise _damaged(path.name) from error
    except Exception as error:  # of a damaged file xlrd raises whatever comes up
        raise _damaged(path.name) from error


def _book(path: Path, encoding: str | None) -> Book:
    content = path.read_bytes()
    with contextlib.redirect_stdout(StringIO()):  # a few of its complaints go there and not to the log file
        return open_workbook(
            file_contents=content,
            logfile=StringIO(),
            formatting_info=True,
            on_demand=True,
            ragged_rows=True,
            encoding_override=encoding,
        )


def _pages(book: Book, file: str) -> Iterator[Page]:
    for index in range(book.nsheets):
        try:
            sheet = book.sheet_by_index(index)
            yield _page(book, sheet, index + 1)
            book.unload_sheet(index)
        except ReadingError:
            raise
        except Exception as error:  # of a damaged file xlrd raises whatever comes up
            raise _damaged(file) from error


def _page(book: Book, sheet: Sheet, number: int) -> Page:
    def place(row: int, column: int) -> Place:
        return Place(number, sheet.name, a1(row, column))

    areas = [(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
    table = sheet_table(dict(_texts(book, sheet)), areas, place)
    return Page(number, () if table is None else (table,), sheet.name, is_hidden=bool(sheet.visibility))


def _texts(book: Book, sheet: Sheet) -> Iterator[tuple[tuple[int, int], Shown]]:
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            if kind in _WITH_VALUE and (text := _text(book, sheet, row, column)).strip():
                yield (row + 1, column + 1), Shown(text, kind == XL_CELL_ERROR)


_WITH_VALUE = {XL_CELL_TEXT, XL_CELL_NUMBER, XL_CELL_DATE, XL_CELL_BOOLEAN, XL_CELL_ERROR}


def _text(book: Book, sheet: Sheet, row: int, column: int) -> str:
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind == XL_CELL_TEXT:
        return clean(value)
    if kind == XL_CELL_ERROR:
        return str(error_text_from_code.get(value, "#N/A"))
    if kind == XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    number = exact(repr(value))
    return "" if number is None else printed(number, _code(book, sheet, row, column), is_1904=bool(book.datemode))


def _code(book: Book, sheet: Sheet, row: int, column: int) -> str:
    look = book.xf_list[sheet.cell_xf_index(row, column)]
    found = book.format_map.get(look.format_key)
    return str(found.format_str) if found else ""


def _damaged(file: str) -> ReadingError:
    return ReadingError(f"“{file}”已损坏，读不出来。{_ADVICE}")
