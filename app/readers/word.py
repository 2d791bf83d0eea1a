"""The text of a Word document (.docx): its paragraphs, tables and text boxes, as they stand once changes are accepted.

It is read here and not by python-docx because that expands archives and entities without limit, and knows neither
text boxes nor content controls. The XML of Word 2003 has the same elements under some other names.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from lxml.etree import XMLSyntaxError

from app.base.errors import ReadingError
from app.readers.grids import Line, Page, Pages, Place, Table
from app.readers.package import Package, open_package
from app.readers.tables import MOST_CELLS, Slot, document_table
from app.readers.texts import clean
from app.readers.word_numbers import Numbers
from app.readers.wordml import Element, attribute, child, chosen, name_of, parsed, setting, value, whole

_PARTS = ("word/document.xml", "word/document2.xml")
_LISTS = "word/numbering.xml"
_STYLES = "word/styles.xml"
_LARGEST = 60 * 1024 * 1024  # bytes, unpacked; a document of 1,000 pages has about 20 MB
_LONGEST_SPAN = 1_000
_WRAPPERS = {
    "ins", "moveTo", "customXml", "smartTag", "sdt", "sdtContent", "AlternateContent", "annotation", "content", "sect",
    "sub-section", "pBdrGroup",
}  # fmt: skip
_UNSEEN = {"del", "moveFrom", "delText", "instrText", "pPr", "sdtPr", "rt", "footnote", "endnote"}
_HINT = "{http://schemas.microsoft.com/office/word/2003/auxHint}"  # says again what other elements say
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_SYMBOLS = {
    ("symbol", 0xB3): "≥", ("symbol", 0xA3): "≤", ("symbol", 0xB9): "≠", ("symbol", 0xB1): "±", ("symbol", 0xB4): "×",
    ("wingdings", 0xFE): "☑", ("wingdings", 0xFD): "☒", ("wingdings", 0xA8): "□", ("wingdings", 0x6F): "□",
    ("wingdings", 0xFC): "✓", ("wingdings 2", 0x52): "☑", ("wingdings 2", 0x51): "☒", ("wingdings 2", 0xA3): "□",
    ("wingdings 2", 0x50): "✓",
}  # fmt: skip
_ON = {"", "1", "true", "on"}


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
    document = _root(package, next(part for part in _PARTS if package.has(part)))
    lists, styles = (_root(package, part) if package.has(part) else None for part in (_LISTS, _STYLES))
    yield page_of_document(document, Numbers.of(lists, styles))


def page_of_document(document: Element, numbers: Numbers) -> Page:
    """Return a document as a page.

    Args:
        document: the element that holds its body.
        numbers: its numbering.

    Raises:
        ReadingError: it has too many cells.
    """
    body = _Body(numbers)
    body.read(document)
    return Page(1, tuple(body.blocks))


def _root(package: Package, part: str) -> Element:
    content = package.content(part)
    if len(content) > _LARGEST:
        raise ReadingError(f"“{package.name}”的正文超过 {_LARGEST // 1024 // 1024} MB，没有读入。请拆成几个文件再试。")
    try:
        return parsed(content)
    except XMLSyntaxError as error:
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

    numbers: Numbers
    blocks: list[Line | Table] = field(default_factory=list)
    tables: int = 0
    cells: int = 0

    def read(self, parent: Element) -> None:
        for element in parent:
            name = name_of(element)
            if name == "p":
                self.paragraph(element)
            elif name == "tbl":
                self.table(element)
            elif name == "body" or name in _WRAPPERS:
                self.read(chosen(element))

    def paragraph(self, element: Element) -> None:
        boxes: list[Element] = []
        text = "".join(_pieces(element, boxes))
        number = self.number(element, text)
        text = clean(number + text) if text.strip() else ""
        self.blocks += [Line(line.strip(), Place(1)) for line in text.split("\n") if line.strip()]
        self.insides(boxes)

    def number(self, element: Element, text: str) -> str:
        """Count a paragraph; return what is printed before it."""
        is_deleted = not text.strip() and setting(child(element, "pPr"), "rPr", "del") is not None
        return "" if is_deleted else self.numbers.before(element)

    def insides(self, boxes: list[Element]) -> None:
        """Read what stands in text boxes or within cells, after that in which it stands."""
        for box in boxes:
            if name_of(box) == "tbl":
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
        column = min(whole(setting(element, "trPr", "gridBefore")), _LONGEST_SPAN)
        reaching: dict[int, _Open] = {}
        for cell in _cells(element):
            columns = min(max(whole(setting(cell, "tcPr", "gridSpan")), 1), _LONGEST_SPAN)
            merge = setting(cell, "tcPr", "vMerge", "vmerge")
            slot = above.get(column)
            if merge is not None and value(merge) != "restart" and slot and slot.columns == columns:
                slot.rows += 1
            else:
                slot = _Open(row, column, columns, self.cell_text(cell, inner))
                slots.append(slot)
                self.count()
            if merge is not None:
                reaching[column] = slot
            column += columns
        return reaching

    def cell_text(self, cell: Element, inner: list[Element]) -> str:
        """Return the text of a cell; a number without text after it shows where the cell has nothing else."""
        texts, numbers = [], []
        for paragraph in _paragraphs(cell, inner):
            texts.append("".join(_pieces(paragraph, inner)))
            numbers.append(self.number(paragraph, texts[-1]))
        is_empty = not any(text.strip() for text in texts)
        shown = [
            number + text if is_empty or text.strip() else text for number, text in zip(numbers, texts, strict=True)
        ]
        return clean("\n".join(shown)).strip()

    def count(self) -> None:
        self.cells += 1
        if self.cells > MOST_CELLS:
            raise ReadingError(f"文档里有超过 {MOST_CELLS // 10_000} 万个格子，没有读入。请拆成几个文件再试。")


def _rows(table: Element) -> Iterator[Element]:
    """Yield the rows of a table that are not deleted."""
    for element in table:
        if name_of(element) == "tr":
            if setting(element, "trPr", "del") is None and not _is_deleted(element):
                yield element
        elif name_of(element) in _WRAPPERS:
            yield from _rows(chosen(element))


def _is_deleted(row: Element) -> bool:
    """Whether a row was deleted, as Word 2003 says it."""
    note = setting(row, "trPr", "annotation")
    return note is not None and attribute(note, "type") == "Word.Deletion"


def _cells(row: Element) -> Iterator[Element]:
    for element in row:
        if name_of(element) == "tc":
            yield element
        elif name_of(element) in _WRAPPERS:
            yield from _cells(chosen(element))


def _paragraphs(parent: Element, inner: list[Element]) -> Iterator[Element]:
    """Yield the paragraphs of a cell; tables within it go to ``inner``."""
    for element in parent:
        name = name_of(element)
        if name == "p":
            yield element
        elif name == "tbl":
            inner.append(element)
        elif name in _WRAPPERS:
            yield from _paragraphs(chosen(element), inner)


def _pieces(parent: Element, boxes: list[Element]) -> Iterator[str]:
    """Yield the texts of a paragraph or run; text boxes go to ``boxes``."""
    for element in parent:
        name = name_of(element)
        if name == "t":
            yield element.text or ""
        elif name in _CHARACTERS:
            yield "" if attribute(element, "type") in ("page", "column") else _CHARACTERS[name]
        elif name == "sym":
            yield "" if element.tag.startswith(_HINT) else _symbol(element)
        elif name == "txbxContent":
            boxes.append(element)
        elif name not in _UNSEEN and not _is_hidden(element):
            yield from _pieces(chosen(element), boxes)


def _is_hidden(element: Element) -> bool:
    """Whether a run is not printed, or a field to be filled in only tells what belongs there."""
    if name_of(element) == "sdt":
        return setting(element, "sdtPr", "showingPlcHdr") is not None
    vanish = setting(element, "rPr", "vanish") if name_of(element) == "r" else None
    return vanish is not None and value(vanish) in _ON


def _symbol(element: Element) -> str:
    """Return a sign that is given by the number of its picture in a font."""
    font, code = attribute(element, "font").lower(), attribute(element, "char")
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    if not 0xF000 <= number <= 0xF0FF:
        return chr(number) if number < 0xD800 else ""
    return _SYMBOLS.get((font, number & 0xFF), chr(number & 0xFF) if font == "symbol" else "□")
