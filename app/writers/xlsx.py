"""Forms as Excel workbooks, one worksheet each: real merges, the measured heights, numbers as numbers, text as text.

Fonts go by their official names, for the clerk's Excel has them. Rows are as high as in the PDF and pages break where
it breaks. What crosses a page's end is a cell on each page, and what is higher than Excel allows is several rows.

With the origin of its values a workbook says more than it shows: lists to choose from, and marks by which it is read
back exactly.
"""

import re
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate, pairwise
from math import floor
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from app.base.errors import OutputError
from app.base.files import written_aside
from app.base.words import plain_cell_text
from app.definitions.looks import Align, Page, Style
from app.model.marks import MARKS_SHEET
from app.sheet.measure import POINT, text_height
from app.sheet.pages import Printout
from app.sheet.sheet import Box, Number, Role, Sheet
from app.writers.lacking import long_texts
from app.writers.names import CREATOR, document_title, heading, one_line, sheet_name
from app.writers.xlsx_fields import Origin, ValueCell, is_plain_text, value_cells
from app.writers.xlsx_lists import LISTS_SHEET, ListBook
from app.writers.xlsx_marks import MarkBook
from app.writers.xlsx_rows import PhysicalRows, Piece

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.styles.cell_style import StyleArray
    from openpyxl.worksheet.page import PageMargins
    from openpyxl.worksheet.worksheet import Worksheet

# What column widths are counted in: the digits of the normal font. Excel draws those of Arial 10.8 in 8 whole pixels;
# LibreOffice measures them unrounded, 8.008. It or its equal in width is on nearly every machine. 宋体 is not: what
# stands in for it has digits a quarter wider.
_NORMAL_FONT, _NORMAL_SIZE = "Arial", 10.8
_DIGIT_PIXELS = 8
_PIXELS_PER_MM = 96 / 25.4
_LONGEST_TEXT = 32767  # Excel's limit for a cell
_SLACK = 2.0  # mm that the lower margin gives way, so that rounding moves no row to the next page
_PAPERS = {(210, 297): 9, (297, 420): 8, (148, 210): 11}  # mm to Excel's numbers: A4, A3, A5
_FORMULA_STARTS = ("=", "+", "-", "@")
_STACKED = 255  # Excel's number for letters one below the other
_TEXT_FORMAT = "@"
_LONGEST_OF_TEXT_FORMAT = 255  # characters; older Excel shows ##### for more
_HORIZONTAL = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_STAMP = datetime(2000, 1, 1)  # noqa: DTZ001 - the format has no zones; the same forms give the same bytes


def write_xlsx(
    forms: Sequence[Printout],
    target: Path,
    title: str = "",
    *,
    origins: Sequence[Origin] = (),
    protect_labels: bool = False,
    marks: bool = True,
) -> None:
    """Write forms into one workbook, and move it into place when it is whole.

    Args:
        forms: at least one.
        target: the file.
        title: of the workbook; when empty, that of the first form.
        origins: the records and layouts that were printed, for lists and hidden marks; without them there are none.
        protect_labels: whether only values can be changed; there is no password.
        marks: whether there are marks; they hold the whole record, so that nothing of it is lost on the way, and with
            it what the sheet does not print.

    Raises:
        OutputError: the file cannot be written, or a text is longer than a cell holds.
    """
    require_room([form.sheet for form in forms])
    workbook, styles, taken = _empty_workbook(), _StyleBook(), {MARKS_SHEET, LISTS_SHEET}
    mark_book, lists = MarkBook(), ListBook()
    for form in forms:
        worksheet = workbook.create_sheet(sheet_name(heading(form.sheet), taken))
        rows = PhysicalRows(form)
        writer = _SheetWriter(worksheet, form, rows, styles)
        cells = value_cells(form.sheet, origins)
        writer.write(cells, protect_labels=protect_labels)
        lists.add(worksheet, rows.first, cells)
        mark_book.add(worksheet.title, form.sheet, rows, cells)
    lists.write(workbook)
    if marks:
        mark_book.write(workbook)
    _describe(workbook, forms, title)
    with written_aside(target) as aside:
        _save(workbook, aside)


def _empty_workbook() -> "Workbook":
    """Return a workbook without worksheets, whose widths are counted in digits of the normal font."""
    from openpyxl import Workbook
    from openpyxl.styles import Font as ExcelFont
    from openpyxl.utils.indexed_list import IndexedList

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    setattr(workbook, "_fonts", IndexedList([ExcelFont(name=_NORMAL_FONT, sz=_NORMAL_SIZE)]))  # noqa: B010 - no other way
    return workbook


def require_room(sheets: Iterable[Sheet]) -> None:
    """Refuse forms with a text that is longer than a cell holds.

    Raises:
        OutputError: there is one; the sentence names the first and its place.
    """
    problems = [text.sentence for text in long_texts(sheets, _LONGEST_TEXT)]
    if problems:
        more = f"（共 {len(problems)} 处）" if len(problems) > 1 else ""
        raise OutputError(f"{problems[0]}，Excel 的一格最多 {_LONGEST_TEXT} 个{more}，请删减，或导出为其他格式。")


def _describe(workbook: "Workbook", forms: Sequence[Printout], title: str) -> None:
    properties = workbook.properties
    properties.title = one_line(title) or document_title(forms[0].sheet)
    properties.creator = one_line(forms[0].sheet.author) or CREATOR
    properties.subject = forms[0].sheet.kind
    properties.created = properties.modified = _STAMP


def _save(workbook: "Workbook", target: Path) -> None:
    from openpyxl.writer.excel import ExcelWriter

    with _StampedZip(target, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(workbook, archive).write_data()


class _StampedZip(ZipFile):
    """An archive in which every file has the same date, so that the same content gives the same bytes."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:  # noqa: ANN401
        stamped = ZipInfo(zinfo_or_arcname, _STAMP.timetuple()[:6])
        stamped.compress_type = ZIP_DEFLATED
        super().writestr(stamped, data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:  # noqa: ANN401
        self.writestr(arcname, Path(filename).read_bytes())


class _SheetWriter:
    """Writes one form into a worksheet."""

    def __init__(self, worksheet: "Worksheet", form: Printout, rows: "PhysicalRows", styles: "_StyleBook") -> None:
        self.worksheet = worksheet
        self.sheet = form.sheet
        self.rows = rows
        self.styles = styles

    def write(self, cells: Sequence[ValueCell], *, protect_labels: bool) -> None:
        plain_texts = {_corner(cell.box) for cell in cells if is_plain_text(cell)}
        self.columns_and_rows()
        for box in self.sheet.boxes:
            self.box(box, is_plain_text=_corner(box) in plain_texts)
        self.page()
        self.foot()
        if protect_labels:
            self.protect()

    def columns_and_rows(self) -> None:
        from openpyxl.utils import get_column_letter

        for number, pixels in enumerate(_column_pixels(self.sheet.columns), 1):
            column = self.worksheet.column_dimensions[get_column_letter(number)]
            column.width = pixels / _DIGIT_PIXELS
        for number, height in enumerate(self.rows.heights, 1):
            self.worksheet.row_dimensions[number].height = round(height / POINT, 2)

    def box(self, box: Box, *, is_plain_text: bool) -> None:
        """Write a box: its value into the first cell, its look into every one; anew on each page it reaches."""
        for number, piece in enumerate(self.rows.pieces(box)):
            part = replace(box, text=piece.text, number=None if number else box.number)
            self.piece(part, piece, is_plain_text=is_plain_text)

    def piece(self, box: Box, piece: Piece, *, is_plain_text: bool) -> None:
        """Write what of a box stands on one page."""
        left, right = box.column + 1, box.column + box.columns
        first_look = self.styles.look(box, self.sheet, first=True, is_plain_text=is_plain_text)
        other_look = self.styles.look(box, self.sheet, first=False)
        for row in range(piece.top, piece.bottom + 1):
            for column in range(left, right + 1):
                look = first_look if (row, column) == (piece.top, left) else other_look
                self.styles.apply(self.worksheet.cell(row, column), look)
        put_value(self.worksheet.cell(piece.top, left), box)
        if (piece.top, left) != (piece.bottom, right):
            self.merge(piece.top, left, piece.bottom, right)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        from openpyxl.worksheet.cell_range import CellRange

        # merge_cells() would take the borders of the covered cells away
        self.worksheet.merged_cells.add(CellRange(min_row=top, min_col=left, max_row=bottom, max_col=right))

    def page(self) -> None:
        """Set up paper, margins, breaks and the rows that every page repeats."""
        from openpyxl.worksheet.pagebreak import Break
        from openpyxl.worksheet.properties import PageSetupProperties

        worksheet, paper = self.worksheet, self.sheet.page
        worksheet.page_setup.paperSize = _paper_number(paper)
        worksheet.page_setup.orientation = "landscape" if paper.width > paper.height else "portrait"
        worksheet.page_setup.fitToWidth, worksheet.page_setup.fitToHeight = 1, 0
        worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        worksheet.print_options.horizontalCentered = True
        worksheet.page_margins = _margins(paper)
        worksheet.sheet_view.showGridLines = False
        for row in self.rows.breaks:
            worksheet.row_breaks.append(Break(id=row))
        if repeated := self.rows.repeated:
            worksheet.print_title_rows = f"{repeated[0]}:{repeated[1]}"

    def foot(self) -> None:
        """Number the pages as the form does, each form from 1."""
        box = self.sheet.page_number
        if box is None:
            return
        text = box.text.replace("&", "&&").format(page="&P", pages="&N")
        footer: Any = getattr(self.worksheet.oddFooter, "center")  # noqa: B009 - its type says it may be None
        footer.text, footer.size = text, round(box.style.size)
        footer.font = f"{self.sheet.fonts[box.style.font].official},Regular"
        self.worksheet.page_setup.firstPageNumber = 1
        self.worksheet.page_setup.useFirstPageNumber = True
        middle = self.sheet.page.bottom / 2 - text_height(box.style, 1) / 2
        self.worksheet.page_margins.footer = max(0.0, round(middle / 25.4, 4))

    def protect(self) -> None:
        """Let only values be changed, rows be inserted and looks be altered; without password, for it is no secret."""
        protection = self.worksheet.protection
        protection.sheet = True
        for allowed in ("formatCells", "formatColumns", "formatRows", "insertRows"):
            setattr(protection, allowed, False)  # what is not locked


def put_value(cell: Any, box: Box) -> None:  # noqa: ANN401 - a cell of openpyxl, merged or not
    """Put the value of a box into a cell: a number where it is one, else text and never a formula."""
    if box.number is not None:
        cell.value = box.number.value
    elif box.text:
        cell.value = excel_text(box.text)
        cell.data_type = "s"


def _corner(box: Box) -> tuple[int, int]:
    return box.row, box.column


def excel_text(text: str) -> str:
    """Return ``text`` as XML and Excel take it."""
    return _LOOKS_ESCAPED.sub("_x005F_", plain_cell_text(text))


def excel_format(number: Number) -> str:
    """Return the number format that shows a number as it is printed: 22.5% for 22.5 with that suffix."""
    whole = "#,##0" if number.thousands else "0"
    decimals = "." + "0" * number.decimals if number.decimals else ""
    suffix = '"' + number.suffix.replace('"', "") + '"' if number.suffix else ""
    return whole + decimals + suffix


def _column_pixels(columns: Sequence[float]) -> list[int]:
    """Return the widths in whole pixels that together are not wider than the columns are."""
    edges = [floor(edge * _PIXELS_PER_MM) for edge in accumulate(columns, initial=0.0)]
    return [right - left for left, right in pairwise(edges)]


def _paper_number(paper: Page) -> int:
    """Return Excel's number of a paper; of one that it has no number for, that of the nearest, to which pages scale."""
    short, long = sorted((paper.width, paper.height))
    return _PAPERS[min(_PAPERS, key=lambda size: abs(size[0] - short) + abs(size[1] - long))]


def _margins(paper: Page) -> "PageMargins":
    from openpyxl.worksheet.page import PageMargins

    left, right, top, bottom = (
        round(mm / 25.4, 4) for mm in (paper.left, paper.right, paper.top, max(0.0, paper.bottom - _SLACK))
    )
    return PageMargins(left=left, right=right, top=top, bottom=bottom, header=top / 2, footer=bottom / 2)


def _argb(colour: str) -> str:
    """Return “#dbe5f1” as Excel counts colours: how opaque, then red, green and blue."""
    return "FF" + colour.removeprefix("#").upper()


class _StyleBook:
    """The looks of a workbook's cells, each made once: setting them cell by cell takes several times as long."""

    def __init__(self) -> None:
        self.made: dict[_Look, StyleArray] = {}

    def look(self, box: Box, sheet: Sheet, *, first: bool, is_plain_text: bool = False) -> "_Look":
        """Return the look of a box's cells; ``first`` is for the one that holds its value."""
        number_format = excel_format(box.number) if first and box.number else "General"
        if first and not box.number and is_plain_text and len(box.text) <= _LONGEST_OF_TEXT_FORMAT:
            number_format = _TEXT_FORMAT
        return _Look(
            box.style,
            sheet.fonts[box.style.font].official,
            number_format,
            ruled=box.ruled,
            quoted=first and box.number is None and box.text.startswith(_FORMULA_STARTS),
            stacked=box.vertical,
            locked=box.field is None or box.role is Role.LABEL,
            rule_colour=sheet.rule_colour,
        )

    def apply(self, cell: Any, look: "_Look") -> None:  # noqa: ANN401 - a cell of openpyxl, merged or not
        """Give a cell a look."""
        if look not in self.made:
            self.made[look] = look.made_for(cell.parent)
        cell._style = copy(self.made[look])  # noqa: SLF001 - the way openpyxl itself shares styles


@dataclass(frozen=True)
class _Look:
    """What a cell looks like, in Excel's terms."""

    style: Style
    font: str
    number_format: str
    ruled: bool
    quoted: bool
    stacked: bool
    locked: bool
    rule_colour: str

    def made_for(self, worksheet: "Worksheet") -> "StyleArray":
        """Return the look as the numbers by which a workbook knows it."""
        from openpyxl.cell.cell import Cell
        from openpyxl.styles import Alignment, Border, PatternFill, Protection, Side
        from openpyxl.styles import Font as ExcelFont

        pattern: Any = Cell(worksheet, row=1, column=1)
        pattern.font = ExcelFont(name=self.font, sz=self.style.size)
        pattern.alignment = Alignment(
            horizontal=_HORIZONTAL[self.style.align],
            vertical="center",
            wrap_text=True,
            text_rotation=_STACKED if self.stacked else 0,
        )
        pattern.number_format = self.number_format
        pattern.quotePrefix = self.quoted
        if not self.locked:
            pattern.protection = Protection(locked=False)
        if self.ruled:
            side = Side(style="thin", color=_argb(self.rule_colour))
            pattern.border = Border(left=side, right=side, top=side, bottom=side)
        if self.style.fill:
            pattern.fill = PatternFill("solid", fgColor=_argb(self.style.fill))
        made: StyleArray = pattern._style  # noqa: SLF001
        return made
