"""OFD files, read back by a program that did not write them, and letters of every kind."""

import re
from collections import Counter
from io import BytesIO
from pathlib import Path

import ofdkit
import pytest
from cases import case
from printing import RARE, project, rare_form, squeezed

from app.base.errors import OutputError
from app.definitions.library import Library
from app.sheet import machine_fonts
from app.sheet.fonts import look_again
from app.sheet.pages import print_form
from app.sheet.surroundings import Surroundings
from app.writers.ofd import ofd_bytes, write_ofd
from app.writers.ofd.markup import number, numbers, steps
from writers.ofd.archive import OFD, THOUSANDTH, Ofd, Written, on_one_page, printed, read_texts, text_objects
from writers.ofd.fonts import composed_font


def test_another_program_reads_every_page_and_text(written: list[Written]) -> None:
    assert len(written) == 40
    for each in written:
        texts = read_texts(each.ofd.content)
        assert len(texts) == len(each.printout.pages)
        for (in_order, as_read), page in zip(texts, each.printout.pages, strict=True):
            assert in_order == printed(page)
            assert Counter(as_read) == Counter(in_order)


def test_every_string_of_the_cells_is_found(written: list[Written]) -> None:
    assert len(on_one_page(written)) > 20
    for each in on_one_page(written):
        ((text, _),) = read_texts(each.ofd.content)
        missing = [box.text for box in each.printout.sheet.boxes if squeezed(box.text) not in text]
        assert not missing, (each.form.name, missing)


def test_every_long_string_of_the_exchange_format_is_found(written: list[Written]) -> None:
    """Words that no layout prints otherwise: names, goals, descriptions, indicators."""
    fields = ("project_name", "overview", "basis", "goal", "goal_initial", "goal_actual", "unit", "department")
    for each in on_one_page(written):
        ((text, _),) = read_texts(each.ofd.content)
        said = [each.said.get(field, "") for field in fields]
        said += [row[key] for row in each.said["indicators"] for key in ("level3", "value", "unit")]
        missing = [words for words in said if squeezed(words) not in text]
        assert not missing, (each.form.name, missing)


def test_another_program_reads_the_sizes_of_the_pages(written: list[Written]) -> None:
    sizes = set()
    for each in written:
        paper = each.printout.sheet.page
        with ofdkit.open(BytesIO(each.ofd.content)) as document:
            assert {page.box for page in document.pages} == {(0.0, 0.0, paper.width, paper.height)}
        sizes.add((paper.width, paper.height))
    assert sizes == {(210, 297), (297, 210)}


def test_the_document_describes_itself(written: list[Written]) -> None:
    with ofdkit.open(BytesIO(written[0].ofd.content)) as document:
        assert document.info.title == "2022年区级预算绩效目标申报表 区政府办政府会议专项"
        assert document.info.author == "重庆市潼南区人民政府办公室"
        assert document.info.subject == "项目绩效目标表"
        assert document.info.creator == "绩衡 Jiheng"
        assert document.info.creation_date == "2000-01-01"
        assert re.fullmatch("[0-9a-f]{32}", document.info.doc_id or "")


def test_rare_characters_are_read_right(library: Library) -> None:
    ofd = Ofd(ofd_bytes([print_form(rare_form(), library)]))
    ((text, as_read),) = read_texts(ofd.content)
    assert f"{RARE}。" * 200 in text
    assert text.count(RARE) == 202
    assert text.count("𬭎") == as_read.count("𬭎") == 205


def test_a_letter_above_ffff_moves_no_other_and_names_its_glyph(library: Library) -> None:
    ofd = Ofd(ofd_bytes([print_form(rare_form(), library)]))
    fonts = ofd.fonts()
    rare = [text for text in text_objects(ofd.pages()[0]) if "𬭎" in text.text]
    assert len(rare) == 205
    for text in rare:
        assert text.text == "𬭎"
        font = fonts[text.font]
        assert text.glyph == font.getGlyphID(font.getBestCmap()[ord("𬭎")])
        maps = {(table.platformID, table.platEncID): table for table in font["cmap"].tables}
        assert maps[3, 10].format == 12
        assert ord("𬭎") in maps[3, 10].cmap
    assert all(text.glyph is None for text in text_objects(ofd.pages()[0]) if text not in rare)


def test_a_line_may_take_letters_from_several_fonts(library: Library) -> None:
    """A bold title, in which one letter comes from the body font."""
    form = project(project_name="项目")
    printout = print_form(form, library, Surroundings(1, "甲㐀乙"), library.layout("chongqing/tongnan-2023"))
    ofd = Ofd(ofd_bytes([printout]))
    title = [text for text in text_objects(ofd.pages()[0]) if text.size > 6]
    assert [text.text[0] for text in title][:3] == ["甲", "㐀", "乙"]
    names = [ofd.font_elements[text.font].attrib["FontName"].split("+")[1] for text in title]
    assert names[:3] == ["NotoSerifSC-Bold", "NotoSerifSC-Regular", "NotoSerifSC-Bold"]
    assert title[1].xs[0] - title[0].xs[0] == pytest.approx(title[0].size, abs=2 * THOUSANDTH)
    assert title[2].xs[0] - title[1].xs[0] == pytest.approx(title[0].size, abs=2 * THOUSANDTH)


def test_a_letter_of_the_machine_is_embedded(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rare.ttf").write_bytes(composed_font("𰻝"))
    monkeypatch.setattr(machine_fonts, "font_folders", lambda: [tmp_path])
    look_again()
    try:
        ofd = Ofd(ofd_bytes([print_form(project(overview="甲𰻝乙"), library)]))
    finally:
        monkeypatch.undo()
        look_again()
    assert "甲𰻝乙" in read_texts(ofd.content)[0][0]
    (rare,) = (text for text in text_objects(ofd.pages()[0]) if text.text == "𰻝")
    assert ofd.fonts()[rare.font].getBestCmap().keys() == {ord("𰻝")}
    assert str(tmp_path).encode() not in ofd.files["Doc_0/PublicRes.xml"]


def test_signs_of_xml_and_blanks_are_kept(library: Library) -> None:
    form = project(project_name='<项目> & "名"', overview="　　首行 a  b <c> &amp; ]]> 'd'　", goal="　 \n丙")
    ofd = Ofd(ofd_bytes([print_form(form, library)], '<标题> & "题"'))
    ((text, _),) = read_texts(ofd.content)
    assert "首行ab<c>&amp;]]>'d'" in text
    assert '<项目>&"名"' in text
    texts = [each.text for each in text_objects(ofd.pages()[0])]
    assert "首行 a  b <c> &amp; ]]> 'd'" in texts
    assert all(each == each.strip() for each in texts)
    with ofdkit.open(BytesIO(ofd.content)) as document:
        assert document.info.title == '<标题> & "题"'
    assert next(ofd.document.iter(f"{OFD}OutlineElem")).attrib["Title"].endswith('<项目> & "名"')


def test_an_indent_keeps_its_width(library: Library) -> None:
    printout = print_form(project(overview="　　首行" + "字" * 100), library)
    texts = text_objects(Ofd(ofd_bytes([printout])).pages()[0])
    first, second, *_ = (text for text in texts if text.text.endswith("字"))
    assert first.xs[0] - second.xs[0] == pytest.approx(2 * first.size, abs=0.01)


def test_what_xml_refuses_is_left_out(library: Library) -> None:
    form = project(project_name="甲\x07乙\ufffe\x0b", overview="丙\x00\x1b丁\ufffe戊\ud800己")
    ofd = Ofd(ofd_bytes([print_form(form, library)], "标\x00题\ud834\uffff"))
    ((text, _),) = read_texts(ofd.content)
    assert "丙丁戊己" in text
    with ofdkit.open(BytesIO(ofd.content)) as document:
        assert document.info.title == "标 题"


def test_a_letter_that_no_font_has_leaves_its_gap(library: Library) -> None:
    """Export refuses such a form; whoever writes one all the same gets a whole file."""
    printout = print_form(project(overview="甲\U000f0000乙\ue000丙"), library)
    ((text, _),) = read_texts(ofd_bytes([printout]))
    assert "甲\U000f0000乙\ue000丙" in text


# Files


def test_the_file_is_written_whole_or_not_at_all(library: Library, tmp_path: Path) -> None:
    printouts = [print_form(form, library) for form in case("qijiang-2022")]
    write_ofd(printouts, tmp_path / "表.ofd", "题")
    assert (tmp_path / "表.ofd").read_bytes() == ofd_bytes(printouts, "题")
    assert [path.name for path in tmp_path.iterdir()] == ["表.ofd"]
    with pytest.raises(OutputError):
        write_ofd(printouts, tmp_path / "没有" / "表.ofd")


@pytest.mark.parametrize(
    ("length", "expected"),
    [(0, "0"), (210, "210"), (3.7041666, "3.704"), (0.5, "0.5"), (-0.0001, "0"), (-1.25, "-1.25"), (1000.0004, "1000")],
)
def test_lengths_are_written_short(length: float, expected: str) -> None:
    assert number(length) == expected


def test_equal_steps_are_counted() -> None:
    assert steps([3.704, 3.7041, 3.7039, 2, 2.5, 2.5]) == "g 3 3.704 2 g 2 2.5"
    assert steps([]) == ""
    assert numbers((0, 0, 210, 297.5)) == "0 0 210 297.5"
