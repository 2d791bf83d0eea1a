"""Workbooks new and old: what a cell shows, merges, and what is hidden."""

import contextlib
import shutil
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from other_programs import needs_office
from python_calamine import CalamineWorkbook

from app.base.errors import ReadingError
from app.readers import doc as doc_reader
from app.readers.grids import Line, Page, Place, Report, Table
from app.readers.number_formats import printed
from app.readers.reading import open_pages
from app.readers.tables import a1, sheet_table
from readers.books import SAMPLES, book_with, changed, convert
from readers.pages import grid, kind, lines, notes, only_table, places_of, read, tables, texts


class TestNumbers:
    """What a cell shows of a number."""

    @pytest.mark.parametrize(
        ("number", "code", "expected"),
        [
            ("1234.5", "#,##0.00", "1,234.50"),
            ("1234.5", "General", "1234.5"),
            ("0.855", "0%", "86%"),
            ("0.95", '"≥"0%', "≥95%"),
            ("-3", "0.00_);(0.00)", "(3.00)"),
            ("-3", "0.00", "-3.00"),
            ("0", "0;-0;;@", ""),
            ("0", "#", ""),
            ("-0.001", "0.00", "0.00"),
            ("123456", '0!.0000"万元"', "12.3456万元"),
            ("123456", "0\\.0000", "12.3456"),
            ("123456", "0.00,", "123.46"),
            ("10", "0元", "10元"),
            ("12", 'General"个"', "12个"),
            ("12", "G/通用格式", "12"),
            ("3", '"第"0"次"', "第3次"),
            ("12345.6", "_ ¥* #,##0.00_ ", "¥12,345.60"),
            ("7", "[$¥-804]#,##0.00", "¥7.00"),
            ("5", "[Red]0.0", "5.0"),
            ("1.5", "# ?/?", "1.5"),
            ("12345", "0.00E+00", "1.23E+4"),
            ("44713", 'yyyy"年"m"月"', "2022-06"),
            ("44713", "yyyy/m/d", "2022-06-01"),
            ("0.5", "h:mm", "12:00"),
            ("12", "[>10]0;0.0", "12"),
            ("12", '0"日"', "12日"),
            ("1.50", "0.##", "1.5"),
            ("-100", '"￥"#,##0.00;"￥"\\-#,##0.00', "￥-100.00"),
            ("123456789012345678", "0", "123456789012345678"),
            ("1e290", "0.00%", "1" + "0" * 292 + ".00%"),
            ("1", "%" * 200, "%" * 200),
            ("1", '0"', "1"),
            ("5", "0," * 100, "0"),
        ],
    )
    def test_a_number_is_shown_as_printed(self, number: str, code: str, expected: str) -> None:
        assert printed(Decimal(number), code) == expected

    def test_the_calendar_of_old_macintoshes_begins_later(self) -> None:
        assert printed(Decimal(43251), "yyyy-mm-dd", is_1904=True) == "2022-06-01"


class TestWorkbooks:
    def test_cells_come_with_their_address_and_span(self, tmp_path: Path) -> None:
        path = book_with(tmp_path / "a.xlsx", {"A1": "标题", "A2": "一级", "B2": "=x", "C3": 5}, ["A1:C1", "A2:A3"])
        table = only_table(path)
        assert grid(table) == [(0, 0, 1, 3, "标题"), (1, 0, 2, 1, "一级"), (2, 2, 1, 1, "5")]
        assert (table.rows, table.columns) == (3, 3)
        assert table.cells[1].place.label == "工作表“Sheet” A2"

    def test_numbers_show_as_in_the_window(self, tmp_path: Path) -> None:
        cells: dict[str, object] = {"A1": 0.95, "B1": 1234.5, "C1": "0012", "D1": True, "E1": 1 / 3}
        path = book_with(tmp_path / "a.xlsx", cells, formats={"A1": "0%", "B1": "#,##0.00", "E1": "0.00"})
        assert list(texts(only_table(path)).values()) == ["95%", "1,234.50", "0012", "TRUE", "0.33"]

    def test_a_formula_gives_its_value_or_a_note(self, tmp_path: Path) -> None:
        path = book_with(tmp_path / "a.xlsx", {"A1": "甲", "B2": "=1+1", "B3": '=""'})
        part = "xl/worksheets/sheet1.xml"
        path = changed(path, tmp_path / "b.xlsx", part, '<c r="B3">', '<c r="B3" t="str">')
        assert texts(only_table(path)) == {"A1": "甲"}
        [note] = notes(path)
        assert "工作表“Sheet”的 B2是公式" in note
        assert "保存后再试" in note
        path = changed(path, tmp_path / "c.xlsx", part, "<f>1+1</f><v></v>", "<f>1+1</f><v>2</v>")
        assert texts(only_table(path)) == {"A1": "甲", "B2": "2"}
        assert notes(path) == []

    def test_errors_are_told_from_texts(self, tmp_path: Path) -> None:
        path = book_with(tmp_path / "a.xlsx", {"A1": "#REF!", "A2": "甲"})
        path = changed(path, tmp_path / "b.xlsx", "xl/worksheets/sheet1.xml", '<c r="A1"', '<c r="A1" data=""')
        [error, text] = only_table(path).cells
        assert (error.text, error.is_error, text.is_error) == ("#REF!", True, False)

    def test_hidden_sheets_rows_and_columns_are_read_and_charts_skipped(self, tmp_path: Path) -> None:
        book = Workbook()
        book.active["B2"] = 1
        book.active.row_dimensions[2].hidden = True
        book.active.column_dimensions["B"].hidden = True
        for state in ("hidden", "veryHidden"):
            sheet = book.create_sheet(state)
            sheet.sheet_state = state
            sheet["A1"] = state
        chart = BarChart()
        chart.add_data(Reference(book.active, min_col=2, min_row=2))
        book.create_chartsheet("图").add_chart(chart)
        book.save(tmp_path / "a.xlsx")
        pages = read(tmp_path / "a.xlsx")
        assert [(page.name, page.is_hidden, page.number) for page in pages] == [
            ("Sheet", False, 1), ("hidden", True, 2), ("veryHidden", True, 3),
        ]  # fmt: skip
        assert texts(tables(pages[0])[0]) == {"B2": "1"}

    def test_what_a_merged_area_covers_does_not_show_and_overlaps_are_borne(self) -> None:
        table = sheet_table(
            {(1, 1): ("甲", False), (1, 2): ("盖住", False), (2, 2): ("乙", False), (4, 4): ("丙", False)},  # type: ignore[dict-item]
            [(1, 1, 2, 1), (1, 1, 1, 2), (2, 2, 3, 3), (3, 3, 5, 5), (9, 1, 3, 1), (50, 50, 60, 60)],
            lambda row, column: cell_place(a1(row, column)),
        )
        assert table is not None
        assert grid(table) == [
            (0, 0, 1, 2, "甲"), (1, 1, 2, 2, "乙"), (3, 3, 1, 1, "丙"),
        ]  # fmt: skip

    def test_a_cell_at_the_end_of_the_sheet_does_not_make_a_million_rows(self, tmp_path: Path) -> None:
        path = book_with(tmp_path / "a.xlsx", {"A1": "甲", "XFD1048576": "乙", "C3": "丙"}, ["C3:C4"])
        path = changed(path, tmp_path / "b.xlsx", "xl/worksheets/sheet1.xml", "C3:C4", "C3:C1048576")
        table = only_table(path)
        assert texts(table) == {"A1": "甲", "XFD1048576": "乙", "C3": "丙"}
        assert table.rows < 50
        assert table.columns < 50

    def test_text_boxes_over_a_sheet_are_lines(self, tmp_path: Path) -> None:
        path = book_with(tmp_path / "a.xlsx", {"A1": "甲"})
        box = "<a:p><a:r><a:t>附件</a:t></a:r><a:r><a:t>12</a:t></a:r></a:p>"
        broken = "<a:p><a:r><a:t>绩效</a:t></a:r><a:br/><a:fld><a:t> 目标表</a:t></a:fld></a:p>"
        twice = f"<mc:Choice>{broken}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        shape = f"<xdr:sp><xdr:txBody>{box}<a:p/></xdr:txBody></xdr:sp>"
        content = f"{shape}<mc:AlternateContent>{twice}</mc:AlternateContent>"
        drawing = f'<xdr:wsDr xmlns:xdr="x" xmlns:a="y" xmlns:mc="z">{content}</xdr:wsDr>'
        link = '<Relationships><Relationship Type="x/drawing" Target="../drawings/drawing1.xml"/></Relationships>'
        with ZipFile(path, "a") as package:
            package.writestr("xl/drawings/drawing1.xml", drawing)
            package.writestr("xl/worksheets/_rels/sheet1.xml.rels", link)
        [page] = read(path)
        assert [type(block) for block in page.blocks] == [Table, Line, Line, Line]
        assert lines(page) == ["附件12", "绩效", "目标表"]
        assert [block.place.label for block in page.blocks if isinstance(block, Line)] == ["工作表“Sheet”"] * 3

    def test_a_workbook_with_macros_is_read_like_any(self, tmp_path: Path) -> None:
        path = book_with(tmp_path / "a.xlsx", {"A1": "甲"})
        with ZipFile(path, "a") as package:
            package.writestr("xl/vbaProject.bin", b"\xcc\x61")
        assert kind(path.rename(tmp_path / "a.xlsm")) == "xlsx"
        assert texts(only_table(tmp_path / "a.xlsm")) == {"A1": "甲"}

    @pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
    def test_calamine_finds_the_same(self, path: Path) -> None:
        book = CalamineWorkbook.from_path(path)
        for page in read(path):
            sheet = book.get_sheet_by_name(page.name)
            covered = {place for table in tables(page) for one in table.cells for place in places_of(one)}
            whole = shown_by_calamine(sheet.to_python(skip_empty_area=False))
            shown = shown_by(page)
            assert shown == {place: text for place, text in whole.items() if place in shown or place not in covered}
            spans = {
                ((cell.row, cell.column), (cell.row + cell.rows - 1, cell.column + cell.columns - 1))
                for table in tables(page)
                for cell in table.cells
                if cell.text and (cell.rows > 1 or cell.columns > 1)
            }
            assert spans <= set(sheet.merged_cell_ranges or ())

    def test_progress_is_told_after_each_page_and_may_stop_the_reading(self, tmp_path: Path) -> None:
        book = Workbook()
        for number in range(3):
            book.create_sheet(str(number))["A1"] = number
        book.save(tmp_path / "a.xlsx")
        told: list[Report] = []
        with open_pages(tmp_path / "a.xlsx", told.append) as pages:
            assert pages.total == 4
            assert len(list(pages)) == 4
        assert told == [Report(number, 4) for number in range(1, 5)]

        def stop(report: Report) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt), open_pages(tmp_path / "a.xlsx", stop) as pages:
            list(pages)


def cell_place(address: str) -> Place:
    return Place(1, "表", address)


def shown_by(page: Page) -> dict[tuple[int, int], str]:
    return {
        (cell.row, cell.column): plain(cell.text)
        for table in tables(page)
        for cell in table.cells
        if cell.text and not cell.is_error
    }


def shown_by_calamine(rows: list[list[object]]) -> dict[tuple[int, int], str]:
    values = {(row, column): value for row, cells in enumerate(rows) for column, value in enumerate(cells)}
    return {place: plain(str(value)) for place, value in values.items() if str(value).strip()}


def plain(text: str) -> str:
    with contextlib.suppress(ValueError):
        return f"{float(text.replace(',', '')):g}"
    return text.replace("\r\n", "\n")


@needs_office
class TestOldFormats:
    """Files by LibreOffice, of which one run makes all."""

    @pytest.fixture(scope="class")
    @classmethod
    def folder(cls, tmp_path_factory: pytest.TempPathFactory) -> Path:
        folder = tmp_path_factory.mktemp("old")
        book = Workbook()
        sheet = book.active
        values: dict[str, object] = {
            "A1": "标题𠮷", "A2": 0.95, "B2": 1234.5, "C2": "=1/0", "D2": True, "A3": "多\n行", "B3": "0012",
            "C3": "=2*3",
        }  # fmt: skip
        for place, value in values.items():
            sheet[place] = value
        sheet["A2"].number_format, sheet["B2"].number_format = "0%", "#,##0.00"
        sheet["D3"] = 44713
        sheet["D3"].number_format = "yyyy-mm-dd"
        sheet.merge_cells("A1:D1")
        hidden = book.create_sheet("藏")
        hidden["B2"] = "甲"
        hidden.sheet_state = "hidden"
        book.save(folder / "book.xlsx")
        document = docx.Document()
        document.add_paragraph("绩效目标表")
        table = document.add_table(2, 2, "Table Grid")
        table.cell(0, 0).merge(table.cell(0, 1)).text = "项目"
        table.cell(1, 1).text = "≥95%"
        document.add_paragraph("尾")
        document.save(folder / "text.docx")
        convert(folder / "book.xlsx", "xls", folder)
        convert(folder / "text.docx", "doc", folder)
        return folder

    def test_xls_shows_what_xlsx_does(self, folder: Path) -> None:
        path = folder / "as-xls/book.xls"
        assert kind(path) == "xls"
        first, second = read(path)
        assert texts(tables(first)[0]) == {
            "A1": "标题𠮷", "A2": "95%", "B2": "1,234.50", "C2": "#DIV/0!", "D2": "TRUE", "A3": "多\n行", "B3": "0012",
            "C3": "6", "D3": "2022-06-01",
        }  # fmt: skip
        assert tables(first)[0].cells[0].columns == 4
        assert [cell.text for cell in tables(first)[0].cells if cell.is_error] == ["#DIV/0!"]
        assert (second.name, second.is_hidden, texts(tables(second)[0])) == ("藏", True, {"B2": "甲"})

    def test_calamine_finds_the_same_in_it(self, folder: Path) -> None:
        sheet = CalamineWorkbook.from_path(folder / "as-xls/book.xls").get_sheet_by_name("Sheet")
        assert sheet.merged_cell_ranges == [((0, 0), (0, 3))]
        rows = sheet.to_python(skip_empty_area=False)
        assert rows[2][:3] == ["多\n行", "0012", 6.0]

    def test_a_renamed_or_truncated_xls(self, folder: Path, tmp_path: Path) -> None:
        content = (folder / "as-xls/book.xls").read_bytes()
        (tmp_path / "a.pdf").write_bytes(content)
        assert kind(tmp_path / "a.pdf") == "xls"
        for length in (600, 2_000, len(content) - 3_000):
            (tmp_path / "b.xls").write_bytes(content[:length])
            with pytest.raises(ReadingError, match="损坏"):
                read(tmp_path / "b.xls")

    def test_doc_is_read_through_the_office_suite(self, folder: Path, tmp_path: Path) -> None:
        path = shutil.copy(folder / "as-doc/text.doc", tmp_path / "-x 甲.pdf")
        [page] = read(path)
        assert kind(path) == "doc"
        assert lines(page) == ["绩效目标表", "尾"]
        assert grid(tables(page)[0]) == [(0, 0, 1, 2, "项目"), (1, 1, 1, 1, "≥95%")]

    def test_without_an_office_suite_the_clerk_is_told_what_to_do(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(doc_reader, "find_office", lambda: None)
        with pytest.raises(ReadingError, match=r"另存为 \.docx"):
            read(folder / "as-doc/text.doc")

    def test_a_doc_with_password_is_told(self, folder: Path, tmp_path: Path) -> None:
        content = bytearray((folder / "as-doc/text.doc").read_bytes())
        start = content.index(b"\xec\xa5", 512)
        content[start + 11] |= 0x01
        (tmp_path / "a.doc").write_bytes(content)
        with pytest.raises(ReadingError, match="密码"):
            read(tmp_path / "a.doc")

    def test_the_office_suite_gets_only_so_long(
        self, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        slow = tmp_path / "slow"
        slow.write_text("#!/bin/sh\nsleep 60\n")
        slow.chmod(0o755)
        monkeypatch.setattr(doc_reader, "find_office", lambda: str(slow))
        monkeypatch.setattr(doc_reader, "SECONDS", 0.2)
        with pytest.raises(ReadingError, match="已停止"):
            read(folder / "as-doc/text.doc")
        slow.write_text("#!/bin/sh\nexit 1\n")
        monkeypatch.setattr(doc_reader, "SECONDS", 20)
        with pytest.raises(ReadingError, match="可能已损坏"):
            read(folder / "as-doc/text.doc")
