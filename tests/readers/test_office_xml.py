"""Workbooks and documents in one XML file, as Excel and Word 2003 and the systems of budget offices write them."""

import time
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from hypothesis import given
from lxml import etree
from openpyxl import Workbook
from other_programs import needs_office, saved_by_office

from app.base.errors import ReadingError
from app.readers import excel_xml, kinds
from app.readers.grids import Page, Pages, Table
from app.readers.reading import open_pages
from readers.any_grids import QUICK, Grid, grids
from readers.pages import cells_of, lines

DECLARED = '<?xml version="1.0" encoding="{}"?>\n'

EXCEL = '<?mso-application progid="Excel.Sheet"?>\n'

WORD = '<?mso-application progid="Word.Document"?>\n'

PERCENT = '<Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style>'


def opened(path: Path) -> tuple[Pages, list[Page]]:
    with open_pages(path) as pages:
        return pages, list(pages)


def workbook(path: Path, *rows: str, styles: str = "", columns: str = "", encoding: str = "utf-8") -> Path:
    return written(path, sheet("表", *rows, columns=columns), styles=styles, encoding=encoding)


def sheet(name: str, *rows: str, columns: str = "", options: str = "") -> str:
    return f'<Worksheet ss:Name="{name}"><Table>{columns}{"".join(rows)}</Table>{options}</Worksheet>'


def written(path: Path, *sheets: str, styles: str = "", encoding: str = "utf-8") -> Path:
    text = (
        f'{DECLARED.format(encoding)}{EXCEL}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" '
        f'xmlns:html="http://www.w3.org/TR/REC-html40"><Styles>{styles}</Styles>{"".join(sheets)}</Workbook>'
    )
    path.write_bytes(text.encode(encoding))
    return path


def row(*cells: str, more: str = "") -> str:
    return f"<Row{more}>{''.join(cells)}</Row>"


def cell(text: str = "", kind: str = "String", more: str = "") -> str:
    return f'<Cell{more}><Data ss:Type="{kind}">{text}</Data></Cell>'


def table_of(path: Path) -> Table:
    _, [page] = opened(path)
    [table] = page.blocks
    assert isinstance(table, Table)
    return table


def texts(path: Path) -> dict[str, str]:
    return {one.place.cell: one.text for one in table_of(path).cells}


class TestExcel:
    def test_it_is_an_xls_with_named_sheets_whatever_the_file_is_called(self, tmp_path: Path) -> None:
        hidden = "<WorksheetOptions xmlns='urn:schemas-microsoft-com:office:excel'><Visible>SheetHidden</Visible>"
        path = written(
            tmp_path / "a.pdf",
            sheet("申报表", row(cell("甲"))),
            sheet("藏", row(cell("乙")), options=f"{hidden}</WorksheetOptions>"),
            '<Worksheet ss:Name="空"/>',
        )
        pages, (first, second, third) = opened(path)
        assert (pages.kind, pages.total) == ("xls", 3)
        assert [(page.name, page.number, page.is_hidden) for page in (first, second, third)] == [
            ("申报表", 1, False), ("藏", 2, True), ("空", 3, False),
        ]  # fmt: skip
        [table] = first.blocks
        assert isinstance(table, Table)
        assert table.cells[0].place.label == "工作表“申报表” A1"
        assert third.blocks == ()

    def test_rows_and_cells_say_where_they_are_or_follow_one_another(self, tmp_path: Path) -> None:
        path = workbook(
            tmp_path / "a.xls",
            row(cell("甲", more=' ss:Index="2"'), cell("乙"), cell("丙", more=' ss:MergeAcross="2"'), cell("丁")),
            row(more=' ss:Span="3"'),
            row(cell("戊")),
            row(cell("己"), more=' ss:Index="9"'),
        )
        assert texts(path) == {"B1": "甲", "C1": "乙", "D1": "丙", "G1": "丁", "A6": "戊", "A9": "己"}

    def test_merged_cells(self, tmp_path: Path) -> None:
        path = workbook(
            tmp_path / "a.xls",
            row(cell("题", more=' ss:MergeAcross="2"')),
            row(cell("高", more=' ss:MergeDown="1"'), cell("块", more=' ss:MergeAcross="1" ss:MergeDown="1"')),
            row(cell("旁", more=' ss:Index="4"')),
            row(cell("底")),
        )
        assert cells_of(table_of(path)) == {
            (0, 0, 1, 3, "题"), (1, 0, 2, 1, "高"), (1, 1, 2, 2, "块"), (2, 3, 1, 1, "旁"), (3, 0, 1, 1, "底"),
        }  # fmt: skip

    def test_rows_under_a_merged_cell_may_hold_its_place_or_not(self, tmp_path: Path) -> None:
        tall = row(cell("高", more=' ss:MergeDown="1"'), cell("甲"))
        expected = {(0, 0, 2, 1, "高"), (0, 1, 1, 1, "甲"), (1, 1, 1, 1, "乙")}
        assert cells_of(table_of(workbook(tmp_path / "a.xls", tall, row("<Cell/>", cell("乙"))))) == expected
        assert cells_of(table_of(workbook(tmp_path / "a.xls", tall, row(cell("乙"))))) == expected

    @pytest.mark.parametrize(
        ("value", "code", "shown"),
        [
            ("0.95", "Percent", "95.00%"),
            ("0.94999999999999996", "0%", "95%"),
            ("0.955", "0.00%", "95.50%"),
            ("1234.5", "Standard", "1,234.50"),
            ("1234.5", "#,##0.00", "1,234.50"),
            ("1234.5", "Fixed", "1234.50"),
            ("1234.5", "General", "1234.5"),
            ("1234.5", "", "1234.5"),
            ("20", "@", "20"),
            ("12", '0"万元"', "12万元"),
            ("1e400", "0.00", "1e400"),
            ("约10", "0.00", "约10"),
        ],
    )
    def test_numbers_show_as_their_style_says(self, tmp_path: Path, value: str, code: str, shown: str) -> None:
        code = code.replace('"', "&quot;")
        style = f'<Style ss:ID="Default"/><Style ss:ID="s1"><NumberFormat ss:Format="{code}"/></Style>'
        path = workbook(tmp_path / "a.xls", row(cell(value, "Number", ' ss:StyleID="s1"')), styles=style)
        assert texts(path) == {"A1": shown}

    def test_a_style_may_come_from_its_parent_the_row_the_column_or_be_the_usual_one(self, tmp_path: Path) -> None:
        styles = (
            '<Style ss:ID="Default"><NumberFormat ss:Format="Fixed"/></Style>'
            f'{PERCENT}<Style ss:ID="child" ss:Parent="p"><Font ss:Bold="1"/></Style>'
            '<Style ss:ID="round" ss:Parent="round"/><Style ss:ID="plain"><NumberFormat/></Style>'
        )
        path = workbook(
            tmp_path / "a.xls",
            row(*(cell("1", "Number", f' ss:StyleID="{style}"') for style in ("child", "round", "plain", "none"))),
            row(cell("2", "Number"), cell("2", "Number", ' ss:StyleID="plain"'), more=' ss:StyleID="p"'),
            row(cell("3", "Number"), cell("3", "Number")),
            styles=styles,
            columns='<Column ss:Index="2" ss:Span="1" ss:StyleID="p"/>',
        )
        assert texts(path) == {
            "A1": "100.00%", "B1": "1", "C1": "1", "D1": "1", "A2": "200.00%", "B2": "2", "A3": "3.00", "B3": "300.00%",
        }  # fmt: skip

    def test_texts_dates_truths_and_errors(self, tmp_path: Path) -> None:
        styles = "".join(
            f'<Style ss:ID="{name}"><NumberFormat ss:Format="{code}"/></Style>'
            for name, code in {"day": "Short Date", "month": "yyyy\\-mm", "hour": "Short Time"}.items()
        )
        path = workbook(
            tmp_path / "a.xls",
            row(
                cell("<B><html:Font html:Color='#FF0000'>重</html:Font></B>大<Sup>2</Sup>").replace(
                    "<Data", '<ss:Data xmlns="http://www.w3.org/TR/REC-html40"'
                ).replace("</Data", "</ss:Data"),
                cell("多&#10;行 &lt;5"),
                cell("\n   空白  \n"),
                cell("0012"),
                cell(),
            ),
            row(
                cell("2022-06-01T00:00:00.000", "DateTime", ' ss:StyleID="day"'),
                cell("2022-06-01T00:00:00.000", "DateTime", ' ss:StyleID="month"'),
                cell("1899-12-31T08:30:00.000", "DateTime", ' ss:StyleID="hour"'),
                cell("2022-06-01T00:00:00.000", "DateTime"),
                cell("某日", "DateTime"),
                cell("1900-01-15T12:00:00.000", "DateTime", ' ss:StyleID="day"'),
            ),
            row(cell("1", "Boolean"), cell("#REF!", "Error"), cell("#REF!")),
            styles=styles,
        )  # fmt: skip
        assert texts(path) == {
            "A1": "重大2", "B1": "多\n行 <5", "C1": "空白", "D1": "0012",
            "A2": "2022-06-01", "B2": "2022-06", "C2": "08:30", "D2": "2022-06-01", "E2": "某日",
            "F2": "1900-01-15 12:00",
            "A3": "TRUE", "B3": "#REF!", "C3": "#REF!",
        }  # fmt: skip
        assert [one.place.cell for one in table_of(path).cells if one.is_error] == ["B3"]

    def test_comments_are_no_text_and_formulas_without_result_are_told(self, tmp_path: Path) -> None:
        comment = '<Comment ss:Author="x"><ss:Data xmlns="http://www.w3.org/TR/REC-html40">批注</ss:Data></Comment>'
        path = workbook(
            tmp_path / "a.xls",
            row(cell("甲").replace("</Cell>", f"{comment}</Cell>"), f"<Cell>{comment}</Cell>"),
            row(cell("6", "Number", ' ss:Formula="=2*3"'), '<Cell ss:Formula="=1+1"/>'),
        )
        pages, _ = opened(path)
        assert texts(path) == {"A1": "甲", "A2": "6"}
        [note] = pages.notes
        assert "工作表“表”的 B2是公式" in note

    @pytest.mark.parametrize(
        ("declared", "encoding"),
        [("utf-8", "utf-8"), ("utf-8", "utf-8-sig"), ("UTF-16", "utf-16"), ("gbk", "gb18030"), ("gb2312", "gb18030"),
         ("utf-8", "gb18030"), ("nonsense", "utf-8")],
    )  # fmt: skip
    def test_the_encoding_is_found(self, tmp_path: Path, declared: str, encoding: str) -> None:
        text = workbook(tmp_path / "a.xls", row(cell("指标㛃"))).read_text(encoding="utf-8")
        (tmp_path / "a.xls").write_bytes(text.replace('"utf-8"', f'"{declared}"').encode(encoding))
        assert texts(tmp_path / "a.xls") == {"A1": "指标㛃"}

    def test_prefixes_do_not_matter(self, tmp_path: Path) -> None:
        text = (
            '<s:Workbook xmlns:s="urn:schemas-microsoft-com:office:spreadsheet"><s:Worksheet s:Name="表"><s:Table>'
            '<s:Row><s:Cell s:Index="3"><s:Data s:Type="Number">1</s:Data></s:Cell></s:Row>'
            "</s:Table></s:Worksheet></s:Workbook>"
        )
        (tmp_path / "a.xml").write_text(text)
        assert texts(tmp_path / "a.xml") == {"C1": "1"}

    @QUICK
    @given(grids())
    def test_whatever_stands_in_it(self, tmp_path: Path, grid: Grid) -> None:
        spans = {area[:2]: area[2:] for area in grid.areas}
        rows = []
        for number in range(grid.rows):
            cells = []
            for column in (one for one in range(grid.columns) if (number, one) in grid.texts):
                down, across = spans.get((number, column), (1, 1))
                look = f' ss:Index="{column + 1}" ss:MergeAcross="{across - 1}" ss:MergeDown="{down - 1}"'
                text = grid.texts[number, column].replace("&", "&amp;").replace("<", "&lt;").replace("\n", "&#10;")
                cells.append(cell(text, more=look))
            rows.append(row(*cells))
        assert cells_of(table_of(workbook(tmp_path / "a.xls", *rows, encoding="gb18030"))) == grid.expected

    @needs_office
    def test_libreoffice_sees_the_same(self, tmp_path: Path) -> None:
        path = workbook(
            tmp_path / "a.xml",
            row(cell("题", more=' ss:MergeAcross="3"')),
            row(cell("0.95", "Number", ' ss:StyleID="p"'), cell("1", "Number", ' ss:Index="3"')),
            row(cell("高", more=' ss:MergeDown="1"'), cell("甲")),
            row(cell("乙", more=' ss:Index="2"'), cell("丙", more=' ss:Index="4"')),
            styles=PERCENT,
        )
        saved = saved_by_office(path, "xlsx", tmp_path, "--infilter=MS Excel 2003 XML")
        assert cells_of(table_of(path)) == cells_of(table_of(saved))


class TestExcelLimits:
    def refusal(self, path: Path) -> str:
        began = time.perf_counter()
        with pytest.raises(ReadingError) as caught:
            opened(path)
        assert time.perf_counter() - began < 5
        return str(caught.value)

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_entities_are_refused(self, tmp_path: Path, encoding: str) -> None:
        text = workbook(tmp_path / "a.xls", row(cell("&b;"))).read_text(encoding="utf-8")
        bomb = '<!DOCTYPE Workbook [<!ENTITY b "甲"><!ENTITY c SYSTEM "file:///etc/passwd">]><Workbook'
        text = text.replace("<Workbook", bomb, 1).replace('"utf-8"', f'"{encoding}"')
        (tmp_path / "a.xls").write_bytes(text.encode(encoding))
        assert "DOCTYPE" in self.refusal(tmp_path / "a.xls")

    def test_cells_that_reach_over_a_million_others(self, tmp_path: Path) -> None:
        wide = cell("宽", more=' ss:MergeAcross="1000000" ss:MergeDown="1000000"')
        far = row(cell("远", more=' ss:Index="999999999"'), more=' ss:Index="999999999" ss:Span="999999999"')
        columns = '<Column ss:Index="999999999" ss:Span="999999999" ss:StyleID="p"/>' * 1_000
        table = table_of(workbook(tmp_path / "a.xls", row(wide, cell("右")), row(cell("下")), far, columns=columns))
        assert [one.text for one in table.cells][:1] == ["宽"]
        assert table.rows < 50
        assert table.columns < 50

    def test_too_many_merged_cells(self, tmp_path: Path) -> None:
        rows = row(*(cell("宽", more=' ss:Index="1" ss:MergeAcross="16000" ss:MergeDown="9"') for _ in range(1_000)))
        assert "合并的格子太多" in self.refusal(workbook(tmp_path / "a.xls", rows))

    def test_too_many_cells_or_elements(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = workbook(tmp_path / "a.xls", row(*(cell("甲") for _ in range(50))))
        monkeypatch.setattr(excel_xml, "MOST_CELLS", 49)
        assert "万个格子" in self.refusal(path)
        monkeypatch.undo()
        monkeypatch.setattr(excel_xml, "MOST_ELEMENTS", 20)
        assert "万个格子" in self.refusal(path)

    def test_a_large_file(self, tmp_path: Path) -> None:
        content = workbook(tmp_path / "a.xls", row(cell("甲"))).read_bytes()
        (tmp_path / "a.xls").write_bytes(content + b" " * 61 * 1024 * 1024)
        assert "超过 60 MB" in self.refusal(tmp_path / "a.xls")

    def test_depth_and_damage(self, tmp_path: Path) -> None:
        deep = cell("<B>" * 50_000 + "深" + "</B>" * 50_000)
        assert texts(workbook(tmp_path / "a.xls", row(deep))) == {"A1": "深"}
        content = workbook(tmp_path / "a.xls", row(cell("甲"))).read_bytes()
        (tmp_path / "a.xls").write_bytes(content[:-20])
        assert "已损坏" in self.refusal(tmp_path / "a.xls")

    def test_web_pages_stay_web_pages(self, tmp_path: Path) -> None:
        space = "urn:schemas-microsoft-com:office:spreadsheet"
        path = tmp_path / "a.xls"
        path.write_text(f"<html><xml><Workbook xmlns='{space}'/></xml><table><tr><td>甲</table>")
        assert kinds.kind_of(path) is kinds.Kind.HTML
        path.write_text(f"说明：<Workbook xmlns='{space}'>\n")
        assert kinds.kind_of(path) is kinds.Kind.TEXT


WORDML = "http://schemas.microsoft.com/office/word/2003/wordml"

HINT = "http://schemas.microsoft.com/office/word/2003/auxHint"

NOTES = "http://schemas.microsoft.com/aml/2001/core"


def old_document(path: Path, *body: str, lists: str = "", styles: str = "", encoding: str = "utf-8") -> Path:
    text = (
        f'{DECLARED.format(encoding)}{WORD}<w:wordDocument xmlns:w="{WORDML}" xmlns:wx="{HINT}" xmlns:aml="{NOTES}" '
        f'xml:space="preserve"><w:lists>{lists}</w:lists><w:styles>{styles}</w:styles><w:body><wx:sect>{"".join(body)}'
        f"<w:sectPr><w:hdr w:type='odd'>{paragraph('页眉')}</w:hdr></w:sectPr></wx:sect></w:body></w:wordDocument>"
    )
    path.write_bytes(text.encode(encoding))
    return path


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def word_cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def word_row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def note(kind: str, inner: str = "") -> str:
    return f'<aml:annotation aml:id="0" w:type="Word.{kind}"><aml:content>{inner}</aml:content></aml:annotation>'


def tables(page: Page) -> list[set[tuple[int, int, int, int, str]]]:
    return [cells_of(block) for block in page.blocks if isinstance(block, Table)]


class TestWord2003:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gbk"])
    def test_lines_and_tables(self, tmp_path: Path, encoding: str) -> None:
        table = "".join(
            (
                word_row(word_cell("宽", '<w:gridSpan w:val="2"/>'), word_cell("高", '<w:vmerge w:val="restart"/>')),
                word_row(word_cell("甲"), word_cell("乙"), word_cell("", "<w:vmerge/>")),
                word_row(word_cell("删"), properties='<aml:annotation aml:id="1" w:type="Word.Deletion"/>'),
            )
        )
        framed = (
            f"<wx:sub-section><wx:pBdrGroup>{paragraph('前')}</wx:pBdrGroup><w:tbl>{table}</w:tbl></wx:sub-section>"
        )
        path = old_document(tmp_path / "a.doc", framed, paragraph("后"), encoding=encoding)
        pages, [page] = opened(path)
        assert pages.kind == "doc"
        assert lines(page) == ["前", "后"]
        assert tables(page) == [{(0, 0, 1, 2, "宽"), (0, 2, 2, 1, "高"), (1, 0, 1, 1, "甲"), (1, 1, 1, 1, "乙")}]

    def test_changes_are_read_as_accepted_and_comments_are_no_text(self, tmp_path: Path) -> None:
        def run(text: str, name: str = "t") -> str:
            return f"<w:r><w:{name}>{text}</w:{name}></w:r>"

        inner = (
            run("目标"), note("Insertion", run("新")), note("Deletion", run("旧", "delText")),
            f"<w:r>{note('Comment', paragraph('批注'))}</w:r>",
            f"<w:r><w:footnote>{paragraph('脚注')}</w:footnote></w:r>",
            '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><wx:sym wx:font="Wingdings" wx:char="F0FE"/></w:r>',
        )  # fmt: skip
        path = old_document(tmp_path / "a.xml", f"<w:p>{''.join(inner)}</w:p>", note("Deletion", paragraph("段")))
        assert lines(opened(path)[1][0]) == ["目标新☑"]

    def test_numbers_are_counted_or_as_word_noted_them(self, tmp_path: Path) -> None:
        lists = (
            '<w:listDef w:listDefId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:nfc w:val="37"/>'
            '<w:lvlText w:val="%1、"/></w:lvl></w:listDef><w:list w:ilfo="1"><w:ilst w:val="0"/></w:list>'
        )
        styles = '<w:style w:styleId="a"><w:pPr><w:listPr><w:ilfo w:val="1"/></w:listPr></w:pPr></w:style>'
        body = [
            paragraph("甲", '<w:listPr><w:ilvl w:val="0"/><w:ilfo w:val="1"/></w:listPr>'),
            paragraph("乙", '<w:pStyle w:val="a"/>'),
            paragraph("丙", '<w:listPr><w:ilvl w:val="0"/><w:ilfo w:val="1"/><wx:t wx:val="（叁）"/></w:listPr>'),
        ]
        page = opened(old_document(tmp_path / "a.doc", *body, lists=lists, styles=styles))[1][0]
        assert lines(page) == ["一、甲", "二、乙", "（叁）丙"]

    def test_pictures_may_be_large_and_entities_are_refused(self, tmp_path: Path) -> None:
        picture = f"<w:pict><w:binData w:name='a'>{'A' * 11_000_000}</w:binData></w:pict>"
        path = old_document(tmp_path / "a.doc", f"<w:p><w:r>{picture}<w:t>图</w:t></w:r></w:p>")
        assert lines(opened(path)[1][0]) == ["图"]
        text = old_document(path, paragraph("甲")).read_text(encoding="utf-8")
        path.write_text(text.replace("<w:wordDocument", '<!DOCTYPE a [<!ENTITY b "x">]><w:wordDocument'))
        with pytest.raises(ReadingError, match="DOCTYPE"):
            opened(path)
        path.write_text(text[:-9])
        with pytest.raises(ReadingError, match=r"已损坏.*另存为 \.docx"):
            opened(path)

    @needs_office
    def test_what_libreoffice_writes(self, tmp_path: Path) -> None:
        document = docx.Document()
        document.add_paragraph("绩效目标表")
        document.add_paragraph("目标", style="List Number")
        table = document.add_table(2, 2, "Table Grid")
        table.cell(0, 0).merge(table.cell(0, 1)).text = "项目"
        table.cell(1, 1).text = "≥95%"
        document.save(tmp_path / "a.docx")
        pages, [page] = opened(saved_by_office(tmp_path / "a.docx", "xml:MS Word 2003 XML", tmp_path))
        assert pages.kind == "doc"
        assert [line.replace(" ", "") for line in lines(page)] == ["绩效目标表", "1.目标"]
        assert tables(page) == [{(0, 0, 1, 2, "项目"), (1, 1, 1, 1, "≥95%")}]


def flat(source: Path, target: Path) -> Path:
    """Write a document with all its parts in one file, as Word does."""
    space = "http://schemas.microsoft.com/office/2006/xmlPackage"
    root = etree.Element(f"{{{space}}}package", nsmap={"pkg": space})
    with ZipFile(source) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                part = etree.SubElement(root, f"{{{space}}}part", {f"{{{space}}}name": f"/{name}"})
                etree.SubElement(part, f"{{{space}}}xmlData").append(etree.fromstring(archive.read(name)))
    content = etree.tostring(root, encoding="unicode")
    target.write_text(DECLARED.format("UTF-8") + WORD + content, encoding="utf-8")
    return target


class TestFlatDocuments:
    def test_it_reads_as_the_docx_does(self, tmp_path: Path) -> None:
        document = docx.Document()
        document.add_paragraph("绩效目标表")
        for text in ("目标甲", "目标乙"):
            document.add_paragraph(text, style="List Number")
        document.add_table(1, 2).cell(0, 1).text = "≥95%"
        document.save(tmp_path / "a.docx")
        pages, [page] = opened(flat(tmp_path / "a.docx", tmp_path / "a.doc"))
        assert pages.kind == "doc"
        assert lines(page) == ["绩效目标表", "1. 目标甲", "2. 目标乙"]
        assert page == opened(tmp_path / "a.docx")[1][0]

    def test_one_that_is_no_document(self, tmp_path: Path) -> None:
        book = Workbook()
        book.save(tmp_path / "a.xlsx")
        with pytest.raises(ReadingError, match="没有正文"):
            opened(flat(tmp_path / "a.xlsx", tmp_path / "a.xml"))


@pytest.mark.parametrize("make", [workbook, old_document])
def test_flipped_bytes_never_end_in_a_traceback(tmp_path: Path, make) -> None:
    content = make(tmp_path / "a.xml", row(cell("1", "Number")), paragraph("甲")).read_bytes()
    for number in range(150):
        damaged = bytearray(content)
        damaged[number * len(content) // 150] ^= 0xFF
        (tmp_path / "a.xml").write_bytes(damaged)
        try:
            opened(tmp_path / "a.xml")
        except ReadingError as error:
            assert str(error).endswith("。")  # noqa: PT017 - it need not be raised
