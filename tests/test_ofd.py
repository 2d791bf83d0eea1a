"""OFD files, read back by a program that did not write them and held against the pages that they were made from."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

import ofdkit
import pytest
from conftest import CASES, case, read_case
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from app.base.errors import OutputError
from app.definitions.library import Library
from app.model.operators import Operator
from app.model.records import Form, Indicator, ProjectTarget
from app.sheet import machine_fonts
from app.sheet.fonts import face, look_again
from app.sheet.measure import POINT
from app.sheet.pages import PlacedBox, PlacedPage, Printout, TextLine, TextRun, print_form
from app.sheet.surroundings import Surroundings
from app.writers.ofd import ofd_bytes, write_ofd
from app.writers.ofd.fonts import Source, source
from app.writers.ofd.markup import number, numbers, steps
from app.writers.pdf import pdf_bytes

NAMESPACE = "http://www.ofdspec.org/2016"
OFD = f"{{{NAMESPACE}}}"
LAYOUT = "chongqing/tongnan-2022"
RARE = "㛃𬭎䶮"
THOUSANDTH = 0.0011  # mm: what rounding may move

# From the standard: which elements an element may hold, in their order; those with * must be there.
CHILDREN = {
    "OFD": "DocBody*",
    "DocBody": "DocInfo* DocRoot* Versions Signatures",
    "DocInfo": "DocID* Title Author Subject Abstract CreationDate ModDate DocUsage Cover Keywords Creator",
    "Document": "CommonData* Pages* Outlines Permissions Actions VPreferences Bookmarks",
    "CommonData": "MaxUnitID* PageArea* PublicRes DocumentRes TemplatePage DefaultCS",
    "PageArea": "PhysicalBox* ApplicationBox ContentBox BleedBox",
    "Pages": "Page*",
    "Outlines": "OutlineElem*",
    "OutlineElem": "Actions OutlineElem",
    "Actions": "Action*",
    "Action": "Region Goto",
    "Goto": "Dest*",
    "Res": "ColorSpaces DrawParams Fonts MultiMedias CompositeGraphicUnits",
    "Fonts": "Font*",
    "Font": "FontFile",
    "Page": "Template PageRes Area Content Actions",
    "Area": "PhysicalBox* ApplicationBox ContentBox BleedBox",
    "Content": "Layer*",
    "Layer": "PathObject TextObject",
    "PathObject": "Actions Clips StrokeColor FillColor AbbreviatedData*",
    "TextObject": "Actions Clips FillColor StrokeColor CGTransform TextCode*",
    "CGTransform": "Glyphs",
}
ATTRIBUTES = {
    "OFD": "Version* DocType*",
    "Page": "ID BaseLoc",
    "Res": "BaseLoc*",
    "Font": "ID* FontName* FamilyName Charset Italic Bold Serif FixedWidth",
    "OutlineElem": "Title* Count Expanded",
    "Action": "Event*",
    "Dest": "Type* PageID* Left Top Right Bottom Zoom",
    "Layer": "ID* Type DrawParam",
    "PathObject": "ID* Boundary* LineWidth Cap Join Stroke Fill Rule",
    "TextObject": "ID* Boundary* Font* Size* Stroke Fill HScale ReadDirection CharDirection Weight Italic",
    "TextCode": "X Y DeltaX DeltaY",
    "CGTransform": "CodePosition* CodeCount GlyphCount",
    "FillColor": "Value Index ColorSpace Alpha",
    "StrokeColor": "Value Index ColorSpace Alpha",
}


def squeezed(text: str) -> str:
    return "".join(text.split())


class TextObject(NamedTuple):
    """A text object as its file says it, its letters' places in mm from the corner of the page."""

    text: str
    font: str
    size: float
    box: tuple[float, float, float, float]  # left, top, right, bottom
    xs: list[float]
    baseline: float
    glyph: int | None  # that the letter is said to have


class Ofd:
    """What an OFD file holds, read with nothing of the program's own."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        with ZipFile(BytesIO(content)) as archive:
            assert archive.testzip() is None
            self.stamps = {entry.date_time for entry in archive.infolist()}
            self.names = archive.namelist()
            self.files = {name: archive.read(name) for name in self.names}
        self.xml = {name: fromstring(file) for name, file in self.files.items() if name.endswith(".xml")}  # noqa: S314 - our own
        self.document = self.xml["Doc_0/Document.xml"]
        self.font_elements = {each.attrib["ID"]: each for each in self.xml["Doc_0/PublicRes.xml"].iter(f"{OFD}Font")}

    def pages(self) -> list[Element]:
        return [self.xml[f"Doc_0/{page.attrib['BaseLoc']}"] for page in self.document.iter(f"{OFD}Page")]

    def fonts(self) -> dict[str, TTFont]:
        folder = self.xml["Doc_0/PublicRes.xml"].attrib["BaseLoc"]
        return {
            number: TTFont(BytesIO(self.files[f"Doc_0/{folder}/{element[0].text}"]), checkChecksums=2)
            for number, element in self.font_elements.items()
        }


def floats(text: str) -> list[float]:
    return [float(part) for part in text.split()]


def unpacked(deltas: str) -> Iterator[float]:
    parts = iter(deltas.split())
    for part in parts:
        if part == "g":
            times, step = int(next(parts)), float(next(parts))
            yield from [step] * times
        else:
            yield float(part)


def text_objects(page: Element) -> list[TextObject]:
    return [text_object(element) for element in page.iter(f"{OFD}TextObject")]


def text_object(element: Element) -> TextObject:
    left, top, width, height = floats(element.attrib["Boundary"])
    (code,) = element.iter(f"{OFD}TextCode")
    xs = list(accumulate(unpacked(code.attrib.get("DeltaX", "")), initial=left + float(code.attrib["X"])))
    glyphs = element.findtext(f"{OFD}CGTransform/{OFD}Glyphs")
    return TextObject(
        text=code.text or "",
        font=element.attrib["Font"],
        size=float(element.attrib["Size"]),
        box=(left, top, left + width, top + height),
        xs=xs,
        baseline=top + float(code.attrib["Y"]),
        glyph=int(glyphs) if glyphs else None,
    )


class Written(NamedTuple):
    """A form of the cases, what it says in the exchange format, and its file."""

    form: Form
    document: dict[str, Any]
    printout: Printout
    ofd: Ofd


@pytest.fixture(scope="session")
def written(library: Library) -> list[Written]:
    found = []
    for path in CASES:
        document = json.loads(path.read_text(encoding="utf-8"))
        said = [*document["projects"], *document["overalls"], *document["self_evaluations"]]
        for form, values in zip(read_case(path), said, strict=True):
            printout = print_form(form, library, Surroundings(len(found) + 1, "重庆市潼南区人民政府办公室"))
            found.append(Written(form, values, printout, Ofd(ofd_bytes([printout]))))
    return found


def project(**values: object) -> ProjectTarget:
    return ProjectTarget(**({"layout": LAYOUT, "year": 2022} | values))


def placed_runs(page: PlacedPage) -> Iterator[tuple[PlacedBox, TextLine, TextRun]]:
    return ((box, line, run) for box in page.boxes for line in box.lines for run in line.runs)


def printed(page: PlacedPage) -> str:
    return squeezed("".join(run.text for _, _, run in placed_runs(page)))


# What an independent reader finds


def read_texts(content: bytes) -> list[tuple[str, str]]:
    """ofdkit's text of each page: in the order of the objects, and in its own reading order."""
    with ofdkit.open(BytesIO(content)) as document:
        assert not document.warnings
        return [(squeezed("".join(run.text for run in page.runs)), squeezed(page.text())) for page in document.pages]


def test_another_program_reads_every_page_and_text(written: list[Written]) -> None:
    assert len(written) == 40
    for each in written:
        texts = read_texts(each.ofd.content)
        assert len(texts) == len(each.printout.pages)
        for (in_order, as_read), page in zip(texts, each.printout.pages, strict=True):
            assert in_order == printed(page)
            assert Counter(as_read) == Counter(in_order)


def on_one_page(written: list[Written]) -> list[Written]:
    return [each for each in written if len(each.printout.pages) == 1]


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
        said = [each.document.get(field, "") for field in fields]
        said += [row[key] for row in each.document["indicators"] for key in ("level3", "value", "unit")]
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


# The files of the archive


def test_every_element_is_one_of_the_standard_in_its_place(written: list[Written]) -> None:
    for each in written:
        for top in each.ofd.xml.values():
            for element in top.iter():
                check_element(element)


def check_element(element: Element) -> None:
    assert element.tag.startswith(OFD)
    name = element.tag.removeprefix(OFD)
    children = [child.tag.removeprefix(OFD) for child in element]
    allowed = CHILDREN.get(name, "").split()
    order = [word.rstrip("*") for word in allowed]
    assert set(children) <= set(order), name
    places = [order.index(child) for child in children]
    assert places == sorted(places), (name, children)
    assert {word[:-1] for word in allowed if word.endswith("*")} <= set(children), (name, children)
    attributes = ATTRIBUTES.get(name, "").split()
    assert set(element.attrib) <= {word.rstrip("*") for word in attributes}, name
    assert {word[:-1] for word in attributes if word.endswith("*")} <= set(element.attrib), name


def test_the_prefix_is_the_usual_one(written: list[Written]) -> None:
    for name, file in written[0].ofd.files.items():
        if name.endswith(".xml"):
            text = file.decode()
            assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<ofd:')
            assert set(re.findall(r"</?(\w+:)?", text.split("\n", 1)[1])) == {"ofd:"}
            assert text.count(f'xmlns:ofd="{NAMESPACE}"') == 1


def test_all_that_is_named_is_there(written: list[Written]) -> None:
    for each in written:
        ofd = each.ofd
        assert ofd.xml["OFD.xml"].findtext(f".//{OFD}DocRoot") == "Doc_0/Document.xml"
        assert ofd.document.findtext(f".//{OFD}PublicRes") == "PublicRes.xml"
        pages, fonts = ofd.pages(), ofd.fonts()
        assert set(ofd.names) == {
            "OFD.xml",
            "Doc_0/Document.xml",
            "Doc_0/PublicRes.xml",
            *(f"Doc_0/Pages/Page_{n}/Content.xml" for n in range(len(pages))),
            *(f"Doc_0/Res/font_{number}.ttf" for number in fonts),
        }
        assert ofd.names[0] == "OFD.xml"
        assert {text.font for page in pages for text in text_objects(page)} == set(fonts)
        numbered = [int(number) for top in ofd.xml.values() for number in (e.get("ID") for e in top.iter()) if number]
        assert len(set(numbered)) == len(numbered)
        assert max(numbered) == int(ofd.document.findtext(f".//{OFD}MaxUnitID") or 0)
        page_ids = {page.attrib["ID"] for page in ofd.document.iter(f"{OFD}Page")}
        assert {dest.attrib["PageID"] for dest in ofd.document.iter(f"{OFD}Dest")} <= page_ids


def test_landscape_and_portrait_in_one_file_with_an_outline(library: Library) -> None:
    forms = [case("tongnan-2022")[0], case("tongnan-2024")[1], case("tongnan-2022")[12]]
    printouts = [print_form(form, library) for form in forms]
    ofd = Ofd(ofd_bytes(printouts, "三张表"))
    boxes = [floats(page.findtext(f"{OFD}Area/{OFD}PhysicalBox") or "") for page in ofd.pages()]
    assert [width > height for _, _, width, height in boxes] == [False, True, True, False]
    ids = [page.attrib["ID"] for page in ofd.document.iter(f"{OFD}Page")]
    entries = [
        (entry.attrib["Title"], ids.index(next(entry.iter(f"{OFD}Dest")).attrib["PageID"]))
        for entry in ofd.document.iter(f"{OFD}OutlineElem")
    ]
    assert entries == [
        ("附件12-1 区政府办政府会议专项", 0),
        ("项目绩效自评表 区政府办政府会议专项(常年性项目)", 1),
        ("附件11 重庆市潼南区人民政府办公室", 3),
    ]
    with ofdkit.open(BytesIO(ofd.content)) as document:
        assert document.info.title == "三张表"


def test_many_forms_share_one_subset_of_each_font(library: Library, written: list[Written]) -> None:
    ofd = Ofd(ofd_bytes([each.printout for each in written]))
    assert len(ofd.pages()) == sum(len(each.printout.pages) for each in written)
    assert sum(name.endswith(".ttf") for name in ofd.names) == 3
    texts = [in_order for in_order, _ in read_texts(ofd.content)]
    assert texts == [printed(page) for each in written for page in each.printout.pages]
    assert len(ofd.content) < sum(len(each.ofd.content) for each in written) / 4


def test_the_same_forms_give_the_same_bytes(library: Library) -> None:
    forms = case("tongnan-2024")
    first, second = (ofd_bytes([print_form(form, library) for form in forms]) for _ in range(2))
    assert first == second
    assert Ofd(first).stamps == {(2000, 1, 1, 0, 0, 0)}


def test_another_document_has_another_number(library: Library) -> None:
    numbers_of = set()
    for goal in ("甲", "乙"):
        ofd = Ofd(ofd_bytes([print_form(project(goal=goal), library)]))
        numbers_of.add(ofd.xml["OFD.xml"].findtext(f".//{OFD}DocID"))
    assert len(numbers_of) == 2


def test_files_are_small(written: list[Written]) -> None:
    sizes = [len(each.ofd.content) for each in written]
    assert sum(sizes) < sum(len(pdf_bytes([each.printout])) for each in written)
    assert max(sizes) < 100_000


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


def composed_font(letter: str = "b") -> bytes:
    names = [".notdef", "x", "b", "e", "acute", "eacute"]
    corners = {".notdef": (0, 0, 500, 700), "x": (0, 0, 9, 9), "b": (1, 2, 3, 4), "e": (0, 0, 500, 500)}
    glyphs = {name: square(*box) for name, box in (corners | {"acute": (-50, 800, 100, 900)}).items()}
    pen = TTGlyphPen(glyphs)
    pen.addComponent("e", (1, 0, 0, 1, 0, 0))
    pen.addComponent("acute", (1, 0, 0, 1, 0, 0))
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder(names)
    font.setupCharacterMap({ord("x"): "x", ord(letter): "b", ord("e"): "e", ord("é"): "eacute"})
    font.setupGlyf(glyphs | {"eacute": pen.glyph()})
    font.setupHorizontalMetrics(dict.fromkeys(names, (500, 0)))
    font.setupHorizontalHeader(ascent=900, descent=-100)
    font.setupNameTable({"familyName": "Composed", "styleName": "Regular", "psName": "Composed"})
    font.setupOS2()
    font.setupPost()
    content = BytesIO()
    font.save(content)
    return content.getvalue()


def square(left: int, bottom: int, right: int, top: int) -> Any:
    pen = TTGlyphPen(None)
    pen.moveTo((left, bottom))
    pen.lineTo((left, top))
    pen.lineTo((right, top))
    pen.lineTo((right, bottom))
    pen.closePath()
    return pen.glyph()


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
            outside = [text for text in text_objects(element) if not holds(page, text.box)]
            assert not outside, (each.form.name, outside)


def holds(page: PlacedPage, box: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = box
    placed = page.box_at((left + right) / 2, (top + bottom) / 2)
    slack = 0.01
    return placed is not None and (
        placed.x - slack <= left
        and right <= placed.x + placed.width + slack
        and placed.y - slack <= top
        and bottom <= placed.y + placed.height + slack
    )


def test_the_judge_of_cells_can_say_no(written: list[Written]) -> None:
    page = written[0].printout.pages[0]
    cell = page.boxes[-1]
    assert holds(page, (cell.x, cell.y, cell.x + 1, cell.y + 1))
    assert not holds(page, (cell.x + 1, cell.y + 1, cell.x + cell.width + 1, cell.y + 2))
    assert not holds(page, (0, 0, 1, 1))


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


# Letters and characters of every kind


def rare_form() -> ProjectTarget:
    form = project(project_name=f"{RARE}项目𬭎𬭎", overview=f"{RARE}。" * 200)
    form.indicators = [Indicator(level3=RARE, operator=Operator.QUALITATIVE, value="𬭎")]
    return form


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
