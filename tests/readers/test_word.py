"""Word documents: lines, tables, and what is not shown."""

from pathlib import Path

import docx

from readers.books import changed
from readers.pages import grid, kind, lines, only_table, read, tables, texts
from readers.wordml import cell, document, paragraph, row, run, table


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
