"""Every declared layout prints the published forms: nothing is lost, cells tile the grid, and it looks as reviewed."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cases import case
from page_checks import check_geometry, check_text, text_of
from printing import ISSUER, squeezed

from app.base.locations import forms_folder
from app.definitions.blocks import Column, Entry, FieldsBlock, StackBlock, TableBlock
from app.definitions.library import Layout, Library, load_library, section_of
from app.definitions.library import library as declared
from app.definitions.schema import FormDefinition
from app.definitions.vocabulary import FieldKind, WeightPolicy, fields_of
from app.model.money import from_yuan, shortest
from app.model.operators import Operator
from app.model.records import Form, FundRow, Indicator, OverallTarget, ProjectTarget
from app.sheet.build import build_sheet
from app.sheet.frame import NO_YEAR
from app.sheet.pages import PlacedBox, Printout, print_form
from app.sheet.sheet import Box, Role
from app.sheet.surroundings import Surroundings

REFERENCE = Path(__file__).parent / "reference"

SURROUNDINGS = Surroundings(3, ISSUER)

CASES = {
    "project": ("tongnan-2022", "tongnan-2023"),
    "overall": ("tongnan-2022", "tongnan-2023", "tongnan-2026"),
    "project_evaluation": ("tongnan-2024",),
    "overall_evaluation": ("tongnan-2024",),
}


def single_forms() -> list[tuple[str, str]]:
    """The layouts and sections that print one form each; tables of many projects have tests of their own."""
    return [
        (layout.id, section) for layout in declared().layouts.values() for section in layout.forms if section in CASES
    ]


each_form = pytest.mark.parametrize(("layout_id", "section"), single_forms())


def published(section: str, definition: FormDefinition) -> list[Form]:
    """The published forms of a kind, with values of all that only this layout has."""
    forms = [form for name in CASES[section] for form in case(name) if section_of(form) == section]
    for form in forms:
        form.other = {**form.other, **{e.other: other_text(e, n) for n, e in enumerate(definition.entries) if e.other}}
        for n, row in enumerate(form.indicators):
            row.other = {c.other: f"{c.other}之{n}" for c in definition.indicators.columns if c.other}
    return forms


def other_text(entry: Entry, number: int) -> str:
    return f"{1000 + number}.5" if entry.kind is FieldKind.MONEY else f"{entry.other}的内容"


# Everything that is declared is printed


class Expected:
    """What a form must print, worked out a second time from declaration and record, to judge the program."""

    def __init__(self, form: Form, layout: Layout, library: Library) -> None:
        self.form = form
        self.definition = layout.form_for(form)
        self.unit = layout.head.money_unit
        self.fields = fields_of(library.fields, form.kind)
        self.library = library
        self.policy: WeightPolicy = library.weights[self.definition.weights]

    def filled(self, template: str) -> str:
        words = {
            "year": NO_YEAR if self.form.year is None else str(self.form.year),
            "number": "3",
            "issuer": ISSUER,
            "unit": getattr(self.form, "unit", ""),
            "name": self.form.name,
            "indicator_points": shortest(self.policy.indicator_sum),
            "execution_points": shortest(self.policy.execution_weight),
        }
        return re.sub(r"\{(\w+)\}", lambda found: words[found[1]], template)

    def texts(self) -> Iterator[str]:
        """Every text outside the rows of the tables."""
        d = self.definition
        yield from map(self.filled, (d.title, d.subtitle, d.attachment, d.left_corner, d.corner))
        for block in d.blocks:
            yield self.filled(block.label)
            for entry in self.entries(block):
                yield from self.entry(entry, is_stacked=isinstance(block, StackBlock))
            if isinstance(block, TableBlock):
                yield from (text for column in (*block.beside, *block.columns) for text in column.groups)
                yield from (self.heading(block, column) for column in block.columns)

    @staticmethod
    def entries(block: object) -> list[Entry]:
        if isinstance(block, FieldsBlock):
            return [entry for row in block.rows for entry in row]
        if isinstance(block, TableBlock):
            return [column.entry for column in block.beside]
        return list(block.entries) if isinstance(block, StackBlock) else []

    def entry(self, entry: Entry, *, is_stacked: bool) -> Iterator[str]:
        if entry.text:
            yield self.filled(entry.text)
            return
        if entry.spans[0] or is_stacked:
            yield entry.label or entry.other or self.fields[entry.field].label
        if entry.spans[1] or is_stacked:
            yield from self.values(entry)

    def values(self, entry: Entry) -> Iterator[str]:
        """The parts of a value; those of an amount are its digits before and after the point."""
        if entry.other:
            texts, is_money = [self.form.other[entry.other]], entry.kind is FieldKind.MONEY
        else:
            field = self.fields[entry.field]
            found = [getattr(self.form, part) for part in field.parts]
            is_money = field.kind is FieldKind.MONEY
            found = [from_yuan(each, self.unit) if is_money and each is not None else each for each in found]
            texts = [f"{each:f}" if isinstance(each, Decimal) else each or "" for each in found]
        for text in texts:
            yield shortest(Decimal(text)) if is_money and text else text

    def heading(self, block: TableBlock, column: Column) -> str:
        known = self.library.fields.indicator if block.rows == "indicators" else self.library.fields.fund
        usual = known[column.field].label if column.field else column.other or ("序号" if column.number else "")
        return self.filled(column.label or usual)

    def row(self, number: int, row: Indicator | FundRow, column: Column) -> list[str]:
        """The parts of what a column prints for a row."""
        if column.number:
            return [str(number)]
        if column.text or column.other:
            return [column.text or getattr(row, "other", {})[column.other]]
        texts = [self.part(row, name) for name in column.fields]
        if column.parts:
            texts = ["" if text == "定性" and text not in column.words else text for text in texts]
        return [column.words.get(text, text) for text in texts]

    def part(self, row: Indicator | FundRow, name: str) -> str:
        value = getattr(row, name)
        if isinstance(value, Decimal):
            fields = self.library.fields.indicator if isinstance(row, Indicator) else self.library.fields.fund
            return f"{from_yuan(value, self.unit) if fields[name].kind is FieldKind.MONEY else value:f}"
        return "" if value is None else str(value)


def without_separators(text: str) -> str:
    return re.sub(r"(?<=\d),(?=\d{3})", "", squeezed(text))


def box_over(printout: Printout, row: int, column: int) -> Box:
    return next(
        box
        for box in printout.sheet.boxes
        if box.row <= row < box.row + box.rows and box.column <= column < box.column + box.columns
    )


def check_rows(expected: Expected, block: TableBlock, printout: Printout) -> None:
    """Each row has in each column what the record says there, whether its cell is merged or not."""
    records = getattr(expected.form, block.rows)
    heads = [
        box for box in printout.sheet.boxes if box.field and (box.field.table, box.field.row) == (block.rows, None)
    ]
    left = min(box.column for box in heads)
    rows = {box.field.row: box.row for box in printout.sheet.boxes if box.field and box.field.table == block.rows}
    for number, record in enumerate(records, 1):
        at = left
        for column in block.columns:
            text = without_separators(box_over(printout, rows[number], at).text)
            rest = text
            for part in map(without_separators, expected.row(number, record, column)):
                assert part in rest, (column, part, text)
                rest = rest[rest.index(part) + len(part) :]
            at += column.span


@each_form
def test_nothing_that_a_layout_prints_is_lost(layout_id: str, section: str, library: Library) -> None:
    layout = library.layouts[layout_id]
    forms = published(section, layout.forms[section])
    assert forms
    for form in forms:
        expected, printout = Expected(form, layout, library), print_form(form, library, SURROUNDINGS, layout)
        printed = [without_separators(box.text) for box in printout.sheet.boxes]
        missing = [text for text in expected.texts() if not any(without_separators(text) in cell for cell in printed)]
        assert not missing
        for block in (block for block in layout.forms[section].blocks if isinstance(block, TableBlock)):
            check_rows(expected, block, printout)


# Geometry


def placed_cells(printout: Printout) -> Iterator[tuple[int, PlacedBox]]:
    for number, page in enumerate(printout.pages, 1):
        yield from ((number, placed) for placed in page.boxes if placed.box.role is not Role.PAGE_NUMBER)


@each_form
def test_cells_tile_the_grid_and_no_text_leaves_its_cell(layout_id: str, section: str, library: Library) -> None:
    layout = library.layouts[layout_id]
    for form in published(section, layout.forms[section]):
        printout = print_form(form, library, SURROUNDINGS, layout)
        check_geometry(without_page_numbers(printout))
        check_text(without_continuation(printout))
        check_tiles(printout)


def without_page_numbers(printout: Printout) -> Printout:
    pages = [replace(p, boxes=tuple(b for b in p.boxes if b.box.role is not Role.PAGE_NUMBER)) for p in printout.pages]
    return replace(printout, pages=tuple(pages))


def without_continuation(printout: Printout) -> Printout:
    """The printout without the cells that are printed again on later pages."""
    seen: set[Box] = set()
    pages = []
    for page in printout.pages:
        boxes = [b for b in page.boxes if not (b.box in seen and ends_with_continuation(b, printout))]
        seen.update(b.box for b in boxes if b.lines)
        pages.append(replace(page, boxes=tuple(boxes)))
    return replace(printout, pages=tuple(pages))


def ends_with_continuation(placed: PlacedBox, printout: Printout) -> bool:
    mark = printout.sheet.continued
    return bool(mark) and text_of(placed).endswith((mark, mark.translate(str.maketrans("（）", "︵︶"))))


def check_tiles(printout: Printout) -> None:
    """On each page the cells cover the rows from edge to edge, and none lies on another."""
    for page in printout.pages:
        cells = [placed for placed in page.boxes if placed.box.role is not Role.PAGE_NUMBER]
        area = sum(placed.width * placed.height for placed in cells)
        assert area == pytest.approx(sum(printout.sheet.columns) * sum(part.height for part in page.slices), abs=0.5)
        for n, one in enumerate(cells):
            for other in cells[n + 1 :]:
                across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
                down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
                assert min(across, down) < 0.01, (one.box, other.box)


# As reviewed


def picture(printout: Printout) -> dict[str, Any]:
    """Where every line of text stands, in tenths of a millimetre, for a person to compare with the paper."""
    return {
        "paper": [printout.sheet.page.width, printout.sheet.page.height],
        "pages": [
            [
                [*(round(mm, 1) for mm in (b.x, b.y, b.width, b.height)), b.box.role.value, lines_of(b)]
                for b in page.boxes
            ]
            for page in printout.pages
        ],
    }


def lines_of(placed: PlacedBox) -> str:
    return "/".join("".join(run.text for run in line.runs) for line in placed.lines)


def as_text(document: dict[str, Any]) -> str:
    """JSON with a cell on each line, so that a change is read as one."""
    pages = ",\n".join(
        "[\n" + ",\n".join(json.dumps(cell, ensure_ascii=False) for cell in page) + "\n]" for page in document["pages"]
    )
    return f'{{"paper": {json.dumps(document["paper"])}, "pages": [\n{pages}\n]}}\n'


@each_form
def test_it_looks_as_reviewed(layout_id: str, section: str, library: Library, pytestconfig: pytest.Config) -> None:
    layout = library.layouts[layout_id]
    form = published(section, layout.forms[section])[0]
    found = as_text(picture(print_form(form, library, SURROUNDINGS, layout)))
    path = REFERENCE / f"{layout_id.replace('/', '.')}.{section}.json"
    if pytestconfig.getoption("--update-reference"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
        pytest.fail(f"{path.name} is written anew: look at what changed, then run without --update-reference")
    assert path.is_file(), "no reference yet: python -m pytest --update-reference"
    assert found.splitlines() == path.read_text(encoding="utf-8").splitlines()


def test_every_reference_belongs_to_a_layout() -> None:
    names = {f"{layout.replace('/', '.')}.{section}.json" for layout, section in single_forms()}
    assert {path.name for path in REFERENCE.glob("*.json")} == names


# The words of the language, one by one


@pytest.fixture
def declare(tmp_path: Path) -> Callable[..., Layout]:
    """Return a layout that differs from a published one in some lines."""

    def changed(file: str, *edits: tuple[str, str]) -> tuple[Library, Layout]:
        folder = shutil.copytree(forms_folder(), tmp_path / "forms")
        path = folder / f"{file}.toml"
        text = path.read_text(encoding="utf-8")
        for old, new in edits:
            assert old in text
            text = text.replace(old, new, 1)
        path.write_text(text, encoding="utf-8")
        library = load_library(folder)
        return library, library.layouts[file]

    return changed


PLAIN = "ministry/project-2021"


def indicator(level1: str, level2: str, name: str, **values: object) -> Indicator:
    usual: dict[str, object] = {"operator": Operator.AT_LEAST, "value": "95", "unit": "%", "weight": Decimal(10)}
    return Indicator(level1=level1, level2=level2, level3=name, **(usual | values))


def small_form(**values: object) -> ProjectTarget:
    form = ProjectTarget(year=2026, project_name="会议", unit="政府办", **values)
    form.indicators = [
        indicator("产出指标", "数量指标", "场次"),
        indicator("产出指标", "数量指标", "人数", weight=Decimal("22.5")),
        indicator("效益指标", "数量指标", "影响", operator=Operator.QUALITATIVE, value="良好", unit=""),
    ]
    return form


def texts(printout: Printout) -> list[str]:
    return [box.text for box in printout.sheet.boxes]


def test_levels_are_merged_only_under_the_same_first_level(library: Library) -> None:
    printout = print_form(small_form(), library, layout=library.layouts[PLAIN])
    cells = [(box.text, box.rows) for box in printout.sheet.boxes if box.text in ("产出指标", "效益指标", "数量指标")]
    assert cells == [("产出指标", 2), ("数量指标", 2), ("效益指标", 1), ("数量指标", 1)]


def test_empty_levels_are_not_merged(library: Library) -> None:
    form = small_form()
    for row in form.indicators:
        row.level1 = row.level2 = ""
    boxes = print_form(form, library, layout=library.layouts[PLAIN]).sheet.boxes
    assert {b.rows for b in boxes if b.role is Role.VALUE and b.field and b.field.field == "level1"} == {1}


def test_operator_value_and_unit_are_one_text(library: Library, declare: Callable[..., Any]) -> None:
    assert {"≥95%", "良好"} <= set(texts(print_form(small_form(), library, layout=library.layouts[PLAIN])))
    edit = 'parts = ["operator", "value", "unit"]', 'parts = ["operator", "value", "unit"], join = " "'
    words = (f'{edit[1]}, words = {{ "≥" = ">=", "定性" = "定性：" }}',)
    other, layout = declare(PLAIN, (edit[0], *words))
    assert {">= 95 %", "定性： 良好"} <= set(texts(print_form(small_form(), other, layout=layout)))


def test_a_level_carries_the_points_of_its_rows(declare: Callable[..., Any]) -> None:
    library, layout = declare(PLAIN, ('"level1", merge = true', '"level1", merge = true, points = "（{points}分）"'))
    printed = texts(print_form(small_form(), library, layout=layout))
    assert {"产出指标（32.5分）", "效益指标（10分）"} <= set(printed)
    bare = small_form()
    for row in bare.indicators:
        row.weight = None
    assert "产出指标" in texts(print_form(bare, library, layout=layout))


def test_a_fixed_row_prints_what_no_record_holds(declare: Callable[..., Any]) -> None:
    fixed = 'fixed = [{ texts = { level1 = "预算执行率", value = "100%", level3 = "占{execution_points}分" } }]\n'
    policy = 'weights = "100"', 'weights = "90+10"'
    library, layout = declare(PLAIN, policy, ("columns = [", f"{fixed}columns = ["))
    printout = print_form(small_form(), library, layout=layout)
    last = [box.text for box in printout.sheet.boxes if box.row == len(printout.sheet.rows) - 1]
    assert last == ["预算执行率", "", "占10分", "100%"]
    check_tiles(printout)


def test_amounts_have_separators_and_zeros_and_lose_no_digit(library: Library) -> None:
    layout = library.layouts["central/central-2026"]
    form = small_form(amount=Decimal(21348700), other={"财政拨款": "1234.5678", "上年结转": "-", "其他资金": "0"})
    assert {"2,134.87", "1,234.5678", "-", "0.00"} <= set(texts(print_form(form, library, layout=layout)))


def test_a_pattern_stands_only_when_all_its_parts_are_there(library: Library) -> None:
    layout = library.layouts["central/central-2026"]
    both = small_form(department_code="292", department="信访局")
    assert "[292]信访局" in texts(print_form(both, library, layout=layout))
    assert "信访局" in texts(print_form(small_form(department="信访局"), library, layout=layout))


def test_corners_stand_on_both_sides_of_one_line(library: Library) -> None:
    printout = print_form(small_form(), library, layout=library.layouts["hebei/hebei-entry-2022"])
    left, right = (box for box in printout.sheet.boxes if box.role is Role.CORNER)
    assert (left.text, right.text, left.row) == ("单位名称：政府办", "单位：元", right.row)
    assert left.columns + right.columns == len(printout.sheet.columns)


def test_pages_are_numbered_at_the_foot(library: Library) -> None:
    form = small_form(goal="绩效目标。\n" * 60)
    printout = print_form(form, library, layout=library.layouts["shanxi/shanxi-2023"])
    numbers = [placed for page in printout.pages for placed in page.boxes if placed.box.role is Role.PAGE_NUMBER]
    count = len(printout.pages)
    assert count > 1
    assert [text_of(placed) for placed in numbers] == [f"{n}/{count}" for n in range(1, count + 1)]
    paper = printout.sheet.page
    assert all(placed.y >= paper.height - paper.bottom for placed in numbers)
    assert all(placed.y + placed.height <= paper.height for placed in numbers)


def test_a_label_that_is_printed_again_says_so(library: Library) -> None:
    form = small_form()
    form.indicators = [indicator("产出指标", "数量指标", f"第{n}项") for n in range(60)]
    printout = print_form(form, library, layout=library.layouts[PLAIN])
    assert len(printout.pages) > 2
    for number, page in enumerate(printout.pages[1:]):
        printed = {text_of(placed) for placed in page.boxes}
        assert {"绩效指标︵续︶", "产出指标（续）", "数量指标（续）"} <= printed, number
        assert {"一级指标", "三级指标"} <= printed  # the headings are repeated as they are
    assert "绩效指标" in {text_of(placed) for placed in printout.pages[0].boxes}


def test_a_merged_label_never_begins_where_there_is_no_room_for_it(library: Library) -> None:
    layout = library.layouts["central/transfer-2021"]
    for count in range(1, 16):
        form = small_form(goal="目标")
        form.indicators = [indicator("产出指标", "数量指标", f"第{n}项") for n in range(count)]
        form.indicators += [indicator("满意度指标", "服务对象满意度指标", f"其{n}") for n in range(3)]
        printout = print_form(form, library, layout=layout)
        for page in printout.pages:
            cells = [
                b for b in page.boxes if b.box.field and b.box.field.field == "level1" and b.box.role is Role.VALUE
            ]
            assert cells or page is printout.pages[0]
            assert all(
                text_of(cell).removesuffix("（续）").removesuffix("︵续︶") == cell.box.text for cell in cells
            ), count


def test_vertical_labels_have_a_character_on_each_line(library: Library) -> None:
    printout = print_form(small_form(), library, layout=library.layouts["central/central-2026"])
    label = next(placed for _, placed in placed_cells(printout) if placed.box.text == "年度总体目标")
    assert [run.text for line in label.lines for run in line.runs] == list("年度总体目标")


def test_letters_shrink_only_where_it_is_allowed_and_no_further(declare: Callable[..., Any]) -> None:
    text = 'text = { font = "song", size = 12, align = "left" }'
    library, layout = declare(PLAIN, (text, text.replace("size = 12", "size = 12, shrink_to = 8")))
    sizes = {}
    for count in (1, 22, 90):
        form = small_form(goal="绩效目标应当指向明确、细化量化。" * count)
        form.indicators[0].level3 = form.goal
        boxes = print_form(form, library, layout=layout).sheet.boxes
        goal = next(b for b in boxes if b.role is Role.TEXT and b.text)
        name = next(b for b in boxes if b.role is Role.VALUE and b.text == form.goal)
        sizes[count] = goal.style.size
        assert name.style.size == 12
    assert sizes[1] == 12
    assert 8 < sizes[22] < 12
    assert sizes[90] == 8


def test_two_header_rows_are_repeated_together(library: Library) -> None:
    form = small_form()
    form.indicators = [indicator("产出指标", "数量指标", f"第{n}项") for n in range(40)]
    printout = print_form(form, library, layout=library.layouts["hebei/hebei-entry-2022"])
    assert len(printout.pages) > 1
    for page in printout.pages[1:]:
        printed = [text_of(placed) for placed in page.boxes]
        assert {"指标值", "*符号", "*值", "计量单位", "一级指标"} <= set(printed)


@pytest.mark.parametrize("name", ["ministry/project-2015", "shanxi/shanxi-2023"])
def test_of_two_halves_the_annual_one_carries_the_indicators(name: str, library: Library) -> None:
    layout, form = library.layouts[name], small_form()
    form.indicators[1].other = {"中期三级指标": "三年人数", "中期指标值": "≥300人"}
    sheet = build_sheet(form, layout, library)
    for indicator in form.indicators:
        assert [box.text for box in sheet.boxes].count(indicator.level3) == 1
    rows = {box.row: [b.text for b in sheet.boxes if b.row == box.row] for box in sheet.boxes if box.text == "≥300人"}
    assert [texts[1:4] for texts in rows.values()] == [["三年人数", "≥300人", "人数"]]
    called = [column.called or column.field for column in layout.form_for(form).indicators.columns]
    assert len(called) == len(set(called))
    assert {"中期三级指标", "年度三级指标"} <= set(called)


def test_rows_draw_together_where_only_a_few_are_left_for_another_page(library: Library) -> None:
    form = small_form(goal="绩效目标")
    form.indicators = [indicator("产出指标", "数量指标", f"第{n}项") for n in range(9)]
    printout = print_form(form, library, layout=library.layouts[PLAIN])
    assert len(printout.pages) == 1
    heights = [part.height for part in printout.pages[0].slices][printout.sheet.heading :]
    assert min(heights) < 11
    assert max(heights[-9:]) - min(heights[-9:]) < 0.3  # evenly
    check_text(printout)
    form.indicators += [indicator("产出指标", "数量指标", f"又第{n}项") for n in range(12)]
    many = print_form(form, library, layout=library.layouts[PLAIN])
    assert len(many.pages) == 2
    assert [part.height for part in many.pages[1].slices][-1] > 10.9  # too many to be a leftover: as declared


def test_headings_may_have_any_number_of_levels(library: Library) -> None:
    form = OverallTarget(year=2026, unit="政府办", goal="做好")
    form.indicators = small_form().indicators
    printout = print_form(form, library, layout=library.layouts["hunan/changsha-2026"])
    places = {box.text: (box.row, box.rows, box.columns) for box in printout.sheet.boxes if box.role is Role.LABEL}
    top = printout.sheet.heading
    assert places["单位名称"] == (top, 3, 1)  # without heading above it, over all rows
    assert places["年度预算申请"] == (top, 1, 7)
    assert places["资金总额"] == (top + 1, 2, 1)
    assert places["按收入性质分"] == (top + 1, 1, 4)
    assert places["一般公共预算"] == (top + 2, 1, 1)
    assert places["部门整体支出年度绩效目标"] == (top, 2, 9)  # the uppermost heading reaches down
    check_tiles(printout)


def test_what_stands_beside_the_indicators_is_one_cell_and_a_field_of_the_form(library: Library) -> None:
    form = OverallTarget(year=2026, unit="政府办", goal="做好", other={"一般公共预算": "12.5"})
    form.indicators = small_form().indicators
    layout = library.layouts["hunan/changsha-2026"]
    printout = print_form(form, library, layout=layout)
    body = [box for box in printout.sheet.boxes if box.role is not Role.LABEL and box.row == printout.sheet.heading + 3]
    beside = {box.field.field: box for box in body if box.field and not box.field.table}
    count = len(printout.sheet.rows) - printout.sheet.heading - 3
    assert count == 13  # each of 11 second levels, the one with two indicators twice, and one that is not in it
    assert {box.rows for box in beside.values()} == {count}
    assert (beside["goal"].text, beside["other:一般公共预算"].text) == ("做好", "12.50")
    assert {"单位编码", "项目支出"} <= {entry.other for entry in layout.form_for(form).entries}


def test_the_rows_of_funds_have_no_points_of_indicators(library: Library) -> None:
    columns = (Column(field="item", merge=True, points="（{points}分）"), Column(field="executed"))
    block = TableBlock(kind="table", rows="funds", columns=columns)
    layout = library.layouts["chongqing/tongnan-2024"]
    definition = layout.forms["project_evaluation"]
    tables = tuple(block if isinstance(b, TableBlock) and b.rows == "funds" else b for b in definition.blocks)
    changed = definition.model_copy(update={"blocks": tables})
    form = next(form for form in case("tongnan-2024") if section_of(form) == "project_evaluation")
    sheet = build_sheet(form, replace(layout, forms={**layout.forms, "project_evaluation": changed}), library)
    items = [box.text for box in sheet.boxes if box.field and box.field.table == "funds" and box.field.row]
    assert {row.item for row in form.funds} <= set(items)
    assert not any("分）" in text for text in items)


def test_a_side_label_reaches_over_several_blocks(library: Library) -> None:
    form = OverallTarget(year=2026, unit="政府办", goal="做好")
    form.indicators = small_form().indicators
    printout = print_form(form, library, layout=library.layouts["beijing/beijing-overall-2026"])
    side = next(b for b in printout.sheet.boxes if b.column == 0 and b.text == "整体绩效目标")
    assert side.rows == 2 + 1 + 3
    assert side.row + side.rows == len(printout.sheet.rows)


def test_a_row_is_not_cut_where_the_layout_forbids_it(declare: Callable[..., Any]) -> None:
    library, layout = declare(PLAIN, ("row_height = 11", "row_height = 11\ncut_rows = false"))
    form = small_form(goal="绩效目标。\n" * 34)
    form.overview = "概况"
    form.indicators = [indicator("产出指标", "数量指标", "绩效指标应当清晰。" * 30) for _ in range(3)]
    printout = print_form(form, library, layout=layout)
    rows = [part.row for page in printout.pages for part in page.slices if not part.repeated]
    assert len(printout.pages) > 1
    assert len(rows) == len(set(rows))


def test_other_places_forms_are_offered_after_the_usual_ones(library: Library) -> None:
    offered = [layout.head.usual for layout in library.layouts_for(ProjectTarget(), 2026)]
    assert offered == sorted(offered, reverse=True)
    assert offered[0]
    assert not offered[-1]
