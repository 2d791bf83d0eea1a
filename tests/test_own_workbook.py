"""Our own workbooks read back: as they were written, as a clerk changed them, and as a stranger tampered with them."""

import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from conftest import CASES, case, read_case
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from app.base.errors import JihengError
from app.definitions.library import Layout, Library
from app.definitions.library import library as declared
from app.model.exchange import write_form
from app.model.marks import MARKS_SHEET, FieldMark, pieces
from app.model.operators import Operator
from app.model.records import Form, FundRow, Indicator, OverallTarget, ProjectTarget, SelfEvaluation
from app.readers import package, spreadsheet
from app.readers.number_formats import format_code, shown
from app.readers.own_marks import place_of
from app.readers.own_values import FieldReader, Unreadable, bare, split
from app.readers.own_workbook import OwnWorkbook, own_workbook
from app.readers.spreadsheet import Cell, exact
from app.sheet.pages import lay_out, print_form, sheet_of
from app.sheet.surroundings import Surroundings
from app.writers.export import ExportItem, export_forms
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


# As it was written


@pytest.mark.parametrize("layout", declared().layouts.values(), ids=lambda layout: layout.id)
def test_every_published_form_in_every_layout_is_read_back(layout: Layout, library: Library, tmp_path: Path) -> None:
    forms = [form for form in PUBLISHED if layout.prints(form)]
    found = read(written(forms, library, tmp_path / "all.xlsx", layout.id)) if forms else OwnWorkbook()
    assert found.notes == []
    assert documents(found.forms) == documents(forms)


@pytest.mark.parametrize("length", [1500, 4000])
@pytest.mark.parametrize(
    "layout", [layout for layout in declared().layouts.values() if layout.prints(project())], ids=lambda one: one.id
)
def test_a_row_cut_by_pages_is_read_back_as_one(layout: Layout, length: int, library: Library, tmp_path: Path) -> None:
    for at in range(4):
        form = project()
        form.indicators[at].level3 = "长" * length
        found = read(written([form], library, tmp_path / "long.xlsx", layout.id))
        assert documents(found.forms) == documents([form])
        assert found.notes == []


def test_odd_texts_are_read_back(library: Library, tmp_path: Path) -> None:
    found = read(written(odd_forms(), library, tmp_path / "odd.xlsx"))
    assert documents(found.forms) == documents(odd_forms())
    assert found.notes == []


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_libreoffice_may_save_it_in_between(library: Library, tmp_path: Path) -> None:
    forms = [*odd_forms(), *PUBLISHED[::9]]
    path = written(forms, library, tmp_path / "book.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", tmp_path / "out", path]
    subprocess.run(command, capture_output=True, check=True)
    saved = tmp_path / "out" / "book.xlsx"
    assert documents(read(saved).forms) == documents(forms)
    book = load_workbook(saved)
    assert book[MARKS_SHEET].sheet_state != "visible"
    assert {rule.formula1 for sheet in book for rule in sheet.data_validations.dataValidation} >= {
        '"≥,>,=,<,≤,定性"',
        '"新增,延续"',
    }


def test_several_projects_in_one_table(library: Library, tmp_path: Path) -> None:
    layout = next(
        layout
        for layout in library.layouts.values()
        if layout.project_table and layout.form_for(ProjectTarget()).indicators.columns
    )
    forms = case("tongnan-2022")[:3]
    items = [ExportItem(form, layout, Surroundings()) for form in forms]
    written_files = export_forms(items, "xlsx", tmp_path, library)
    found = [form for path in written_files for form in read(path).forms]
    assert documents(found) == documents(forms)
    sheet = sheet_of(forms, layout, library)
    write_xlsx([lay_out(sheet)], tmp_path / "one.xlsx", origins=[Origin(form, layout, library) for form in forms])
    assert documents(read(tmp_path / "one.xlsx").forms) == documents(forms)
    desk = Desk.of(tmp_path / "one.xlsx")
    last = max(row for row in range(1, desk.sheet.max_row) if desk.sheet.cell(row, desk.sheet.max_column).value)
    desk.delete_row(last)
    changed = read(desk.saved())
    assert [len(form.indicators) for form in changed.forms] == [
        len(form.indicators) - (form is forms[-1]) for form in forms
    ]


def test_the_export_writes_marks(library: Library, tmp_path: Path) -> None:
    form = case("tongnan-2022")[0]
    files = export_forms([ExportItem(form, library.shown_layout(form), Surroundings())], "xlsx", tmp_path, library)
    assert documents(read(files[0]).forms) == documents([form])


# As a clerk changed it


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


def test_changed_values_are_read_as_they_are_now(library: Library, tmp_path: Path) -> None:
    clerk = desk([project()], library, tmp_path)
    row, column = clerk.find("A1-项目")
    clerk.type(row, column, "B2-新-项目")
    clerk.type(*clerk.find(30), 45.6)
    row, column = clerk.find("指标2")
    clerk.type(row, column, "=A1")
    clerk.sheet.cell(row, column).data_type = "s"
    clerk.type(row, column + 1, 0.95, "0%")
    clerk.type(row, column + 2, "定性")
    clerk.type(row, column + 4, "1,200.5 ")
    clerk.type(row + 1, column + 1, 44713, "yyyy-mm")
    clerk.type(row + 1, column + 2, None)
    form, was = read(clerk.saved()).forms[0], project()
    assert isinstance(form, ProjectTarget)
    assert (form.project_code, form.project_name, form.amount) == ("B2", "新-项目", Decimal(456000))
    second, third = form.indicators[1:3]
    assert (second.level3, second.value, second.operator) == ("=A1", "95%", Operator.QUALITATIVE)
    assert (second.weight, second.other) == (Decimal("1200.5"), {"号": "2"})
    assert (third.value, third.operator) == ("2022-06", Operator.NONE)
    assert documents([form])[0]["indicators"][3] == documents([was])[0]["indicators"][3]
    assert form.other == {"密": "文"}


def test_an_amount_without_unit_gets_one(library: Library, tmp_path: Path) -> None:
    clerk = desk([ProjectTarget(layout=LAYOUT, amount_unit="")], library, tmp_path)
    row, column = clerk.find("资金总额")
    clerk.type(row, column + 1, 12.5)
    form = read(clerk.saved()).forms[0]
    assert isinstance(form, ProjectTarget)
    assert (form.amount, form.amount_unit) == (Decimal(125000), "元")


def test_rows_come_and_go(library: Library, tmp_path: Path) -> None:
    clerk = desk([project()], library, tmp_path)
    row, column = clerk.find("指标3")
    clerk.insert_row(row)
    clerk.type(row, column, "新指标")
    clerk.type(row, column + 1, 7)
    clerk.delete_row(clerk.find("指标1")[0])
    below = clerk.sheet.max_row + 1
    clerk.type(below, column, "末尾")
    clerk.type(below + 2, column, "表外")
    found = read(clerk.saved())
    assert names(found.forms[0]) == ["指标2", "新指标", "指标3", "指标4", "末尾"]
    assert found.forms[0].indicators[1].value == "7"
    assert [indicator.other.get("号") for indicator in found.forms[0].indicators] == ["2", None, "3", "4", None]
    assert [indicator.weight for indicator in found.forms[0].indicators][2] == Decimal("3.0")


def test_all_rows_may_go_and_an_empty_table_may_be_filled(library: Library, tmp_path: Path) -> None:
    clerk = desk([project()], library, tmp_path)
    for n in range(1, 5):
        clerk.delete_row(clerk.find(f"指标{n}")[0])
    assert names(read(clerk.saved()).forms[0]) == []
    clerk = desk([ProjectTarget(layout=LAYOUT)], library, tmp_path)
    row, column = clerk.find("三级指标")
    clerk.type(row + 1, column, "第一个")
    clerk.type(row + 2, column, "第二个")
    assert names(read(clerk.saved()).forms[0]) == ["第一个", "第二个"]


def test_a_row_that_was_emptied_vanishes_and_notes_are_no_rows(library: Library, tmp_path: Path) -> None:
    clerk = desk([project()], library, tmp_path)
    row, _ = clerk.find("指标2")
    for column in range(2, clerk.sheet.max_column + 1):
        clerk.type(row, column, None)
    below = clerk.sheet.max_row + 1
    clerk.type(below, 2, "注：以上指标由单位填写")
    clerk.sheet.merge_cells(start_row=below, end_row=below, start_column=2, end_column=8)
    assert names(read(clerk.saved()).forms[0]) == ["指标1", "指标3", "指标4"]


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


def test_rows_come_and_go_around_one_that_is_cut(library: Library, tmp_path: Path) -> None:
    clerk, _, last, column = cut(library, tmp_path)
    clerk.insert_row(last + 1)
    clerk.type(last + 1, column, "新指标")
    clerk.delete_row(clerk.find("指标4")[0])
    found = read(clerk.saved())
    assert [name[:3] for name in names(found.forms[0])] == ["指标1", "长长长", "新指标", "指标3"]
    assert found.notes == []


def test_rows_may_follow_a_last_one_that_is_cut(library: Library, tmp_path: Path) -> None:
    clerk, _, _, column = cut(library, tmp_path)
    clerk.delete_row(clerk.find("指标4")[0])
    clerk.delete_row(clerk.find("指标3")[0])
    clerk.type(clerk.sheet.max_row + 1, column, "末尾")
    assert [name[:3] for name in names(read(clerk.saved()).forms[0])] == ["指标1", "长长长", "末尾"]


def test_a_row_inserted_inside_one_that_is_cut(library: Library, tmp_path: Path) -> None:
    clerk, row, _, column = cut(library, tmp_path)
    row = next(
        area.min_row for area in clerk.sheet.merged_cells.ranges if area.min_col == column and area.min_row > row
    )
    clerk.insert_row(row + 1)
    assert read(clerk.saved()).notes == []
    clerk.type(row + 1, column, "盖住的")
    found = read(clerk.saved())
    assert [name[:3] for name in names(found.forms[0])] == ["指标1", "长长长", "指标3", "指标4"]
    assert [f"{get_column_letter(column)}{row + 1} " in note and "盖住的" in note for note in found.notes] == [True]
    unmerge(clerk, row + 1, range(column + 2, clerk.sheet.max_column + 1))
    clerk.type(row + 1, column + 2, "另一个值")
    found = read(clerk.saved())
    assert [indicator.value for indicator in found.forms[0].indicators] == ["1.50", "2.50", "另一个值", "3.50", "4.50"]
    assert [f"第 {row + 1} 行" in note for note in found.notes] == [True]
    unmerge(clerk, row + 1, range(1, clerk.sheet.max_column + 1))
    assert len(read(clerk.saved()).forms[0].indicators) >= 5


def test_a_part_of_a_merged_cell_is_changed(library: Library, tmp_path: Path) -> None:
    clerk, row, last, column = cut(library, tmp_path)
    parts = [row for row in range(row + 1, last + 1) if clerk.sheet.cell(row, column - 1).value]
    for part in parts:
        clerk.type(part, column - 1, f"改动{part}")
    found = read(clerk.saved())
    second = [indicator.level2 for indicator in found.forms[0].indicators]
    assert second == ["数量指标", "数量指标", f"改动{parts[-1]}", f"改动{parts[-1]}"]
    assert len(found.notes) == len(parts) - 1
    assert all(f"改动{part}" in note for part, note in zip(parts, found.notes, strict=False))


def test_a_new_row_may_be_merged_with_the_anchor_of_another(library: Library, tmp_path: Path) -> None:
    form = project()
    form.layout = MERGING
    form.indicators[3].level1 = "效益指标"
    clerk = desk([form], library, tmp_path)
    row, column = clerk.find("效益指标")
    clerk.type(row + 1, clerk.find("指标4")[1], "新指标")
    clerk.sheet.merged_cells.add(CellRange(None, column, row, column, row + 1))
    found = read(clerk.saved())
    assert names(found.forms[0]) == ["指标1", "指标2", "指标3", "指标4", "新指标"]
    assert found.forms[0].indicators[4].level1 == "效益指标"


def test_swapped_rows_take_along_what_is_not_printed(library: Library, tmp_path: Path) -> None:
    clerk = desk([project()], library, tmp_path)
    one, two = clerk.find("指标1")[0], clerk.find("指标4")[0]
    for column in range(2, clerk.sheet.max_column + 1):
        first, second = clerk.sheet.cell(one, column), clerk.sheet.cell(two, column)
        first.value, second.value = second.value, first.value
        first.number_format, second.number_format = second.number_format, first.number_format
    form = read(clerk.saved()).forms[0]
    assert [(indicator.level3, indicator.other["号"], str(indicator.weight)) for indicator in form.indicators] == [
        ("指标4", "4", "4.0"),
        ("指标2", "2", "2.0"),
        ("指标3", "3", "3.0"),
        ("指标1", "1", "1.0"),
    ]


def test_funds_may_be_added_above_the_next_block(library: Library, tmp_path: Path) -> None:
    form = SelfEvaluation(layout=EVALUATION, scope="project", goal_initial="目标")
    form.funds = [FundRow(item="一般公共预算", initial_budget=Decimal("1234.50"))]
    clerk = desk([form], library, tmp_path)
    row, column = clerk.find("一般公共预算")
    clerk.insert_row(row + 1)
    clerk.type(row + 1, column, "其他")
    clerk.type(row + 1, column + 1, "2,000.10")
    clerk.type(row, column + 1, "约一千")
    found = read(clerk.saved())
    evaluation = found.forms[0]
    assert isinstance(evaluation, SelfEvaluation)
    assert [(fund.item, fund.initial_budget) for fund in evaluation.funds] == [
        ("一般公共预算", None),
        ("其他", Decimal("2000.10")),
    ]
    assert evaluation.goal_initial == "目标"
    address = f"{get_column_letter(column + 1)}{row}"
    assert evaluation.other == {f"年初预算数（{address}）": "约一千"}
    assert "约一千" in found.notes[0]
    assert address in found.notes[0]


def test_what_cannot_be_read_is_kept_and_told(library: Library, tmp_path: Path) -> None:
    clerk = desk([project()], library, tmp_path)
    row, column = clerk.find("指标1")
    clerk.type(row, column + 1, "#REF!")
    clerk.sheet.cell(row, column + 1).data_type = "e"
    clerk.type(row, column + 2, "约")
    clerk.type(row, column + 4, "=SUM(A1:A2)")
    clerk.book.create_sheet("草稿")["A1"] = "便笺"
    found = read(clerk.saved())
    first = found.forms[0].indicators[0]
    assert (first.value, first.operator, first.weight) == ("#REF!", Operator.NONE, None)
    assert first.other == {"号": "1", "指标性质": "约"}
    assert [
        word
        for note, word in zip(found.notes, ["错误值 #REF!", "“约”认不出", "没有结果的公式", "“草稿”"], strict=True)
        if word not in note
    ] == []


def test_deleted_sheets_rows_and_columns(library: Library, tmp_path: Path) -> None:
    forms: list[Form] = [project(), project(), project()]
    clerk = desk(forms, library, tmp_path)
    del clerk.book[clerk.book.sheetnames[1]]
    for row in clerk.book[MARKS_SHEET].iter_rows(min_col=2, max_col=2, min_row=2):
        if "(2)" in str(row[0].value):
            row[0].value = "=#REF!$A$1"
    clerk.delete_row(clerk.find("项目概况")[0])
    found = read(clerk.saved())
    assert documents(found.forms) == documents(forms[:2])
    assert found.notes == ["“项目概况”的格子已被删除，沿用导出时的内容。"]


def test_a_formulas_result_is_read(library: Library, tmp_path: Path) -> None:
    path = written([project()], library, tmp_path / "formula.xlsx")
    part = "xl/worksheets/sheet1.xml"
    rewritten(
        path,
        part,
        lambda text: re.sub(r'(<c r="[A-Z]+\d+"[^>]*)><v>30</v>', r"\1><f>15*3</f><v>45.000000000000007</v>", text),
    )
    form = read(path).forms[0]
    assert isinstance(form, ProjectTarget)
    assert form.amount == Decimal(450000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("≥95%", ("≥", "95", "%")),
        ("<=3 天", ("≤", "3", "天")),
        ("100万元", ("", "100", "万元")),
        ("10—20次", ("", "10—20", "次")),
        ("优良", ("定性", "优良", "")),
        ("定性优良", ("定性", "优良", "")),
        ("", ("", "", "")),
    ],
)
def test_operator_value_and_unit_of_one_text(text: str, expected: tuple[str, ...]) -> None:
    mark = FieldMark(label="指标值", parts=("operator", "value", "unit"), together=True, join="")
    assert tuple(split(text, mark, {}).values())[1:] == expected[1:]
    from app.model.exchange import SECTIONS

    values: dict[str, Any] = {}
    FieldReader(SECTIONS["projects"].indicator).put(values, mark, Cell(text))
    assert (values["operator"], values["value"], values["unit"]) == expected


def test_codes_patterns_points_and_levels_in_one_text() -> None:
    code = FieldMark(label="主管部门", parts=("department_code", "department"))
    assert split("312-政府-办", code, {}) == {"department_code": "312", "department": "政府-办"}
    assert split("政府-办", code, {}) == {"department_code": "", "department": "政府-办"}
    pattern = code.model_copy(update={"pattern": "[{department_code}]{department}"})
    assert split("[312]政府办", pattern, {}) == {"department_code": "312", "department": "政府办"}
    named = code.model_copy(update={"pattern": "{department}"})
    assert split("新名", named, {"department_code": "312"}) == {"department": "新名"}
    assert bare("产出指标（50分）", FieldMark(label="一级指标", points="（{points}分）")) == "产出指标"
    levels = FieldMark(label="指标", parts=("level1", "level2", "level3"), together=True, join="-")
    known = {"level1": "产出", "level2": ""}
    assert split("产出-数量", levels, known) == {"level1": "产出", "level2": "", "level3": "数量"}
    assert split("甲-乙-丙", levels, {}) == {"level1": "甲", "level2": "乙", "level3": "丙"}


def test_a_number_that_is_none_is_refused() -> None:
    from app.model.exchange import SECTIONS

    reader = FieldReader(SECTIONS["projects"].codecs)
    with pytest.raises(Unreadable):
        reader.put({}, FieldMark(label="金额", parts=("amount",), kind="money"), Cell("三十"))
    values: dict[str, Any] = {}
    reader.put(values, FieldMark(label="金额", parts=("amount",), kind="money"), Cell("￥１２，０００.5万元"))
    assert values == {"amount": "120005000.0"}


@pytest.mark.parametrize(
    ("number", "code", "expected"),
    [
        ("0.95", "0%", "95%"),
        ("0.125", "0%", "12.5%"),
        ("9.5", '0.00"%"', "9.50"),
        ("44713", "yyyy/m/d", "2022-06-01"),
        ("44713.5", "yyyy/m/d h:mm", "2022-06-01 12:00"),
        ("44713", 'yyyy"年"m"月"', "2022-06"),
        ("1250.126", "#,##0.00", "1250.126"),
        ("7", "General", "7"),
        ("7", '[Red]0"d"', "7"),
    ],
)
def test_numbers_are_read_as_they_are_shown(number: str, code: str, expected: str) -> None:
    assert shown(Decimal(number), code) == expected


def test_digits_of_a_file_are_those_that_were_typed() -> None:
    assert str(exact("1.1000000000000001")) == "1.1"
    assert exact("1E+400") is None
    assert exact("甲") is None
    assert (format_code(14, {}), format_code(164, {164: "0.0"}), format_code(999, {})) == ("yyyy-mm-dd", "0.0", "")


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("='甲''乙 (2)'!$C$5", ("甲'乙 (2)", 5, 3)),
        ("甲!AA10", ("甲", 10, 27)),
        ("=#REF!", None),
        ("'甲'!#REF!", None),
        ("#REF!$A$1", ("#REF", 1, 1)),  # a sheet that is not there
        ("", None),
    ],
)
def test_anchors(formula: str, expected: tuple[str, int, int] | None) -> None:
    assert place_of(formula) == expected


# As a stranger tampered with it


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


@pytest.fixture
def own(library: Library, tmp_path: Path) -> Path:
    return written([project()], library, tmp_path / "own.xlsx")


def test_other_files_are_not_ours(library: Library, tmp_path: Path) -> None:
    form = project()
    write_xlsx([print_form(form, library)], tmp_path / "no-marks.xlsx")
    other = Workbook()
    other.create_sheet(MARKS_SHEET)["A1"] = "别的"
    other.save(tmp_path / "other.xlsx")
    (tmp_path / "text.xlsx").write_text("不是表格")
    (tmp_path / "empty.xlsx").write_bytes(b"")
    with ZipFile(tmp_path / "zip.xlsx", "w") as archive:
        archive.writestr("a.txt", "甲")
    for name in ("no-marks", "other", "text", "empty", "zip"):
        assert own_workbook(tmp_path / f"{name}.xlsx") is None


def test_broken_files_are_told(own: Path, tmp_path: Path) -> None:
    with pytest.raises(JihengError, match="读不出文件"):
        own_workbook(tmp_path / "none.xlsx")
    whole = own.read_bytes()
    (tmp_path / "half.xlsx").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(JihengError, match="不完整"):
        own_workbook(tmp_path / "half.xlsx")
    rewritten(own, "xl/worksheets/sheet1.xml", lambda text: text[: len(text) // 2])
    with pytest.raises(JihengError, match="已损坏"):
        own_workbook(own)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("<v>2</v>", "<v>3</v>", "更新版本"),
        ("<v>2</v>", "<v></v>", "已被改动"),
        (r'{"section":"projects"', r'{"section":"项目"', "已被改动"),
        (r'{"section":"projects"', r'{"sektion":"projects"', "已被改动"),
        (r'"amount":"30"', r'"amount":"三十"', "已被改动"),
    ],
)
def test_changed_marks_are_told(own: Path, old: str, new: str, message: str) -> None:
    with ZipFile(own) as archive:
        part = max(name for name in archive.namelist() if name.startswith("xl/worksheets/sheet"))
    rewritten(own, part, lambda text: text.replace(old, new, 1))
    with pytest.raises(JihengError, match=message):
        own_workbook(own)


BOMB = '<!DOCTYPE a [<!ENTITY b "甲"><!ENTITY c "&b;&b;&b;">]>'


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_entities_are_refused(own: Path, part: str) -> None:
    rewritten(own, part, lambda text: re.sub(r"^(<\?xml[^>]*\?>)?", lambda found: found[0] + BOMB, text, count=1))
    with pytest.raises(JihengError, match="DOCTYPE"):
        own_workbook(own)


def test_entities_are_refused_in_utf_16_too(own: Path) -> None:
    with ZipFile(own) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/styles.xml"] = f'<?xml version="1.0" encoding="UTF-16"?>{BOMB}<a>&c;</a>'.encode("utf-16")
    with ZipFile(own, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(JihengError, match="DOCTYPE"):
        own_workbook(own)


def test_a_zip_bomb_is_refused(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "LARGEST", 1024 * 1024)
    rewritten(own, "xl/worksheets/sheet1.xml", lambda text: text + " " * 2 * 1024 * 1024)
    assert own.stat().st_size < 100_000
    with pytest.raises(JihengError, match="解开后超过 1 MB"):
        own_workbook(own)


def test_too_many_cells_and_files_are_refused(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(spreadsheet, "MOST_CELLS", 20)
        with pytest.raises(JihengError, match="格子，没有读入"):
            own_workbook(own)
    monkeypatch.setattr(package, "MOST_FILES", 3)
    with pytest.raises(JihengError, match="个文件，不像是表格"):
        own_workbook(own)


def test_endless_merged_areas_cost_nothing(own: Path) -> None:
    areas = '<mergeCell ref="A1:XFD1048576"/>' * 1000
    rewritten(own, "xl/worksheets/sheet1.xml", lambda text: text.replace("</mergeCells>", areas + "</mergeCells>"))
    assert len(read(own).forms) == 1


def test_endless_merged_areas_over_many_rows_are_refused(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "_MOST_MERGED_ROWS", 100)
    areas = '<mergeCell ref="A1:XFD1048576"/>' * 1000
    rewritten(own, "xl/worksheets/sheet1.xml", lambda text: text.replace("</mergeCells>", areas + "</mergeCells>"))
    with pytest.raises(JihengError, match="合并的格子太多"):
        own_workbook(own)


def test_marks_are_ascii_in_pieces_that_cells_hold() -> None:
    mark = FieldMark(label="标_x0041_签" * 3000)
    texts = pieces(mark)
    assert len(texts) > 1
    assert all(text.isascii() and "_" not in text and len(text) <= 30_000 for text in texts)
    assert FieldMark.model_validate_json("".join(texts)) == mark


# What a page's end splits


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


def test_a_text_is_a_piece_on_each_page_and_all_of_it_is_read(library: Library, tmp_path: Path) -> None:
    clerk, pieces, column = split_text(library, tmp_path)
    assert len(pieces) > 2
    assert "".join("".join(text.split()) for _, text in pieces) == "".join(NUMBERED_TEXT.split())
    breaks = [each.id for each in clerk.sheet.row_breaks.brk]
    assert [sum(end < row for end in breaks) for row, _ in pieces] == list(range(len(pieces)))
    assert read(clerk.saved()).forms[0].indicators[1].level3 == NUMBERED_TEXT
    clerk.type(pieces[1][0], column, "改" + pieces[1][1])
    clerk.type(pieces[-1][0], column, "末尾")
    found = read(clerk.saved())
    before = "".join(NUMBERED_TEXT.split())[: len("".join((pieces[0][1] + pieces[1][1]).split()))]
    middle = "".join("".join(text.split()) for _, text in pieces[:-1])
    assert middle.startswith(before)
    expected = (
        middle[: len("".join(pieces[0][1].split()))] + "改" + middle[len("".join(pieces[0][1].split())) :] + "末尾"
    )
    assert "".join(found.forms[0].indicators[1].level3.split()) == expected
    assert (len(found.forms[0].indicators), found.notes) == (4, [])


def test_the_rest_of_a_text_may_be_deleted(library: Library, tmp_path: Path) -> None:
    clerk, pieces, column = split_text(library, tmp_path)
    for row, _ in pieces[1:]:
        clerk.type(row, column, None)
    found = read(clerk.saved())
    assert found.forms[0].indicators[1].level3 == pieces[0][1]
    assert (names(found.forms[0])[::2], found.notes) == (["指标1", "指标3"], [])
    clerk, pieces, column = split_text(library, tmp_path)
    for _ in range(clerk.find("指标3")[0] - pieces[1][0]):
        clerk.delete_row(pieces[1][0])
    found = read(clerk.saved())
    assert found.forms[0].indicators[1].level3 == pieces[0][1]
    assert (names(found.forms[0])[2:], found.notes) == (["指标3", "指标4"], [])


def test_unmerging_a_row_that_is_cut_makes_no_new_rows(library: Library, tmp_path: Path) -> None:
    """Levels that are printed again stand in rows of their own then, and mean nothing by themselves."""
    clerk, _, _ = split_text(library, tmp_path)
    texts = [cell.value for cells in clerk.sheet.iter_rows() for cell in cells if "（续）" in str(cell.value)]
    assert "数量指标（续）" in texts
    clerk.sheet.merged_cells.ranges = set()
    clerk = Desk.of(clerk.saved())
    for row in range(clerk.find("指标3")[0], clerk.find("指标4")[0] + 1):
        for column in (2, 3):
            clerk.type(row, column, clerk.sheet.cell(clerk.find("指标1")[0], column).value)
    found = read(clerk.saved())
    assert [name[:3] for name in names(found.forms[0])] == ["指标1", "第0条", "指标3", "指标4"]


def test_the_first_of_repeated_levels_stands_for_all(library: Library, tmp_path: Path) -> None:
    form = project()
    form.layout = MERGING
    form.indicators = [
        Indicator(level1="产出指标", level2="数量指标", level3=f"指标{n}", value=str(n)) for n in range(1, 81)
    ]
    clerk = desk([form], library, tmp_path)
    row, column = clerk.find("数量指标")
    again = clerk.find("数量指标（续）")[0]
    assert clerk.sheet.cell(again, column).value == "数量指标（续）"
    clerk.type(row, column, "质量指标")
    found = read(clerk.saved())
    assert {indicator.level2 for indicator in found.forms[0].indicators} == {"质量指标"}
    clerk.type(again, column, "时效指标")
    levels = [indicator.level2 for indicator in read(clerk.saved()).forms[0].indicators]
    assert set(levels) == {"质量指标", "时效指标"}
    assert levels.index("时效指标") == int(str(clerk.sheet.cell(again, column + 1).value).removeprefix("指标")) - 1
    at = again + 2
    clerk.insert_row(at)
    clerk.type(at, column + 1, "新指标")
    added = next(one for one in read(clerk.saved()).forms[0].indicators if one.level3 == "新指标")
    assert (added.level1, added.level2) == ("产出指标", "时效指标")


TOGETHER = "sichuan/jingyan-2023"


def table_of_many_rows() -> ProjectTarget:
    form = project()
    form.layout = TOGETHER
    form.indicators = [Indicator(level1="产出指标", level3=f"指标{n}", value=str(n)) for n in range(1, 81)]
    return form


def test_an_amount_stands_on_every_page_and_is_a_number_once(library: Library, tmp_path: Path) -> None:
    clerk = desk([table_of_many_rows()], library, tmp_path)
    cells = [cell for cells in clerk.sheet.iter_rows() for cell in cells if re.match("300,?000", str(cell.value))]
    amounts = [cell for cell in cells if cell.column == cells[0].column]
    assert len(amounts) == len(clerk.sheet.row_breaks.brk) + 1 > 1
    assert [cell.data_type for cell in amounts] == ["n", *("s" for _ in amounts[1:])]
    assert documents(read(clerk.saved()).forms) == documents([table_of_many_rows()])
    clerk.type(amounts[1].row, amounts[1].column, 99)
    found = read(clerk.saved())
    assert documents(found.forms) == documents([table_of_many_rows()])
    (note,) = found.notes
    assert f"{get_column_letter(amounts[1].column)}{amounts[1].row} " in note
    assert "没有读入" in note
    clerk.type(amounts[0].row, amounts[0].column, 99)
    found = read(clerk.saved())
    assert getattr(found.forms[0], "amount", None) == Decimal(99)
    assert found.notes == []


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_libreoffice_may_save_what_pages_split(library: Library, tmp_path: Path) -> None:
    forms: list[Form] = []
    for at, length in ((0, 4000), (2, 9000), (3, 1500)):
        form = project()
        form.layout = MERGING
        form.overview = form.goal = NUMBERED_TEXT
        form.indicators[at].level3 = (NUMBERED_TEXT * 4)[:length] + "\n"
        forms.append(form)
    forms.append(table_of_many_rows())
    path = written(forms, library, tmp_path / "book.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", tmp_path / "out", path]
    subprocess.run(command, capture_output=True, check=True)
    for book in (path, tmp_path / "out" / "book.xlsx"):
        found = read(book)
        assert documents(found.forms) == documents(forms)
        assert found.notes == []
