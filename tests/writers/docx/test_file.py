"""The file: the same bytes again, described, harmless, and in the order of the schema."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from cases import case

from app.base.errors import OutputError
from app.definitions.library import Library
from app.sheet.pages import lay_out, print_form
from app.sheet.surroundings import Surroundings
from app.writers.docx import docx_bytes, write_docx
from writers.docx.documents import odd_sheet, opened, page_number, with_rows

# The file


def test_the_same_forms_give_the_same_bytes(library: Library) -> None:
    made = [docx_bytes([print_form(form, library) for form in case("tongnan-2024")]) for _ in range(2)]
    assert made[0] == made[1]
    with ZipFile(BytesIO(made[0])) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"


def test_the_document_describes_itself(library: Library) -> None:
    form = case("tongnan-2022")[0]
    properties = opened(print_form(form, library, Surroundings(1, "重庆市潼南区人民政府办公室"))).core_properties
    assert properties.title == "2022年区级预算绩效目标申报表 区政府办政府会议专项"
    assert properties.author == "重庆市潼南区人民政府办公室"
    assert properties.subject == "项目绩效目标表"
    assert properties.language == "zh-CN"
    assert properties.created.year == properties.modified.year == 2000


def test_no_macros_and_nothing_from_outside(library: Library) -> None:
    with ZipFile(BytesIO(docx_bytes([print_form(case("tongnan-2022")[0], library)]))) as archive:
        assert not [name for name in archive.namelist() if not name.endswith((".xml", ".rels"))]
        assert not [name for name in archive.namelist() if b'TargetMode="External"' in archive.read(name)]


# The order of elements in the schema of ISO/IEC 29500-4: Word takes a file that breaks it for damaged.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl tabs kinsoku wordWrap overflowPunct topLinePunct "
    "autoSpaceDE autoSpaceDN adjustRightInd snapToGrid spacing ind jc textAlignment outlineLvl rPr sectPr",
    "rPr": "rFonts vanish sz szCs lang",
    "tblPr": "tblW jc tblBorders tblLayout tblCellMar tblCaption",
    "tblBorders": "top left bottom right insideH insideV",
    "tblCellMar": "top left bottom right",
    "tcPr": "tcW gridSpan vMerge tcBorders vAlign",
    "tcBorders": "top left bottom right",
    "tbl": "tblPr tblGrid tr",
    "tr": "trPr tc",
    "tc": "tcPr p",
    "sectPr": "footerReference type pgSz pgMar pgNumType",
    "style": "name basedOn qFormat pPr rPr",
    "settings": "zoom defaultTabStop characterSpacingControl compat themeFontLang",
    "docDefaults": "rPrDefault pPrDefault",
}


def test_elements_stand_in_the_order_of_the_schema(library: Library) -> None:
    odd = odd_sheet(library)
    numbered = lay_out(replace(odd, page_number=page_number(odd, "— {page} —")))
    forms = [numbered, *(print_form(form, library) for form in (case("tongnan-2024")[1], with_rows(60)))]
    document = opened(*forms)
    parts = [document.element, document.styles.element, document.settings.element]
    seen = set()
    for parent in (element for part in parts for element in part.iter() if isinstance(element.tag, str)):
        name = parent.tag.split("}")[1]
        if name in ORDER:
            order, children = ORDER[name].split(), [child.tag.split("}")[1] for child in parent]
            assert children == sorted(children, key=order.index), name
            seen.add(name)
    assert seen == ORDER.keys()


def test_a_folder_that_is_not_there_is_refused(library: Library, tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        write_docx([print_form(case("tongnan-2022")[0], library)], tmp_path / "none" / "form.docx")
