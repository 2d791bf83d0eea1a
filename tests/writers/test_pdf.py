"""PDF files, read back by poppler and pdfium: every text, in its cell, by embedded fonts."""

import hashlib
import re
from pathlib import Path
from zipfile import ZipFile

from cases import case
from other_programs import pdf_pages, poppler
from page_checks import holds
from printing import LAYOUT, RARE, rare_form, squeezed

from app.definitions.library import Library
from app.model.records import ProjectTarget
from app.sheet.pages import print_form
from app.writers.pdf import pdf_bytes, write_pdf
from app.writers.xlsx import write_xlsx
from writers.files import Written, is_printed, texts_said, words_of

# PDF


def test_every_string_is_in_the_pdf(written: list[Written]) -> None:
    assert len(written) == 40
    for each in written:
        pages = pdf_pages(each.pdf)
        texts = texts_said(each.said, each.layout, each.form)
        missing = [said for said in texts if not is_printed(squeezed(said), pages)]
        assert not missing, (each.form.name, missing)


def test_the_judge_of_strings_can_say_no() -> None:
    assert is_printed("甲乙丙丁", ["甲乙", "表头丙丁"])
    assert not is_printed("甲乙丙丁", ["甲乙", "表头丙"])
    assert not is_printed("甲乙丙丁", ["丙丁", "甲乙"])


def test_cells_read_as_wholes_in_the_usual_mode_too(written: list[Written]) -> None:
    """The cells stand far enough apart for poppler not to run neighbours together."""
    for each in (each for each in written if len(each.printout.pages) == 1):
        text = squeezed(poppler("pdftotext", each.pdf, "-"))
        missing = [said for said in texts_said(each.said, each.layout, each.form) if squeezed(said) not in text]
        assert not missing, (each.form.name, missing)


def test_text_is_copied_in_the_order_of_the_cells(written: list[Written]) -> None:
    for each in written:
        text = squeezed(poppler("pdftotext", "-raw", each.pdf, "-"))
        expected = "".join(
            run.text for page in each.printout.pages for box in page.boxes for line in box.lines for run in line.runs
        )
        assert text == squeezed(expected)


def test_fonts_are_embedded_subsets_with_a_text_layer(written: list[Written]) -> None:
    for each in written:
        fonts = poppler("pdffonts", each.pdf).splitlines()[2:]
        assert fonts
        for line in fonts:
            assert re.match(r"[A-Z]{6}\+Noto\S+ +TrueType .* yes yes yes ", line), line


def test_no_word_leaves_its_cell(written: list[Written]) -> None:
    for each in written:
        pages = words_of(each.pdf)
        assert len(pages) == len(each.printout.pages)
        for page, words in zip(each.printout.pages, pages, strict=True):
            assert words
            outside = [word for word in words if not holds(page, word[:4])]
            assert not outside, (each.form.name, outside)


def test_the_judge_of_cells_can_say_no(written: list[Written]) -> None:
    page = written[0].printout.pages[0]
    box = page.boxes[-1]
    assert holds(page, (box.x + 1, box.y + 1, box.x + 2, box.y + 2))
    assert not holds(page, (box.x + 1, box.y + 1, box.x + box.width + 1, box.y + 2))
    assert not holds(page, (0, 0, 1, 1))


def test_the_pdf_describes_itself(written: list[Written]) -> None:
    info = poppler("pdfinfo", written[0].pdf)
    assert re.search(r"Title: +2022年区级预算绩效目标申报表 区政府办政府会议专项", info)
    assert re.search(r"Author: +重庆市潼南区人民政府办公室", info)
    assert re.search(r"Subject: +项目绩效目标表", info)
    assert re.search(r"Page size: +595\.\d+ x 841\.\d+ pts \(A4\)", info)
    assert b"zh-CN" in written[0].pdf.read_bytes()
    assert b"Helvetica" not in written[0].pdf.read_bytes()


def test_landscape_and_portrait_in_one_file_with_an_outline(library: Library, tmp_path: Path) -> None:
    import pypdfium2

    forms = [case("tongnan-2022")[0], case("tongnan-2024")[1], case("tongnan-2022")[12]]
    printouts = [print_form(form, library) for form in forms]
    document = pypdfium2.PdfDocument(pdf_bytes(printouts, "三张表"))
    sizes = [document[number].get_size() for number in range(len(document))]
    assert [round(width) > round(height) for width, height in sizes] == [False, True, True, False]
    entries = [(entry.get_title(), entry.get_dest().get_index()) for entry in document.get_toc()]
    assert entries == [
        ("附件12-1 区政府办政府会议专项", 0),
        ("项目绩效自评表 区政府办政府会议专项(常年性项目)", 1),
        ("附件11 重庆市潼南区人民政府办公室", 3),
    ]
    assert document.get_metadata_value("Title") == "三张表"
    document.close()


def test_rare_characters_are_copied_right(library: Library, tmp_path: Path) -> None:
    write_pdf([print_form(rare_form(), library)], tmp_path / "rare.pdf")
    text = squeezed(poppler("pdftotext", "-raw", tmp_path / "rare.pdf", "-"))
    assert f"{RARE}。" * 200 in text
    assert text.count(RARE) == 202
    assert text.count("𬭎") == 205


def test_more_letters_than_one_subset_holds(library: Library, tmp_path: Path) -> None:
    """A subset has 256 letters; letters of the first and the last are told apart."""
    form = ProjectTarget(layout=LAYOUT, overview="".join(map(chr, range(0x4E00, 0x4E00 + 1500))))
    write_pdf([print_form(form, library)], tmp_path / "many.pdf")
    assert form.overview in squeezed(poppler("pdftotext", "-raw", tmp_path / "many.pdf", "-"))
    assert poppler("pdffonts", tmp_path / "many.pdf").count("NotoSerifSC-Regular") > 5


def test_the_same_forms_give_the_same_bytes(library: Library, tmp_path: Path) -> None:
    digests = []
    for turn in range(2):
        printouts = [print_form(form, library) for form in case("tongnan-2024")]
        write_xlsx(printouts, tmp_path / f"{turn}.xlsx")
        digests.append((pdf_bytes(printouts), hashlib.sha256((tmp_path / f"{turn}.xlsx").read_bytes()).hexdigest()))
    assert digests[0] == digests[1]
    with ZipFile(tmp_path / "0.xlsx") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
