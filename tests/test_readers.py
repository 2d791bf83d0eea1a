"""Files of others as grids: workbooks old and new, documents, web pages, text and what was copied."""

import contextlib
import csv
import shutil
import subprocess
from collections.abc import Iterable
from decimal import Decimal
from io import StringIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from python_calamine import CalamineWorkbook

from app.base.errors import JihengError, ReadingError
from app.readers import doc as doc_reader
from app.readers.grids import Box, Cell, Line, Page, Place, Report, Table
from app.readers.number_formats import printed
from app.readers.reading import open_pages, pages_of_clipboard
from app.readers.tables import a1, sheet_table
from app.readers.texts import decoded

OFFICE = shutil.which("soffice")
REAL = Path(__file__).resolve().parent.parent.parent / "shared/samples"
SAMPLES = sorted(path for ending in ("xls", "xlsx") for path in REAL.glob(f"*/*.{ending}"))
needs_office = pytest.mark.skipif(OFFICE is None, reason="no office suite")


def read(path: Path) -> list[Page]:
    with open_pages(path) as pages:
        return list(pages)


def kind(path: Path) -> str:
    with open_pages(path) as pages:
        return pages.kind


def notes(path: Path) -> list[str]:
    with open_pages(path) as pages:
        list(pages)
        return pages.notes


def tables(page: Page) -> list[Table]:
    return [block for block in page.blocks if isinstance(block, Table)]


def lines(page: Page) -> list[str]:
    return [block.text for block in page.blocks if isinstance(block, Line)]


def grid(table: Table) -> list[tuple[int, int, int, int, str]]:
    return [(cell.row, cell.column, cell.rows, cell.columns, cell.text) for cell in table.cells]


def texts(table: Table) -> dict[str, str]:
    return {cell.place.cell: cell.text for cell in table.cells}


def only_table(path: Path) -> Table:
    [page] = read(path)
    [table] = tables(page)
    return table


def book_with(
    path: Path, cells: dict[str, object], merged: Iterable[str] = (), formats: dict[str, str] | None = None
) -> Path:
    book = Workbook()
    sheet = book.active
    for place, value in cells.items():
        sheet[place] = value
    for place, code in (formats or {}).items():
        sheet[place].number_format = code
    for area in merged:
        sheet.merge_cells(area)
    book.save(path)
    return path


def changed(path: Path, target: Path, part: str, old: str, new: str) -> Path:
    """Write an office file again with one of its parts changed."""
    with ZipFile(path) as source, ZipFile(target, "w", ZIP_DEFLATED) as out:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
            out.writestr(name, content)
    return target


def convert(path: Path, ending: str, folder: Path) -> Path:
    """Let LibreOffice write a file in another format."""
    out = folder / f"as-{ending.partition(':')[0]}"
    words = [f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", ending]
    subprocess.run([OFFICE, *words, "--outdir", out, path], check=True, capture_output=True, timeout=120)
    return out / f"{path.stem}.{ending.partition(':')[0]}"


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


def document(path: Path, *bodies: str) -> Path:
    """Write a document of the given WordprocessingML."""
    found: Document = docx.Document()
    ns = nsdecls("w", "wp", "a", "r") + (
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
        ' xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    body = found.element.body
    for element in parse_xml(f"<w:body {ns}>{''.join(bodies)}</w:body>"):
        body.insert(len(body) - 1, element)
    found.save(path)
    return path


def run(text: str) -> str:
    return f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>"


def paragraph(*inner: str) -> str:
    return f"<w:p>{''.join(inner)}</w:p>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(run(text))}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


class TestWord:
    def test_lines_and_tables_come_in_order(self, tmp_path: Path) -> None:
        path = document(
            tmp_path / "a.docx", paragraph(run("前")), table(row(cell("甲"), cell("乙"))), paragraph(run("后"))
        )
        [page] = read(path)
        assert kind(path) == "docx"
        assert [getattr(block, "text", "表") for block in page.blocks] == ["前", "表", "后"]
        assert texts(tables(page)[0]) == {"第1表第1行第1格": "甲", "第1表第1行第2格": "乙"}

    def test_merged_and_ragged_cells(self, tmp_path: Path) -> None:
        path = document(
            tmp_path / "a.docx",
            table(
                row(cell("宽", '<w:gridSpan w:val="2"/>'), cell("高", '<w:vMerge w:val="restart"/>')),
                row(cell("缩"), cell("", "<w:vMerge/>"), properties='<w:gridBefore w:val="1"/>'),
                row(cell("新", '<w:vMerge w:val="restart"/>'), properties='<w:gridBefore w:val="2"/>'),
                row(cell("删"), properties="<w:del/>"),
                row(cell("远", '<w:gridSpan w:val="100000000"/>')),
            ),
        )
        assert grid(only_table(path)) == [
            (0, 0, 1, 2, "宽"), (0, 2, 2, 1, "高"), (1, 1, 1, 1, "缩"), (2, 2, 1, 1, "新"), (3, 0, 1, 3, "远"),
        ]  # fmt: skip

    def test_a_broken_merge_keeps_the_text(self, tmp_path: Path) -> None:
        path = document(
            tmp_path / "a.docx",
            table(row(cell("甲"), cell("乙")), row(cell("丙", "<w:vMerge/>"), cell("丁"))),
        )
        assert [cell[4] for cell in grid(only_table(path))] == ["甲", "乙", "丙", "丁"]

    def test_changes_are_read_as_accepted(self, tmp_path: Path) -> None:
        path = document(
            tmp_path / "a.docx",
            paragraph(
                run("目标"),
                f"<w:ins>{run('新')}</w:ins>",
                "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>",
                f"<w:moveFrom>{run('走')}</w:moveFrom><w:moveTo>{run('来')}</w:moveTo>",
            ),
        )
        assert lines(read(path)[0]) == ["目标新来"]

    def test_signs_breaks_tabs_fields_and_hidden_text(self, tmp_path: Path) -> None:
        path = document(
            tmp_path / "a.docx",
            paragraph(
                '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>',
                run("95%"),
                "<w:r><w:tab/></w:r><w:r><w:noBreakHyphen/></w:r>",
                "<w:r><w:instrText>PAGE</w:instrText></w:r>",
                f"<w:fldSimple w:instr='X'>{run('域')}</w:fldSimple>",
                "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>",
                "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>见</w:t></w:r>",
                f"<w:hyperlink>{run('链')}</w:hyperlink>",
                '<w:r><w:br w:type="page"/></w:r><w:r><w:br/></w:r>',
                run("次行"),
            ),
        )
        assert lines(read(path)[0]) == ["≥95%\t-域见链", "次行"]

    def test_content_controls_around_anything(self, tmp_path: Path) -> None:
        def control(inner: str, properties: str = "") -> str:
            return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"

        path = document(
            tmp_path / "a.docx",
            control(paragraph(control(run("行")), control(run("单击此处"), "<w:showingPlcHdr/>"))),
            control(table(control(row(control(cell("格")), cell("乙"))))),
        )
        [page] = read(path)
        assert lines(page) == ["行"]
        assert [cell[4] for cell in grid(tables(page)[0])] == ["格", "乙"]

    def test_text_boxes_are_read_once(self, tmp_path: Path) -> None:
        inner = f"<w:txbxContent>{paragraph(run('框'))}</w:txbxContent>"
        box = (
            f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{inner}</wps:txbx></w:drawing>"
            f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r>"
        )
        old = f"<w:r><w:pict><v:textbox>{inner}</v:textbox></w:pict></w:r>"
        [page] = read(document(tmp_path / "a.docx", paragraph(run("前"), box), paragraph(old)))
        assert lines(page) == ["前", "框", "框"]

    def test_a_table_within_a_cell_comes_after_it(self, tmp_path: Path) -> None:
        inner = table(row(cell("内")))
        outer = f"<w:tc><w:tcPr/>{paragraph(run('外'))}{inner}{paragraph()}</w:tc>"
        [page] = read(document(tmp_path / "a.docx", table(row(outer))))
        assert [texts(one) for one in tables(page)] == [{"第1表第1行第1格": "外"}, {"第2表第1行第1格": "内"}]

    def test_a_strict_document_is_read_alike(self, tmp_path: Path) -> None:
        path = document(
            tmp_path / "a.docx", table(row(cell("宽", '<w:gridSpan w:val="2"/>')), row(cell("甲"), cell("乙")))
        )
        transitional = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
        path = changed(path, tmp_path / "b.docx", "word/document.xml", transitional, strict)
        assert grid(only_table(path)) == [(0, 0, 1, 2, "宽"), (1, 0, 1, 1, "甲"), (1, 1, 1, 1, "乙")]

    def test_python_docx_sees_the_same_texts(self, tmp_path: Path) -> None:
        found = docx.Document()
        one = found.add_table(3, 3)
        for number, place in enumerate((r, c) for r in range(3) for c in range(3)):
            one.cell(*place).text = f"格{number}\n次行"
        one.cell(0, 0).merge(one.cell(1, 1))
        found.save(tmp_path / "a.docx")
        read_back = {cell.text for cell in only_table(tmp_path / "a.docx").cells}
        assert read_back == {cell.text.strip() for line in one.rows for cell in line.cells}


class TestHtml:
    def page(self, path: Path, html: str, encoding: str = "utf-8") -> Page:
        path.write_bytes(html.encode(encoding))
        [page] = read(path)
        return page

    def test_spans_breaks_and_lines(self, tmp_path: Path) -> None:
        page = self.page(
            tmp_path / "a.xls",
            "<html><head><title>题</title><style>p{}</style></head><body><h1>绩效<b>目标</b>表</h1><script>x</script>"
            "<table><caption>单位：万元</caption><thead><tr><th colspan=2>甲&lt;</th>"
            "<td rowspan='2'>乙<br>丙</td></thead>"
            "<tbody><tr><td>&nbsp;1 <td><p>2</p><p>3</p><br></table>"
            "尾<br>二<div style='display: none'>藏</div></body></html>",
        )
        assert lines(page) == ["绩效目标表", "单位：万元", "尾", "二"]
        assert grid(tables(page)[0]) == [
            (0, 0, 1, 2, "甲<"), (0, 2, 2, 1, "乙\n丙"), (1, 0, 1, 1, "1"), (1, 1, 1, 1, "2\n3"),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("declared", "encoding"),
        [
            ("gb2312", "gb18030"),
            ("", "gb18030"),
            ("", "utf-8"),
            ("", "utf-8-sig"),
            ("", "utf-16"),
            ("utf-8", "gb18030"),
        ],
    )
    def test_the_encoding_is_found(self, tmp_path: Path, declared: str, encoding: str) -> None:
        meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
        page = self.page(tmp_path / "a.pdf", f"{meta}<table><tr><td>指标㛃</table>", encoding)
        assert grid(tables(page)[0]) == [(0, 0, 1, 1, "指标㛃")]

    def test_an_xhtml_page_says_its_encoding_first(self, tmp_path: Path) -> None:
        html = '<?xml version="1.0" encoding="gb2312"?><html xmlns="http://www.w3.org/1999/xhtml"><p>指标</p></html>'
        assert lines(self.page(tmp_path / "a.html", html, "gb18030")) == ["指标"]

    def test_tables_within_tables(self, tmp_path: Path) -> None:
        html = "<table><tr><td>外<table><tr><td>内</table></td></tr></table>"
        assert [texts(one) for one in tables(self.page(tmp_path / "a.html", html))] == [
            {"第1表第1行第1格": "外"}, {"第2表第1行第1格": "内"},
        ]  # fmt: skip

    def test_spans_are_bounded_and_never_overlap(self, tmp_path: Path) -> None:
        html = (
            "<table><tr><td colspan=1000000000000>题<tr><td rowspan=99999>高<td>甲<td rowspan=0>底"
            "<tr><td colspan=2>乙<td>丙</table>"
        )
        [found] = tables(self.page(tmp_path / "a.html", html))
        assert grid(found) == [
            (0, 0, 1, 4, "题"), (1, 0, 2, 1, "高"), (1, 1, 1, 1, "甲"), (1, 2, 2, 1, "底"), (2, 1, 1, 1, "乙"),
            (2, 3, 1, 1, "丙"),
        ]  # fmt: skip

    def test_fields_show_what_was_typed(self, tmp_path: Path) -> None:
        html = (
            "<table><tr><td><input value='名称'><input type=hidden value=x><td><select><option>甲"
            "<option selected>乙</select><td><textarea>长文</textarea></table>"
        )
        assert [cell[4] for cell in grid(tables(self.page(tmp_path / "a.html", html))[0])] == ["名称", "乙", "长文"]

    def test_depth_and_doctype_do_no_harm(self, tmp_path: Path) -> None:
        entities = '<!DOCTYPE html [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>'
        self.page(tmp_path / "a.html", f"{entities}<html><p>&c;</p></html>")
        self.page(tmp_path / "b.html", "<div>" * 100_000 + "底")
        self.page(tmp_path / "c.html", "<table><tr><td>" * 20_000 + "底")

    def test_a_page_saved_as_one_file(self, tmp_path: Path) -> None:
        path = tmp_path / "a.mht"
        frame, sheet = (
            "<html><frameset></frameset></html>",
            "<html><table><tr><td>指标</table></html>".encode("gb18030").hex(),
        )
        quoted = "".join(f"={sheet[at : at + 2].upper()}" for at in range(0, len(sheet), 2))
        path.write_text(
            'From: <由 WPS 保存>\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n'
            f"--b\nContent-Type: text/html\n\n{frame}\n"
            '--b\nContent-Type: text/html; charset="gb2312"\nContent-Transfer-Encoding: quoted-printable\n'
            f"\n{quoted}\n--b--\n"
        )
        first, second = read(path)
        assert first.blocks == ()
        assert grid(tables(second)[0]) == [(0, 0, 1, 1, "指标")]


class TestText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
    @pytest.mark.parametrize("delimiter", list("\t,;|"))
    def test_rows_are_found_in_any_encoding(self, tmp_path: Path, encoding: str, delimiter: str) -> None:
        out = StringIO()
        csv.writer(out, delimiter=delimiter).writerows([["指标", '说"明"'], ["=1+1", "两\n行"], ["", f"a{delimiter}b"]])
        (tmp_path / "a.xls").write_bytes(out.getvalue().encode(encoding))
        assert kind(tmp_path / "a.xls") == "csv"
        assert [cell[4] for cell in grid(only_table(tmp_path / "a.xls"))] == [
            "指标", '说"明"', "=1+1", "两\n行", f"a{delimiter}b",
        ]  # fmt: skip

    def test_delimiters_within_quotes_are_letters(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text('"指标";"0 ,"\n"";"1 ,"\n')
        assert [cell[4] for cell in grid(only_table(tmp_path / "a.csv"))] == ["指标", "0 ,", "1 ,"]

    def test_a_title_over_the_rows_and_stray_quotes(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text('绩效目标表\n指标,值\n"甲,1\n乙,2\n丙,3\n')
        assert grid(only_table(tmp_path / "a.csv"))[2:5] == [(1, 1, 1, 1, "值"), (2, 0, 1, 1, '"甲'), (2, 1, 1, 1, "1")]

    def test_prose_is_lines(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("绩效目标：\n\n  完成改造，覆盖, 及时\n没有分隔\n", encoding="utf-8")
        [page] = read(tmp_path / "a.txt")
        assert (kind(tmp_path / "a.txt"), lines(page)) == ("text", ["绩效目标：", "完成改造，覆盖, 及时", "没有分隔"])

    def test_one_comma_makes_no_table(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("目标, 其一\n目标二\n", encoding="utf-8")
        assert lines(read(tmp_path / "a.txt")[0]) == ["目标, 其一", "目标二"]

    def test_a_short_text_in_gbk_is_not_taken_for_cyrillic(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_bytes("效\n".encode("gb18030"))
        assert lines(read(tmp_path / "a.txt")[0]) == ["效"]

    def test_a_declared_encoding_that_does_not_exist_is_no_matter(self) -> None:
        assert decoded("指标".encode("gb18030"), "nonsense") == "指标"


class TestClipboard:
    def test_rows_from_a_spreadsheet(self) -> None:
        pages = pages_of_clipboard('指标\t值\r\n"两\n行"\t"说""明"""\r\n\t=1\r\n')
        [page] = pages
        assert pages.kind == "csv"
        assert grid(tables(page)[0]) == [
            (0, 0, 1, 1, "指标"), (0, 1, 1, 1, "值"), (1, 0, 1, 1, "两\n行"), (1, 1, 1, 1, '说"明"'),
            (2, 1, 1, 1, "=1"),
        ]  # fmt: skip

    def test_the_web_page_knows_merged_cells(self) -> None:
        html = "Version:0.9\r\nStartHTML:00000097\r\n<html><body><table><tr><td rowspan=2>一<td>甲<tr><td>乙</table>"
        [page] = pages_of_clipboard("一\t甲\r\n\t乙\r\n", html)
        assert grid(tables(page)[0])[0] == (0, 0, 2, 1, "一")

    def test_text_without_cells(self) -> None:
        [page] = pages_of_clipboard("目标一, 甲\n目标二, 乙", "<p>目标一, 甲</p>")
        assert lines(page) == ["目标一, 甲", "目标二, 乙"]
        assert next(iter(pages_of_clipboard(""))).blocks == ()


def test_a_table_has_no_cell_over_another(tmp_path: Path) -> None:
    """What recognition relies on, for every file that is at hand."""
    for path in [*SAMPLES, *REAL.glob("*/*.docx")]:
        for page in read(path):
            for found in tables(page):
                taken: set[tuple[int, int]] = set()
                for one in found.cells:
                    places = places_of(one)
                    assert taken.isdisjoint(places)
                    taken |= places
                assert all(row < found.rows and column < found.columns for row, column in taken)


def places_of(one: Cell) -> set[tuple[int, int]]:
    return {(one.row + row, one.column + column) for row in range(one.rows) for column in range(one.columns)}


@pytest.mark.parametrize(
    ("place", "label"),
    [
        (Place(1, cell="第2表第3行第4格"), "第2表第3行第4格"),
        (Place(1), "正文"),
        (Place(2, cell="第1表第1行第1格"), "第2页 第1表第1行第1格"),
        (Place(1, "申报表", "B5"), "工作表“申报表” B5"),
        (Place(1, "申报表"), "工作表“申报表”"),
        (Place(1, cell="第3行第4格", box=Box(0, 0, 9, 9)), "第1页 第3行第4格"),
        (Place(1, box=Box(0, 0, 9, 9)), "第1页"),
    ],
)
def test_a_place_names_a_page_only_where_there_are_pages(place: Place, label: str) -> None:
    assert place.label == label


def test_a_later_damage_is_told_in_a_sentence(tmp_path: Path) -> None:
    path = book_with(tmp_path / "a.xlsx", {"A1": "甲"})
    path = changed(path, tmp_path / "b.xlsx", "xl/worksheets/sheet1.xml", "</sheetData>", "</sheet>")
    with pytest.raises(JihengError, match=r"已损坏.*另存为 \.xlsx"):
        read(path)
    path = document(tmp_path / "a.docx", paragraph(run("甲")))
    path = changed(path, tmp_path / "b.docx", "word/document.xml", "</w:body>", "")
    with pytest.raises(JihengError, match=r"已损坏.*另存为 \.docx"):
        read(path)
