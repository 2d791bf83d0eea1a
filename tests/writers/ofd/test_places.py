"""Letters and lines, drawn by the embedded fonts, where the sheet puts them."""

import re
from io import BytesIO
from itertools import pairwise

import pytest
from fontTools.ttLib import TTFont
from page_checks import holds
from printing import project

from app.definitions.library import Library
from app.sheet.fonts import face
from app.sheet.measure import POINT
from app.sheet.pages import print_form
from app.writers.ofd import ofd_bytes
from app.writers.ofd.fonts import Source, source
from writers.ofd.archive import OFD, THOUSANDTH, Ofd, Written, floats, placed_runs, text_objects
from writers.ofd.fonts import composed_font

# Fonts


def test_every_letter_is_drawn_by_the_embedded_font(written: list[Written]) -> None:
    for each in written:
        fonts = each.ofd.fonts()
        used: dict[str, set[str]] = {number: set() for number in fonts}
        for text in (text for page in each.ofd.pages() for text in text_objects(page)):
            used[text.font] |= set(text.text)
        for number_, font in fonts.items():
            cmap, outlines = font.getBestCmap(), font["glyf"]
            assert {chr(code) for code in cmap} == used[number_]  # all of them, and nothing else
            drawn = {letter for letter in used[number_] if outlines[cmap[ord(letter)]].numberOfContours}
            assert used[number_] - drawn <= {" ", "\u3000"}
            assert outlines[font.getGlyphOrder()[0]].numberOfContours == 0


def test_the_letters_look_as_in_the_whole_font(written: list[Written]) -> None:
    embedded = written[0].ofd.fonts()
    for number_, element in written[0].ofd.font_elements.items():
        tag, name = element.attrib["FontName"].split("+")
        assert re.fullmatch("[A-Z]{6}", tag)
        font = embedded[number_]
        assert font["name"].getDebugName(6) == element.attrib["FontName"]
        whole = TTFont(BytesIO(face(f"{name}.ttf").content))
        for code, glyph in font.getBestCmap().items():
            original = whole.getBestCmap()[code]
            assert font["glyf"][glyph].getCoordinates(font["glyf"]) == whole["glyf"][original].getCoordinates(
                whole["glyf"]
            )
            assert font["hmtx"][glyph] == whole["hmtx"][original]


def test_fonts_may_be_replaced_by_the_official_ones(written: list[Written]) -> None:
    names = {each.attrib["FamilyName"] for each in written[0].ofd.font_elements.values()}
    assert names == {"黑体", "方正小标宋简体", "宋体"}


def test_subsets_of_other_letters_have_other_names() -> None:
    whole = source("NotoSerifSC-Regular.ttf")
    names = {whole.subset(letters).name for letters in ("甲", "乙", "甲乙")}
    assert len(names) == 3
    assert whole.subset("乙甲").name == whole.subset({"甲", "乙"}).name


def test_letters_that_are_composed_bring_their_parts() -> None:
    whole = TTFont(BytesIO(composed_font()))
    subset = Source(composed_font(), 0).subset({"é", "b"})
    font = TTFont(BytesIO(subset.content))
    assert font.getGlyphOrder()[0] == ".notdef"
    assert len(font.getGlyphOrder()) == 5  # without "x", which is not printed
    assert {chr(code) for code in font.getBestCmap()} == {"é", "b"}
    name = font.getBestCmap()[ord("é")]
    assert font.getGlyphID(name) == subset.glyphs["é"]
    drawn = font["glyf"][name].getCoordinates(font["glyf"])
    assert drawn == whole["glyf"]["eacute"].getCoordinates(whole["glyf"])
    assert Source(composed_font(), 0).ink("é") == (-50, 0, 500, 900)


# Places


def test_every_letter_stands_where_the_sheet_puts_it(written: list[Written]) -> None:
    for each in written:
        for page, element in zip(each.printout.pages, each.ofd.pages(), strict=True):
            starts = [
                (letter, line.y, line.size * POINT)
                for _, line, run in placed_runs(page)
                for letter in run.text
                if not letter.isspace()
            ]
            found = [
                (letter, text.baseline, text.size)
                for text in text_objects(element)
                for letter in text.text
                if not letter.isspace()
            ]
            assert [letter for letter, _, _ in found] == [letter for letter, _, _ in starts]
            for (_, y, size), (_, line_y, line_size) in zip(found, starts, strict=True):
                assert y == pytest.approx(line_y, abs=2 * THOUSANDTH)
                assert size == pytest.approx(line_size, abs=THOUSANDTH)


def test_a_run_begins_where_the_sheet_begins_it(written: list[Written]) -> None:
    for each in written:
        for page, element in zip(each.printout.pages, each.ofd.pages(), strict=True):
            begun = {(text.text, round(text.xs[0], 2), round(text.baseline, 2)) for text in text_objects(element)}
            for _, line, run in placed_runs(page):
                if run.text == run.text.strip() and max(run.text) <= "\uffff":
                    places = ((run.text, round(run.x + dx, 2), round(line.y + dy, 2)) for dx in NEAR for dy in NEAR)
                    assert begun.intersection(places), run


NEAR = (-0.002, 0, 0.002)  # for rounding to hundredths


def test_letters_move_on_as_the_font_says(written: list[Written]) -> None:
    for each in written:
        fonts = each.ofd.fonts()
        for text in (text for page in each.ofd.pages() for text in text_objects(page)):
            font = fonts[text.font]
            assert len(text.xs) == len(text.text)
            for letter, (x, after) in zip(text.text, pairwise(text.xs), strict=False):
                advance = font["hmtx"][font.getBestCmap()[ord(letter)]][0] / 1000 * text.size
                assert after - x == pytest.approx(advance, abs=2 * THOUSANDTH)


def test_texts_lie_within_their_cells(written: list[Written]) -> None:
    for each in written:
        for page, element in zip(each.printout.pages, each.ofd.pages(), strict=True):
            outside = [text for text in text_objects(element) if not holds(page, text.box, 0.01)]
            assert not outside, (each.form.name, outside)


def test_the_judge_of_cells_can_say_no(written: list[Written]) -> None:
    page = written[0].printout.pages[0]
    cell = page.boxes[-1]
    assert holds(page, (cell.x, cell.y, cell.x + 1, cell.y + 1), 0.01)
    assert not holds(page, (cell.x + 1, cell.y + 1, cell.x + cell.width + 1, cell.y + 2), 0.01)
    assert not holds(page, (0, 0, 1, 1), 0.01)


def test_no_outline_leaves_its_boundary(library: Library, written: list[Written]) -> None:
    """Readers cut off what does."""
    tall = print_form(project(goal="jgpyQ[f]ÅÉ（）｜∫", overview="fj"), library)
    for ofd in (Ofd(ofd_bytes([tall])), written[0].ofd):
        fonts = ofd.fonts()
        for text in text_objects(ofd.pages()[0]):
            font = fonts[text.font]
            for letter, x in zip(text.text, text.xs, strict=True):
                glyph = font["glyf"][font.getBestCmap()[ord(letter)]]
                if glyph.numberOfContours:
                    unit = text.size / 1000
                    assert text.box[0] - 0.01 <= x + glyph.xMin * unit
                    assert x + glyph.xMax * unit <= text.box[2] + 0.05
                    assert text.box[1] - 0.01 <= text.baseline - glyph.yMax * unit
                    assert text.baseline - glyph.yMin * unit <= text.box[3] + 0.01


def test_the_lines_are_those_of_the_sheet(written: list[Written]) -> None:
    for each in written:
        for page, element in zip(each.printout.pages, each.ofd.pages(), strict=True):
            (path,) = element.iter(f"{OFD}PathObject")
            left, top, width, height = floats(path.attrib["Boundary"])
            moves = re.findall(r"M (\S+) (\S+) L (\S+) (\S+)", path.findtext(f"{OFD}AbbreviatedData") or "")
            assert len(moves) == len(page.rules)
            for rule, move in zip(page.rules, moves, strict=True):
                x0, y0, x1, y1 = map(float, move)
                found = (left + x0, top + y0, left + x1, top + y1)
                assert found == pytest.approx(rule, abs=2 * THOUSANDTH)
                half = float(path.attrib["LineWidth"]) / 2
                assert min(x0, y0) >= half - THOUSANDTH
                assert x1 <= width - half + THOUSANDTH
                assert y1 <= height - half + THOUSANDTH


def test_lengths_have_three_decimals_at_most(written: list[Written]) -> None:
    for top in written[0].ofd.xml.values():
        for element in top.iter():
            for name, value in element.attrib.items():
                if name in ("Boundary", "Size", "X", "Y", "DeltaX", "LineWidth"):
                    assert re.fullmatch(r"(g|-?\d+(\.\d{1,3})?)( (g|-?\d+(\.\d{1,3})?))*", value), (name, value)
