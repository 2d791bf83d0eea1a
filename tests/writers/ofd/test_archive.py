"""The files of the archive, held against the standard: elements, names, sizes."""

import re
from io import BytesIO
from xml.etree.ElementTree import Element

import ofdkit
from cases import case
from printing import project

from app.definitions.library import Library
from app.sheet.pages import print_form
from app.writers.ofd import ofd_bytes
from app.writers.pdf import pdf_bytes
from writers.ofd.archive import NAMESPACE, OFD, Ofd, Written, floats, printed, read_texts, text_objects

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
