"""The text of a Word document (.docx): its paragraphs, tables and text boxes, as they stand once changes are accepted.

It is read here and not by python-docx because that expands archives and entities without limit, and knows neither
text boxes nor content controls.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from app.base.errors import ReadingError
from app.readers.grids import Line, Page, Pages, Place, Table
from app.readers.package import Package, open_package
from app.readers.tables import MOST_CELLS, Slot, document_table
from app.readers.texts import clean

_PARTS = ("word/document.xml", "word/document2.xml")
_LARGEST = 60 * 1024 * 1024  # bytes, unpacked; a document of 1,000 pages has about 20 MB
_LONGEST_SPAN = 1_000
_WRAPPERS = {"ins", "moveTo", "customXml", "smartTag", "sdt", "sdtContent", "AlternateContent"}
_UNSEEN = {"del", "moveFrom", "delText", "instrText", "pPr", "sdtPr", "rt"}
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_SYMBOLS = {
    ("symbol", 0xB3): "≥", ("symbol", 0xA3): "≤", ("symbol", 0xB9): "≠", ("symbol", 0xB1): "±", ("symbol", 0xB4): "×",
    ("wingdings", 0xFE): "☑", ("wingdings", 0xFD): "☒", ("wingdings", 0xA8): "□", ("wingdings", 0x6F): "□",
    ("wingdings", 0xFC): "✓", ("wingdings 2", 0x52): "☑", ("wingdings 2", 0x51): "☒", ("wingdings 2", 0xA3): "□",
    ("wingdings 2", 0x50): "✓",
}  # fmt: skip
_ON = {"", "1", "true", "on"}
Element = Any  # lxml has no types


@contextmanager
def read_docx(path: Path) -> Iterator[Pages]:
    """Open a document; it is one page, for only the program that prints it knows where its pages end.

    Raises:
        JihengError: it cannot be read, is damaged or too large.
    """
    with open_package(path) as package:
        assert package is not None  # noqa: S101 - the kind was told before
        package.advice = "请在 Word 或 WPS 里打开并另存为 .docx 后再试。"
        yield Pages("docx", 1, _pages(package))


def _pages(package: Package) -> Iterator[Page]:
    body = _Body()
    body.read(_root(package))
    yield Page(1, tuple(body.blocks))


def _root(package: Package) -> Element:
    content = package.content(next(part for part in _PARTS if package.has(part)))
    if len(content) > _LARGEST:
        raise ReadingError(f"“{package.name}”的正文超过 {_LARGEST // 1024 // 1024} MB，没有读入。请拆成几个文件再试。")
    # Deeper nesting than 256 and longer texts than 10 MB are refused by it.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise package.damaged() from error


@dataclass
class _Open:
    """A cell that may reach farther down."""

    row: int
    column: int
    columns: int
    text: str
    rows: int = 1


@dataclass
class _Body:
    """Collects what a document says."""

    blocks: list[Line | Table] = field(default_factory=list)
    tables: int = 0
    cells: int = 0

    def read(self, parent: Element) -> None:
        for element in parent:
            name = _name(element)
            if name == "p":
                self.paragraph(element)
            elif name == "tbl":
                self.table(element)
            elif name == "body" or name in _WRAPPERS:
                self.read(_chosen(element))

    def paragraph(self, element: Element) -> None:
        boxes: list[Element] = []
        text = clean("".join(_pieces(element, boxes)))
        self.blocks += [Line(line.strip(), Place(1)) for line in text.split("\n") if line.strip()]
        self.insides(boxes)

    def insides(self, boxes: list[Element]) -> None:
        """Read what stands in text boxes or within cells, after that in which it stands."""
        for box in boxes:
            if _name(box) == "tbl":
                self.table(box)
            else:
                self.read(box)

    def table(self, element: Element) -> None:
        self.tables += 1
        number = self.tables
        inner: list[Element] = []
        slots: list[_Open] = []
        above: dict[int, _Open] = {}
        for row, cells in enumerate(_rows(element)):
            above = self.row(row, cells, above, slots, inner)
        found = [Slot(slot.row, slot.column, slot.rows, slot.columns, slot.text) for slot in slots]
        table = document_table(found, 1, number)
        if table:
            self.blocks.append(table)
        else:
            self.tables -= 1
        self.insides(inner)

    def row(
        self, row: int, element: Element, above: dict[int, _Open], slots: list[_Open], inner: list[Element]
    ) -> dict[int, _Open]:
        """Add the cells of a row; return those that the next row may continue, by their columns."""
        column = min(_number(_property(element, "trPr", "gridBefore")), _LONGEST_SPAN)
        reaching: dict[int, _Open] = {}
        for cell in _cells(element):
            columns = min(max(_number(_property(cell, "tcPr", "gridSpan")), 1), _LONGEST_SPAN)
            merge = _property(cell, "tcPr", "vMerge")
            slot = above.get(column)
            if merge is not None and _value(merge) != "restart" and slot and slot.columns == columns:
                slot.rows += 1
            else:
                slot = _Open(row, column, columns, _cell_text(cell, inner))
                slots.append(slot)
                self.count()
            if merge is not None:
                reaching[column] = slot
            column += columns
        return reaching

    def count(self) -> None:
        self.cells += 1
        if self.cells > MOST_CELLS:
            raise ReadingError(f"文档里有超过 {MOST_CELLS // 10_000} 万个格子，没有读入。请拆成几个文件再试。")


def _rows(table: Element) -> Iterator[Element]:
    """Yield the rows of a table that are not deleted."""
    for element in table:
        if _name(element) == "tr":
            if _property(element, "trPr", "del") is None:
                yield element
        elif _name(element) in _WRAPPERS:
            yield from _rows(_chosen(element))


def _cells(row: Element) -> Iterator[Element]:
    for element in row:
        if _name(element) == "tc":
            yield element
        elif _name(element) in _WRAPPERS:
            yield from _cells(_chosen(element))


def _cell_text(cell: Element, inner: list[Element]) -> str:
    paragraphs = ["".join(_pieces(paragraph, inner)) for paragraph in _paragraphs(cell, inner)]
    return clean("\n".join(paragraphs)).strip()


def _paragraphs(parent: Element, inner: list[Element]) -> Iterator[Element]:
    """Yield the paragraphs of a cell; tables within it go to ``inner``."""
    for element in parent:
        name = _name(element)
        if name == "p":
            yield element
        elif name == "tbl":
            inner.append(element)
        elif name in _WRAPPERS:
            yield from _paragraphs(_chosen(element), inner)


def _pieces(parent: Element, boxes: list[Element]) -> Iterator[str]:
    """Yield the texts of a paragraph or run; text boxes go to ``boxes``."""
    for element in parent:
        name = _name(element)
        if name == "t":
            yield element.text or ""
        elif name in _CHARACTERS:
            yield "" if _attribute(element, "type") in ("page", "column") else _CHARACTERS[name]
        elif name == "sym":
            yield _symbol(element)
        elif name == "txbxContent":
            boxes.append(element)
        elif name not in _UNSEEN and not _is_hidden(element):
            yield from _pieces(_chosen(element), boxes)


def _chosen(element: Element) -> Element:
    """Return the element itself or, of content that is there in two versions, the first that programs show."""
    if _name(element) != "AlternateContent":
        return element
    return next(iter(element), element)


def _is_hidden(element: Element) -> bool:
    """Whether a run is not printed, or a field to be filled in only tells what belongs there."""
    if _name(element) == "sdt":
        return _property(element, "sdtPr", "showingPlcHdr") is not None
    vanish = _property(element, "rPr", "vanish") if _name(element) == "r" else None
    return vanish is not None and _value(vanish) in _ON


def _symbol(element: Element) -> str:
    """Return a sign that is given by the number of its picture in a font."""
    font, code = _attribute(element, "font").lower(), _attribute(element, "char")
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    if not 0xF000 <= number <= 0xF0FF:
        return chr(number) if number < 0xD800 else ""
    return _SYMBOLS.get((font, number & 0xFF), chr(number & 0xFF) if font == "symbol" else "□")


def _property(element: Element, group: str, name: str) -> Element:
    """Return a property of a row, cell or run, ``None`` if it has none."""
    for child in element:
        if _name(child) == group:
            return next((one for one in child if _name(one) == name), None)
    return None


def _value(element: Element) -> str:
    return _attribute(element, "val")


def _attribute(element: Element, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _number(element: Element) -> int:
    text = "" if element is None else _value(element)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _name(element: Element) -> str:
    """Return the name of an element; strict documents have another namespace, so that does not matter."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
