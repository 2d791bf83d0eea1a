"""Web pages, plain texts and what was copied; places of what was read."""

import csv
from io import StringIO
from pathlib import Path

import pytest

from app.base.errors import JihengError
from app.readers.grids import Box, Page, Place
from app.readers.reading import pages_of_clipboard
from app.readers.texts import decoded
from readers.books import REAL, SAMPLES, book_with, changed
from readers.pages import grid, kind, lines, only_table, places_of, read, tables, texts
from readers.wordml import document, paragraph, run


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
        assert "bbb" not in "".join(lines(self.page(tmp_path / "a.html", f"{entities}<html><p>&c;</p></html>")))
        deep = self.page(tmp_path / "b.html", "<div>" * 100_000 + "底")
        nested = self.page(tmp_path / "c.html", "<table><tr><td>" * 20_000 + "底")
        for page in (deep, nested):  # what lies too deep may be left out, but nothing is made up
            assert set("".join([*lines(page), *(cell.text for one in tables(page) for cell in one.cells)])) <= {"底"}

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
