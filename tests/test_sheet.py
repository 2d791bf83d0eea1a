"""What is printed where: values, line breaking, measures and pages, by real font metrics."""

import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from cases import CASES, ROOT, case, read_case
from page_checks import check_geometry, check_pages, check_text, text_of
from printing import ISSUER, LAYOUT, Published, project, squeezed

from app.base.errors import DefinitionError
from app.definitions.library import Library, load_library
from app.definitions.looks import Align
from app.model.operators import Operator
from app.model.records import Form, Indicator, OverallTarget, ProjectTarget, SelfEvaluation, ref_of
from app.sheet.breaking import EndlessPagesError, paginate, share
from app.sheet.build import build_sheet
from app.sheet.fonts import font_book, missing_characters
from app.sheet.frame import NO_YEAR
from app.sheet.measure import STEP, capacity, measure, text_height
from app.sheet.pages import PlacedPage, Printout, lay_out, print_form
from app.sheet.sheet import Box, FieldId, Role, Sheet
from app.sheet.surroundings import Surroundings
from app.sheet.typeset import break_evenly, break_lines, printable


class EmAdvances(dict[str, int]):
    """Letters of a made-up typeface: half a square for ASCII, a whole one for all else."""

    def __missing__(self, character: str) -> int:
        return 500 if character.isascii() else 1000


ADVANCES = EmAdvances()

NO_START = "。，、；：？！）》」』】〕”’…％‰℃.,:;!?)]}%-—/"

NO_END = "（《「『【〔“‘([{≥≤￥/"

JOINING = re.compile("[A-Za-z0-9.,%—-]")  # before a letter or digit, or a sign

JOINED = re.compile("[A-Za-z0-9≥]")


def lines_of(text: str, ems: float) -> list[str]:
    return [line.text for line in break_lines(printable(text), ems * 1000, ADVANCES)]


def sheet_of(form: Form, library: Library, surroundings: Surroundings | None = None) -> Sheet:
    return build_sheet(form, library.shown_layout(form), library, surroundings)


def with_rows(count: int, text: str = "印制会议资料") -> ProjectTarget:
    form = project(project_name="长表", amount=Decimal(300000))
    form.indicators = [
        Indicator(
            level1="产出指标",
            level2="数量指标",
            level3=f"第{n}项{text}",
            operator=Operator.AT_LEAST,
            value=str(n),
            unit="次",
            weight=Decimal(1),
        )
        for n in range(1, count + 1)
    ]
    return form


def value_of(sheet: Sheet, field: str, row: int | None = None) -> Box:
    return next(
        box
        for box in sheet.boxes
        if box.role in (Role.VALUE, Role.TEXT) and box.field and (box.field.field, box.field.row) == (field, row)
    )


def heading_of(sheet: Sheet, role: Role) -> str:
    return next((box.text for box in sheet.boxes if box.role is role), "")


def all_forms() -> list[Form]:
    return [form for path in CASES for form in read_case(path)]


@pytest.fixture(scope="session")
def printouts(published: list[Published]) -> list[Printout]:
    return [each.printout for each in published]


# Line breaking


@pytest.mark.parametrize(
    ("text", "ems", "expected"),
    [
        ("一二三四五六七", 3, ["一二三", "四五六", "七"]),
        ("完成，完成。", 2, ["完", "成，", "完", "成。"]),
        ("工作（含会议）", 3, ["工作", "（含会", "议）"]),
        ("实现率≥95.5%，合格", 5, ["实现率", "≥95.5%，", "合格"]),
        ("共1—2次", 3, ["共1—2", "次"]),
        ("使用OA系统", 3, ["使用OA", "系统"]),
        ("OA system 平台", 4, ["OA", "system", "平台"]),
        ("ABCDEFGHIJ", 2, ["ABCD", "EFGH", "IJ"]),
        ("一\n\n二", 5, ["一", "", "二"]),
        ("一\t二\x07三", 9, ["一 二 三"]),
        ('按"三定"方案', 3, ['按"三', '定"方', "案"]),
        ("价格￥500元", 4, ["价格", "￥500元"]),
        ("……", 1, ["…", "…"]),
        ("", 3, [""]),
        ("元/户（套）", 2, ["元/", "户", "（套", "）"]),
    ],
)
def test_lines_break_by_the_rules(text: str, ems: float, expected: list[str]) -> None:
    assert lines_of(text, ems) == expected


def random_texts(count: int) -> Iterator[tuple[str, float]]:
    chance = random.Random(20221)  # noqa: S311 - not for secrets
    pieces = ["预算绩效", "目标", "年", "Excel", "2022", "3,218.11", "95%", "（含", "）", "，", "。", "、", "“", "”"]
    pieces += [" ", "　", "\n", "《", "》", "-", "—", "≥", "/", "𬭎", "\t", '"', "abc def", "……", "℃"]
    for _ in range(count):
        yield "".join(chance.choices(pieces, k=chance.randint(1, 60))), chance.choice([1, 2, 3.5, 5, 8, 13, 30])


def may_break(before: str, after: str) -> bool:
    """The rules written down a second time, for the letters above, to judge the first."""
    if before.isspace() or after.isspace():
        return not after.isspace() and after not in NO_START
    return after not in NO_START and before not in NO_END and not (JOINING.match(before) and JOINED.match(after))


def test_no_text_is_lost_and_no_line_is_too_wide() -> None:
    for text, ems in random_texts(1500):
        lines = break_lines(printable(text), ems * 1000, ADVANCES)
        assert squeezed("".join(line.text for line in lines)) == squeezed(text), (text, ems)
        for line in lines:
            assert line.width == sum(ADVANCES[character] for character in line.text)
            assert line.width <= ems * 1000 or len(line.text) == 1, (text, ems, line)


def test_a_rule_is_broken_only_where_the_line_offers_no_other_place() -> None:
    forced = 0
    for text, ems in random_texts(1500):
        for paragraph in printable(text.replace('"', "")).split("\n"):
            lines = [line.text for line in break_lines(paragraph, ems * 1000, ADVANCES)]
            end = 0
            for line, following in pairwise(lines):
                end = paragraph.index(line, end) + len(line)
                dropped = paragraph[end].isspace()
                if line and following and not dropped and not may_break(paragraph[end - 1], paragraph[end]):
                    forced += 1
                    assert not any(may_break(*pair) for pair in pairwise(line)), (paragraph, ems, line, following)
    assert forced > 50  # narrow columns do force such breaks, so the loop has judged some


def test_each_line_takes_as_much_as_fits() -> None:
    text = "保障区政府的正常运转完成区委和区政府交办的相关工作任务" * 4
    assert {len(line) for line in lines_of(text, 13)[:-1]} == {13}


@pytest.mark.parametrize(
    ("text", "ems", "expected"),
    [
        (
            "完成任务（可选填）",
            4,
            ["完成任务", "（可选", "填）"],
        ),  # a bracket wider than the line: no closing mark alone
        ("项目起始时间", 5, ["项目起始", "时间"]),  # not a single letter in the last line
        ("资金总额（万元）", 6, ["资金总额", "（万元）"]),  # a short bracket stays whole
        ("绩效指标", 1, ["绩", "效", "指", "标"]),  # a narrow column writes downwards
    ],
)
def test_labels_break_evenly(text: str, ems: float, expected: list[str]) -> None:
    assert [line.text for line in break_evenly(text, ems * 1000, ADVANCES, 0)] == expected


def test_a_title_of_two_lines_is_balanced() -> None:
    lines = break_evenly("重庆市潼南区人民政府办公室二零二三年区级预算绩效目标申报表", 27_000, ADVANCES, 0.5)
    assert len(lines) == 2
    assert lines[1].width >= lines[0].width / 2


@pytest.mark.parametrize("text", ["a\u200bb\ufeff", "e\ufe0f", "\u202eab"])
def test_signs_that_print_nothing_are_left_out(text: str) -> None:
    assert printable(text).isascii()


# Letters


def test_a_letter_that_a_typeface_lacks_comes_from_another(library: Library) -> None:
    runs = font_book(library.fonts).runs("标㐀题", "title")
    assert [(run.text, run.font) for run in runs] == [
        ("标", "NotoSerifSC-Bold.ttf"),
        ("㐀", "NotoSerifSC-Regular.ttf"),
        ("题", "NotoSerifSC-Bold.ttf"),
    ]
    assert sum(run.width for run in runs) == 3000


def test_characters_without_letter_are_found(library: Library) -> None:
    assert missing_characters("㛃𬭎䶮綦〔〕≥①℃\n\t\u200b区", library.fonts) == []
    assert missing_characters("区𠮷x😀𠮷", library.fonts) == ["𠮷", "😀"]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('font = "song", size = 10.5 }', 'font = "sogn", size = 10.5 }', "没有名为“sogn”的字体（是不是“song”？）"),
        ("NotoSansSC-Bold.ttf", "simhei.ttf", "resources/fonts 里没有字体文件“simhei.ttf”"),
    ],
)
def test_a_style_without_font_is_refused_on_loading(old: str, new: str, sentence: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "forms", tmp_path / "forms")
    looks = tmp_path / "forms" / "shared" / "looks.toml"
    looks.write_text(looks.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DefinitionError, match=re.escape(sentence)):
        load_library(tmp_path / "forms")


def test_every_letter_of_the_cases_can_be_printed(library: Library) -> None:
    for path in CASES:
        assert missing_characters(path.read_text(encoding="utf-8"), library.fonts) == []


# What stands where


def test_titles_are_filled_in(library: Library) -> None:
    forms = {layout: case(layout)[0] for layout in ("tongnan-2022", "tongnan-2023")}
    first = sheet_of(forms["tongnan-2022"], library, Surroundings(3, ISSUER))
    assert (heading_of(first, Role.ATTACHMENT), heading_of(first, Role.TITLE)) == (
        "附件12-3",
        "2022年区级预算绩效目标申报表",
    )
    assert heading_of(first, Role.CORNER) == "单位：万元"
    second = sheet_of(forms["tongnan-2023"], library, Surroundings(2, ISSUER))
    assert second.title == f"{ISSUER}2023年区级预算绩效目标申报表-2"
    assert sheet_of(project(year=None), library).title == f"{NO_YEAR}年区级预算绩效目标申报表"


def test_values_are_printed_as_the_form_prints_them(library: Library) -> None:
    form = project(
        project_code="500", project_name="会议", department="政府办", amount=Decimal("301000.00"), goal="做到\n做好"
    )
    sheet = sheet_of(form, library)
    assert value_of(sheet, "project").text == "500-会议"
    assert value_of(sheet, "department").text == "政府办"
    assert value_of(sheet, "amount").text == "30.1"
    assert value_of(sheet, "goal").text == "做到\n做好"
    assert value_of(sheet, "goal").style.align is Align.LEFT
    assert value_of(sheet, "basis").text == ""


@pytest.mark.parametrize(
    ("yuan", "printed"),
    [("0", "0"), ("1E+7", "1000"), ("32181100.00", "3218.11"), ("1", "0.0001"), (None, "")],
)
def test_amounts_are_plain_numbers_in_the_unit_of_the_form(yuan: str | None, printed: str, library: Library) -> None:
    form = project(amount=None if yuan is None else Decimal(yuan))
    box = value_of(sheet_of(form, library), "amount")
    assert box.text == printed
    assert (box.number is None) == (yuan is None)


def test_columns_print_with_words_and_suffix(library: Library) -> None:
    form = OverallTarget(layout=LAYOUT, year=2022, other={"其中：部门预算支出": "2937.77"})
    form.indicators = [
        Indicator(level3="满意度", operator=Operator.QUALITATIVE, value="90", weight=Decimal("22.5")),
        Indicator(level3="次数", operator=Operator.EQUAL, value="007", weight=None),
        Indicator(level3="支出", operator=Operator.NONE, value="1234.50", weight=Decimal(9)),
    ]
    sheet = sheet_of(form, library)
    assert [value_of(sheet, "weight", row).text for row in (1, 2, 3)] == ["22.5%", "", "9%"]
    assert [value_of(sheet, "operator", row).text for row in (1, 2, 3)] == ["无", "=", ""]
    numbers = [value_of(sheet, "value", row).number for row in (1, 2, 3)]
    assert numbers[:2] == [None, None]  # words, and a number that a number could not show
    assert numbers[2] is not None
    assert (numbers[2].value, numbers[2].decimals) == (Decimal("1234.50"), 2)
    other = value_of(sheet, "other:其中：部门预算支出")
    assert other.number is not None


def test_fund_rows_print_their_amounts_with_separators(library: Library) -> None:
    form = case("tongnan-2024")[0]
    sheet = sheet_of(form, library)
    assert value_of(sheet, "initial_budget", 1).text == "17,573,249.31"
    assert value_of(sheet, "rate_weight", 2).text == "10.00"
    assert value_of(sheet, "self_score").text == "100.00"


def test_a_form_without_rows_prints_its_headers_and_an_empty_row(library: Library) -> None:
    for form in (project(), OverallTarget(layout=LAYOUT), SelfEvaluation(layout="chongqing/tongnan-2024")):
        sheet = sheet_of(form, library)
        last = [box for box in sheet.boxes if box.row == len(sheet.rows) - 1]
        assert last
        assert all(box.text == "" and box.ruled for box in last)
        assert len(print_form(form, library).pages) == 1


def test_boxes_know_their_fields(library: Library) -> None:
    form = case("tongnan-2022")[0]
    printout = print_form(form, library)
    for placed in printout.pages[0].boxes:
        middle = placed.x + placed.width / 2, placed.y + placed.height / 2
        assert printout.pages[0].box_at(*middle) is placed
    found = {placed.box.field for placed in printout.pages[0].boxes}
    assert FieldId(ref_of(form), "goal") in found
    assert FieldId(ref_of(form), "level3", "indicators", 2) in found
    assert printout.pages[0].box_at(1, 1) is None


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_boxes_cover_the_table_without_overlapping(path: Path, library: Library) -> None:
    for form in read_case(path):
        sheet = sheet_of(form, library)
        covered = [
            (row, column)
            for box in sheet.boxes
            for row in range(box.row, box.row + box.rows)
            for column in range(box.column, box.column + box.columns)
        ]
        expected = {(row, column) for row in range(len(sheet.rows)) for column in range(len(sheet.columns))}
        assert len(covered) == len(set(covered))
        assert set(covered) == expected


# Measures and pages


def test_no_text_leaves_its_cell_and_none_is_lost(printouts: list[Printout]) -> None:
    assert len(printouts) == 40  # 31 projects, 3 whole departments, 6 self-evaluations
    for printout in printouts:
        check_geometry(printout)
        check_text(printout)


def test_cells_of_a_row_are_equally_high_and_meet(printouts: list[Printout]) -> None:
    for page in (page for printout in printouts for page in printout.pages):
        for upper, lower in pairwise(page.slices):
            assert upper.y + upper.height == pytest.approx(lower.y)
        for placed in page.boxes:
            reached = [part for part in page.slices if placed.box.row <= part.row < placed.box.row + placed.box.rows]
            assert placed.y == pytest.approx(reached[0].y)
            assert placed.y + placed.height == pytest.approx(reached[-1].y + reached[-1].height)


def test_row_heights_are_whole_pixels(printouts: list[Printout]) -> None:
    for printout in printouts:
        for height in measure(printout.sheet).heights:
            assert height / STEP == pytest.approx(round(height / STEP), abs=1e-4)


def test_rules_are_drawn_once(printouts: list[Printout]) -> None:
    for page in (page for printout in printouts for page in printout.pages):
        assert len(page.rules) == len(set(page.rules))
        across: dict[float, list[tuple[float, float]]] = {}
        for x0, y0, x1, y1 in page.rules:
            assert x0 == x1 or y0 == y1
            if y0 == y1:
                across.setdefault(y0, []).append((x0, x1))
        for spans in across.values():
            assert all(end < start for (_, end), (start, _) in pairwise(sorted(spans)))


def header_rows(sheet: Sheet) -> set[int]:
    return {row for each in sheet.rows for row in each.repeat}


def test_pages_begin_with_the_header_where_rows_go_on(printouts: list[Printout]) -> None:
    for printout in printouts:
        check_pages(printout)
    assert any(len(printout.pages) > 1 for printout in printouts)


def test_a_form_of_300_rows(library: Library) -> None:
    printout = print_form(with_rows(300), library)
    assert len(printout.pages) > 8
    check_pages(printout)
    check_geometry(printout)
    check_text(printout)
    for page in printout.pages[1:]:
        labels = [placed for placed in page.boxes if placed.box.text == "绩效指标"]
        assert [text_of(placed) for placed in labels] == ["绩效指标（续）"]  # the label at the side is repeated
        assert "三级指标" in {placed.box.text for placed in page.boxes}
    rows = [part.row for page in printout.pages for part in page.slices if not part.repeated]
    assert rows == sorted(set(rows))


@pytest.mark.parametrize("count", range(6, 20))
def test_no_header_stands_alone_at_the_foot(count: int, library: Library) -> None:
    form = with_rows(3)
    form.overview = "项目概况\n" * count + "完"
    form.basis = form.goal = form.overview
    printout = print_form(form, library)
    check_pages(printout)
    check_text(printout)


@pytest.mark.parametrize("field", ["overview", "goal"])
def test_a_cell_of_4000_characters(field: str, library: Library) -> None:
    form = with_rows(4)
    setattr(form, field, "预算绩效管理要求，把钱花在刀刃上。" * 235)
    printout = print_form(form, library)
    assert len(printout.pages) >= 3
    check_pages(printout)
    check_geometry(printout)
    check_text(printout)
    check_cuts(printout, field)


def check_cuts(printout: Printout, field: str) -> None:
    """The parts of a cut cell have two lines at least, and its label stands in each part that holds it."""
    parts = [
        placed
        for page in printout.pages
        for placed in page.boxes
        if placed.box.field and placed.box.field.field == field
    ]
    values = [placed for placed in parts if placed.box.role is Role.TEXT]
    labels = [placed for placed in parts if placed.box.role is Role.LABEL]
    assert len(values) > 1
    assert all(len(placed.lines) >= 2 for placed in values)
    assert len(labels) == len(values)
    assert all(placed.lines for placed in labels if placed.height > 15)


def test_an_indicator_of_4000_characters(library: Library) -> None:
    form = with_rows(3)
    form.indicators[1].level3 = "项目实施的质量达到有关标准，" * 300
    printout = print_form(form, library)
    check_geometry(printout)
    check_text(printout)
    for page in printout.pages[1:]:
        assert "三级指标" in {placed.box.text for placed in page.boxes}


def test_a_row_less_than_a_third_of_a_page_is_not_cut(library: Library) -> None:
    form = with_rows(40, "印制会议资料并按期送达各参会单位，" * 4)
    printout = print_form(form, library)
    rows = [part.row for page in printout.pages for part in page.slices if not part.repeated]
    assert len(rows) == len(set(rows))
    assert len(printout.pages) > 3


def merged_over_rows(form: Form, library: Library, rows: int) -> Sheet:
    """A sheet whose first column of levels is one text over several rows, as other places print it."""
    sheet = sheet_of(form, library)
    first = next(box.row for box in sheet.boxes if box.field and box.field.row == 1)
    column = value_of(sheet, "level1", 1).column
    merged = replace(value_of(sheet, "level1", 1), rows=rows)
    covered = range(first, first + rows)
    kept = [box for box in sheet.boxes if not (box.row in covered and box.column == column)]
    boxes = sorted([*kept, merged], key=lambda box: (box.row, box.column))
    return replace(sheet, boxes=tuple(boxes))


def test_pages_without_end_are_an_error_and_no_text_is_lost(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    measured = measure(sheet_of(with_rows(3), library))
    monkeypatch.setattr("app.sheet.breaking._parts", lambda *_: ([], {1: 5.0}))
    with pytest.raises(EndlessPagesError, match=r"\[1\]"):
        paginate(measured)


def test_a_merged_value_is_repeated_on_each_page(library: Library) -> None:
    printout = lay_out(merged_over_rows(with_rows(60), library, 60))
    check_geometry(printout)
    for page in printout.pages[1:]:
        found = [placed for placed in page.boxes if placed.box.text == "产出指标"]
        assert [text_of(placed) for placed in found] == ["产出指标（续）"]


def test_a_long_merged_text_runs_on_and_its_rows_grow(library: Library) -> None:
    form = with_rows(12)
    form.indicators[0].level1 = "甲乙丙丁戊己庚辛壬癸" * 160
    printout = lay_out(merged_over_rows(form, library, 12))
    assert len(printout.pages) > 2
    check_geometry(printout)
    check_text(printout)


def test_whole_rows_are_cut_only_where_none_is_high_enough(library: Library) -> None:
    form = with_rows(4)
    form.overview = form.basis = "预算绩效管理要求，把钱花在刀刃上。" * 80
    printout = print_form(form, library)
    cut = [part.row for page in printout.pages for part in page.slices if not part.repeated]
    assert len(cut) > len(set(cut))
    whole = [part.row for page in printout.whole_rows for part in page if not part.repeated]
    assert len(whole) == len(set(whole)) == len(printout.sheet.rows)


@pytest.mark.parametrize(("lines", "fitting", "expected"), [(9, 5, 5), (6, 5, 4), (5, 5, 5), (3, 2, 2)])
def test_a_cut_leaves_no_line_alone(lines: int, fitting: int, expected: int, library: Library) -> None:
    style = library.styles.text
    assert share(style, lines, [text_height(style, fitting)]) == [expected]
    assert capacity(style, text_height(style, fitting)) == fitting


def test_a_letter_higher_than_the_page_does_not_hang(library: Library) -> None:
    sheet = sheet_of(with_rows(3), library)
    small = replace(sheet, page=sheet.page.model_copy(update={"height": 45.0}))
    assert lay_out(small).pages


def page_of(printout: Printout, role: Role) -> PlacedPage:
    return next(page for page in printout.pages if any(placed.box.role is role for placed in page.boxes))


def test_long_values_stand_at_the_left_and_short_ones_in_the_middle(library: Library) -> None:
    form = with_rows(2)
    form.indicators[1].level3 = "收集整理区内外政治、经济、文化、社会、生态等方面的重大信息资料" * 3
    printout = print_form(form, library)
    aligned = {
        placed.box.field.row: placed.box.style.align
        for placed in page_of(printout, Role.VALUE).boxes
        if placed.box.field and placed.box.field.field == "level3" and placed.box.field.row
    }
    assert aligned == {1: Align.CENTRE, 2: Align.LEFT}
    assert value_of(printout.sheet, "level3", 2).style.align is Align.LEFT  # as the other writers see it


# The floor


def test_no_layout_is_named_in_the_code(library: Library) -> None:
    names = {part for layout in library.layouts for part in layout.split("/")}
    for path in (path for floor in ("definitions", "sheet", "writers") for path in (ROOT / "app" / floor).glob("*.py")):
        source = path.read_text(encoding="utf-8")
        code = re.sub(r'"""[\s\S]*?"""|#.*', "", source)
        assert not [name for name in names if name in code], path


def test_heavy_libraries_wait_until_they_are_needed() -> None:
    program = (
        "import sys, app.sheet.pages, app.writers.pdf, app.writers.xlsx, app.writers.export;"
        "print([name for name in ('reportlab', 'openpyxl', 'PIL') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_a_number_is_never_broken_to_make_lines_even() -> None:
    advances = dict.fromkeys("=215000元", 500) | {"元": 1000}
    lines = break_evenly("=215000元", 3800, advances, 0.3)
    assert [line.text for line in lines] == ["=215000", "元"]
