"""Workbooks of the program itself: written, changed as a clerk does, and read back."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from cases import CASES, read_case
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from app.definitions.library import Library
from app.model.exchange import write_form
from app.model.marks import MARKS_SHEET
from app.model.operators import Operator
from app.model.records import Form, FundRow, Indicator, OverallTarget, ProjectTarget, SelfEvaluation
from app.readers.own_workbook import OwnWorkbook, own_workbook
from app.sheet.pages import print_form
from app.writers.xlsx import write_xlsx
from app.writers.xlsx_fields import Origin

LAYOUT = "chongqing/tongnan-2022"

MERGING = "central/central-2026"

EVALUATION = "chongqing/tongnan-2024"

PUBLISHED = [form for path in CASES for form in read_case(path)]


def written(forms: Sequence[Form], library: Library, target: Path, layout: str = "") -> Path:
    """Write forms, each in its own layout or all in another, as the export does."""
    layouts = [library.layout(layout) if layout else library.shown_layout(form) for form in forms]
    printouts = [print_form(form, library, None, one) for form, one in zip(forms, layouts, strict=True)]
    origins = [Origin(form, one, library) for form, one in zip(forms, layouts, strict=True)]
    write_xlsx(printouts, target, origins=origins)
    return target


def documents(forms: Sequence[Form]) -> list[dict[str, Any]]:
    return [write_form(form) for form in forms]


def read(path: Path) -> OwnWorkbook:
    found = own_workbook(path)
    assert found is not None
    return found


def odd_forms() -> list[Form]:
    """What a clerk may type and a spreadsheet would like to take for something else."""
    project = ProjectTarget(
        layout=LAYOUT,
        year=2022,
        project_name="=1+1",
        project_code="007",
        department="'引号",
        unit="  空格  ",
        amount=Decimal("123456.7890"),
        overview="一\r\n二\n\n三_x0041_ 𬭎\t列",
        basis=" ",
        goal="=SUM(A1)",
        start="2022-01-01",
        end="001",
        other={"别的": "甲\n乙", "空": ""},
    )
    project.indicators = [
        Indicator(level3="'x", value="22.50", unit="%", weight=Decimal("10.50"), operator=Operator.AT_LEAST),
        Indicator(),
        Indicator(level3="@a", value="1190.00", other={"某": "值"}, remark="不印"),
        Indicator(level3="-5", value="0012", operator=Operator.QUALITATIVE, weight=Decimal("1234567890.123456")),
        Indicator(level3="㛃䶮𠮷", value="0.10", operator=Operator.NONE, weight=Decimal(0)),
    ]
    evaluation = SelfEvaluation(layout=EVALUATION, project_name="项目", self_score=Decimal("98.00"), phone="023-1")
    evaluation.funds = [FundRow(item="一般", initial_budget=Decimal("17573249.31")), FundRow()]
    evaluation.indicators = [Indicator(level1="不印", level3="甲", actual="95.0", score=Decimal("4.50"))]
    return [project, ProjectTarget(layout=LAYOUT), evaluation, OverallTarget(layout=LAYOUT, unit="单位")]


def project() -> ProjectTarget:
    form = ProjectTarget(
        layout=LAYOUT, year=2022, project_code="A1", project_name="项目", amount=Decimal(300000), other={"密": "文"}
    )
    form.indicators = [
        Indicator(
            level1="产出指标",
            level2="数量指标",
            level3=f"指标{n}",
            operator=Operator.AT_LEAST,
            value=f"{n}.50",
            unit="%",
            weight=Decimal(f"{n}.0"),
            other={"号": str(n)},
        )
        for n in range(1, 5)
    ]
    return form


class Desk(NamedTuple):
    """A workbook on which a clerk works; rows are inserted and deleted as Excel does it."""

    path: Path
    book: Workbook
    sheet: Worksheet

    @classmethod
    def of(cls, path: Path) -> "Desk":
        book = load_workbook(path)
        return cls(path, book, book.worksheets[0])

    def find(self, text: Any) -> tuple[int, int]:
        return next(
            (cell.row, cell.column) for row in self.sheet.iter_rows() for cell in row if cell.value == text and text
        )

    def type(self, row: int, column: int, value: Any, number_format: str = "General") -> None:
        cell = self.sheet.cell(row, column)
        cell.value, cell.number_format = value, number_format

    def insert_row(self, at: int) -> None:
        self.sheet.insert_rows(at)
        self.move(lambda row: row + (row >= at))

    def delete_row(self, at: int) -> None:
        self.sheet.delete_rows(at)
        self.move(lambda row: None if row == at else row - (row > at))

    def move(self, moved: Callable[[int], int | None]) -> None:
        """Move what insert_rows() leaves where it is: merged areas and references."""
        ranges = []
        for area in list(self.sheet.merged_cells.ranges):
            rows = [to for row in range(area.min_row, area.max_row + 1) if (to := moved(row))]
            if rows:
                ranges.append(CellRange(None, area.min_col, min(rows), area.max_col, max(rows)))
        self.sheet.merged_cells.ranges = set()
        for area in ranges:
            self.sheet.merged_cells.add(area)
        for row in self.book[MARKS_SHEET].iter_rows(min_col=2, max_col=2, min_row=2):
            found = re.fullmatch(r"(.*\$)(\d+)", str(row[0].value or ""))
            if found and f"'{self.sheet.title}'" in found[1]:
                to = moved(int(found[2]))
                row[0].value = f"{found[1]}{to}" if to else "=#REF!"

    def saved(self) -> Path:
        self.book.save(self.path)
        return self.path


def desk(forms: Sequence[Form], library: Library, tmp_path: Path) -> Desk:
    return Desk.of(written(forms, library, tmp_path / "desk.xlsx"))


def names(form: Form) -> list[str]:
    return [indicator.level3 for indicator in form.indicators]


def cut(library: Library, tmp_path: Path) -> tuple[Desk, int, int, int]:
    """Return a workbook whose second row is cut, that row's first and last, and the column of its third level."""
    form = project()
    form.layout = MERGING
    form.indicators[1].level3 = "长" * 4000
    clerk = desk([form], library, tmp_path)
    row, column = next(
        (cell.row, cell.column) for cells in clerk.sheet.iter_rows() for cell in cells if "长长" in str(cell.value)
    )
    last = clerk.find("指标3")[0] - 1
    assert last > row + 3
    return clerk, row, last, column


def unmerge(clerk: Desk, row: int, columns: range) -> None:
    """Take the cells of a row out of what they are merged with, which ends above it."""
    for area in list(clerk.sheet.merged_cells.ranges):
        if area.min_col in columns and area.min_row < row <= area.max_row:
            clerk.sheet.merged_cells.remove(area)
            clerk.sheet.merged_cells.add(CellRange(None, area.min_col, area.min_row, area.max_col, row - 1))


def pieces_of(clerk: Desk, column: int, text: str) -> list[tuple[int, str]]:
    """Return the rows and texts of the cells in a column whose text belongs to another, in order."""
    found = (
        (cells[0].row, str(cells[0].value or "")) for cells in clerk.sheet.iter_rows(min_col=column, max_col=column)
    )
    return [(row, piece) for row, piece in found if piece and (piece in text or piece.startswith(text))]


NUMBERED_TEXT = "".join(f"第{n}条　要求：\n把钱花在刀刃上。" for n in range(220))


def split_text(library: Library, tmp_path: Path) -> tuple[Desk, list[tuple[int, str]], int]:
    form = project()
    form.layout = MERGING
    form.indicators[1].level3 = NUMBERED_TEXT
    clerk = desk([form], library, tmp_path)
    column = clerk.find("指标1")[1]
    return clerk, pieces_of(clerk, column, NUMBERED_TEXT), column


TOGETHER = "sichuan/jingyan-2023"


def table_of_many_rows() -> ProjectTarget:
    form = project()
    form.layout = TOGETHER
    form.indicators = [Indicator(level1="产出指标", level3=f"指标{n}", value=str(n)) for n in range(1, 81)]
    return form


def rewritten(path: Path, part: str, change: Callable[[str], str]) -> Path:
    """Change a part of the archive."""
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    before = parts[part].decode("utf-8")
    parts[part] = change(before).encode("utf-8")
    assert parts[part].decode("utf-8") != before
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path
