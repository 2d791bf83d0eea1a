"""The numbers that Word counts and prints before paragraphs, which no text of the file holds."""

import time
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from app.readers.grids import Line, Page, Table
from app.readers.reading import open_pages
from app.readers.word_numbers import written

NS = nsdecls("w")


def read(path: Path) -> Page:
    with open_pages(path) as pages:
        [page] = pages
    return page


def lines(document: Document, path: Path) -> list[str]:
    document.save(path)
    return [block.text for block in read(path).blocks if isinstance(block, Line)]


def level(number: int, form: str, text: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def override(number: int, inner: str) -> str:
    return f'<w:lvlOverride w:ilvl="{number}">{inner}</w:lvlOverride>'


class Numbered:
    """A document with lists of its own."""

    def __init__(self) -> None:
        self.document: Document = docx.Document()
        self.lists = self.document.part.numbering_part.element

    def define(self, number: int, *levels: str) -> None:
        first = next(one for one in self.lists if one.tag.endswith("}num"))
        first.addprevious(
            parse_xml(f'<w:abstractNum {NS} w:abstractNumId="{number}">{"".join(levels)}</w:abstractNum>')
        )
        self.list(number, number)

    def list(self, number: int, definition: int, *overrides: str) -> None:
        inner = f'<w:abstractNumId w:val="{definition}"/>{"".join(overrides)}'
        self.lists.append(parse_xml(f'<w:num {NS} w:numId="{number}">{inner}</w:num>'))

    def style(self, name: str, properties: str, based_on: str = "") -> None:
        base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
        look = f"<w:pPr><w:numPr>{properties}</w:numPr></w:pPr>" if properties else ""
        self.document.styles.element.append(
            parse_xml(
                f'<w:style {NS} w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/>{base}{look}</w:style>'
            )
        )

    def add(self, *places: tuple[int, int], text: str = "甲") -> None:
        for number, at in places:
            number_in(self.document.add_paragraph(text), number, at)


def number_in(paragraph, number: int, at: int) -> None:
    inner = f'<w:ilvl w:val="{at}"/><w:numId w:val="{number}"/>'
    paragraph._p.get_or_add_pPr().append(parse_xml(f"<w:numPr {NS}>{inner}</w:numPr>"))


LEVELS = (
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCounting", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimal", "%1.%2.%3.%4", "<w:isLgl/>"),
    level(4, "decimalEnclosedCircle", "%5"),
)


class TestCounting:
    """What LibreOffice prints as well, but for the plain digits of level 3, which it does not know."""

    def test_levels_are_counted_and_begin_again(self, tmp_path: Path) -> None:
        made = Numbered()
        made.define(900, *LEVELS)
        made.add(*((900, at) for at in (0, 1, 1, 2, 2, 3, 1, 2, 0, 1, 4, 4, 2)))
        assert lines(made.document, tmp_path / "a.docx") == [
            "一、甲", "（一）甲", "（二）甲", "1. 甲", "2. 甲", "1.2.2.1 甲", "（三）甲", "1. 甲", "二、甲", "（一）甲",
            "①甲", "②甲", "2. 甲",
        ]  # fmt: skip

    def test_lists_of_one_definition_count_on_unless_they_begin_anew(self, tmp_path: Path) -> None:
        made = Numbered()
        made.define(900, *LEVELS)
        made.list(901, 900)
        made.list(902, 900, override(0, '<w:startOverride w:val="5"/>'))
        made.define(910, *LEVELS)
        made.list(911, 910, override(0, level(0, "decimal", "%1)")))
        made.add((900, 0), (901, 0), (902, 0), (902, 0), (900, 0), (910, 0), (911, 0))
        assert lines(made.document, tmp_path / "a.docx") == [
            "一、甲", "二、甲", "五、甲", "六、甲", "七、甲", "一、甲", "2) 甲",
        ]  # fmt: skip

    def test_a_level_may_count_on_or_begin_again_only_under_some(self, tmp_path: Path) -> None:
        made = Numbered()
        made.define(
            900,
            level(0, "decimal", "%1"),
            level(1, "decimal", "%2", '<w:lvlRestart w:val="0"/>'),
            level(2, "decimal", "%3", '<w:lvlRestart w:val="1"/>', start=3),
        )
        made.add(*((900, at) for at in (0, 1, 2, 1, 2, 0, 1, 2)), text="")
        cell = made.document.add_table(1, 1).cell(0, 0)
        for at in (0, 1, 2, 2):
            number_in(cell.add_paragraph("甲"), 900, at)
        made.document.save(tmp_path / "a.docx")
        [table] = read(tmp_path / "a.docx").blocks
        assert isinstance(table, Table)
        assert table.cells[0].text.split("\n") == ["3 甲", "4 甲", "3 甲", "4 甲"]

    def test_a_style_may_say_the_list(self, tmp_path: Path) -> None:
        made = Numbered()
        made.define(900, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2", '<w:pStyle w:val="two"/>'))
        made.style("one", '<w:numId w:val="900"/>')
        made.style("two", '<w:ilvl w:val="0"/><w:numId w:val="900"/>')
        made.style("child", "", "two")
        made.style("off", '<w:numId w:val="0"/>', "two")
        made.style("round", "", "round")
        for style in ("one", "two", "child", "off", "round"):
            made.document.add_paragraph("甲").style = made.document.styles[style]
        number_in(made.document.paragraphs[1], 0, 0)
        assert lines(made.document, tmp_path / "a.docx") == ["1. 甲", "甲", "1.1 甲", "甲", "甲"]

    def test_a_list_may_be_that_of_a_style(self, tmp_path: Path) -> None:
        made = Numbered()
        made.define(900, '<w:styleLink w:val="my"/>', level(0, "upperRoman", "%1."))
        made.define(901, '<w:numStyleLink w:val="my"/>')
        made.style("my", '<w:numId w:val="900"/>')
        made.add((900, 0), (901, 0))
        assert lines(made.document, tmp_path / "a.docx") == ["I. 甲", "II. 甲"]

    def test_python_docx_makes_lists_too(self, tmp_path: Path) -> None:
        document = docx.Document()
        for style in ("List Number", "List Bullet", "List Number", "Normal"):
            document.add_paragraph("甲", style=style)
        assert lines(document, tmp_path / "a.docx") == ["1. 甲", "甲", "2. 甲", "甲"]

    def test_a_gap_where_one_is_printed(self, tmp_path: Path) -> None:
        made = Numbered()
        for number, (text, gap) in enumerate(
            [("%1.", "nothing"), ("%1.%2", "space"), ("目标%1：", "tab"), ("", "tab")]
        ):
            made.define(900 + number, level(0, "decimal", text, f'<w:suff w:val="{gap}"/>'))
            made.add((900 + number, 0))
        assert lines(made.document, tmp_path / "a.docx") == ["1.甲", "1. 甲", "目标1：甲", "甲"]

    def test_a_deleted_paragraph_is_not_counted(self, tmp_path: Path) -> None:
        made = Numbered()
        made.define(900, *LEVELS)
        made.add((900, 0), (900, 0), (900, 0))
        gone = made.document.paragraphs[1]
        gone.runs[0]._r.getparent().remove(gone.runs[0]._r)
        gone._p.pPr.append(parse_xml(f"<w:rPr {NS}><w:del/></w:rPr>"))
        assert lines(made.document, tmp_path / "a.docx") == ["一、甲", "二、甲"]


class TestCells:
    def test_a_column_of_numbers_alone_shows(self, tmp_path: Path) -> None:
        made = Numbered()
        made.define(900, level(0, "decimal", "%1"))
        table = made.document.add_table(3, 2)
        for row in range(3):
            number_in(table.cell(row, 0).paragraphs[0], 900, 0)
            table.cell(row, 1).text = "甲"
        made.document.save(tmp_path / "a.docx")
        [found] = read(tmp_path / "a.docx").blocks
        assert isinstance(found, Table)
        assert [cell.text for cell in found.cells] == ["1", "甲", "2", "甲", "3", "甲"]

    def test_a_number_with_nothing_after_it_does_not_show_beside_others(self, tmp_path: Path) -> None:
        made = Numbered()
        made.define(900, level(0, "decimal", "%1."))
        cell = made.document.add_table(1, 1).cell(0, 0)
        for paragraph in (cell.paragraphs[0], cell.add_paragraph(), cell.add_paragraph()):
            number_in(paragraph, 900, 0)
        cell.paragraphs[0].text, cell.paragraphs[1].text = "完成\n改造", "验收"
        made.add((900, 0), text="")
        made.add((900, 0))
        made.document.save(tmp_path / "a.docx")
        table, line = read(tmp_path / "a.docx").blocks
        assert isinstance(table, Table)
        assert isinstance(line, Line)
        assert table.cells[0].text == "1. 完成\n改造\n2. 验收"
        assert line.text == "5. 甲"


@pytest.mark.parametrize(
    ("form", "expected"),
    {
        "decimal": "0 1 10 11 20 27 101 9999",
        "decimalZero": "00 01 10 11 20 27 101 9999",
        "decimalFullWidth": "０ １ １０ １１ ２０ ２７ １０１ ９９９９",
        "chineseCounting": "零 一 十 十一 二十 二十七 一〇一 九九九九",
        "chineseCountingThousand": "零 一 十 十一 二十 二十七 一百零一 九千九百九十九",
        "japaneseCounting": "零 一 十 十一 二十 二十七 一百零一 九千九百九十九",
        "ideographDigital": "〇 一 一〇 一一 二〇 二七 一〇一 九九九九",
        "chineseLegalSimplified": "零 壹 壹拾 壹拾壹 贰拾 贰拾柒 壹佰零壹 玖仟玖佰玖拾玖",
        "decimalEnclosedCircle": "0 ① ⑩ ⑪ ⑳ 27 101 9999",
        "decimalEnclosedParen": "0 ⑴ ⑽ ⑾ ⒇ 27 101 9999",
        "ideographTraditional": "0 甲 癸 11 20 27 101 9999",
        "lowerLetter": "0 a j k t aa wwww 9999",
        "upperLetter": "0 A J K T AA WWWW 9999",
        "lowerRoman": "0 i x xi xx xxvii ci 9999",
        "upperRoman": "0 I X XI XX XXVII CI 9999",
        "koreanCounting2": "0 1 10 11 20 27 101 9999",
    }.items(),
)
def test_numbers_as_each_form_writes_them(form: str, expected: str) -> None:
    assert [written(number, form) for number in (0, 1, 10, 11, 20, 27, 101, 9999)] == expected.split()


def test_zeros_within_a_number_are_said_once() -> None:
    assert [written(number, "chineseCountingThousand") for number in (100, 110, 1001, 1010, 10_000)] == [
        "一百", "一百一十", "一千零一", "一千零一十", "10000",
    ]  # fmt: skip
    assert written(1, "none") == ""


def test_wild_definitions_cost_little(tmp_path: Path) -> None:
    """Levels and numbers without end, endless texts, and a list for every paragraph."""
    made = Numbered()
    made.define(900, level(0, "upperRoman", "%1" * 100_000, start=999_999_999), level(999_999_999, "decimal", "%1"))
    made.add((900, 0), (900, 999_999_999))
    first, second = lines(made.document, tmp_path / "a.docx")
    assert first.startswith("999999999")
    assert len(first) < 1_000
    assert second == "甲"
    many = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="900"/></w:num>' for number in range(1_000, 9_000)
    )
    for element in parse_xml(f"<w:numbering {NS}>{many}</w:numbering>"):
        made.lists.append(element)
    made.document.save(tmp_path / "a.docx")
    began = time.perf_counter()
    read(tmp_path / "a.docx")
    assert time.perf_counter() - began < 3
