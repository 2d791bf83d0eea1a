"""Web pages: what they show as lines and tables. Nothing is fetched and nothing is run.

What a browser or Excel saves as one file (.mht) is read part by part.
"""

import email
import email.policy
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any

from lxml import html as lxml_html
from lxml.etree import ParserError

from app.base.errors import ReadingError
from app.base.files import reason
from app.readers.grids import Line, Page, Pages, Place, Table
from app.readers.tables import MOST_CELLS, MOST_COVERED, Slot, document_table
from app.readers.texts import clean, decoded

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_DECLARED_WITHIN = 4_096
_ARCHIVE = re.compile(rb"\A(?:[\w-]+:.*\n(?:[ \t].*\n)*)*?mime-version:", re.IGNORECASE)
_BLANKS = re.compile("[ \t\n\r\f\v]+")
_INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "dfn", "em", "font", "i", "ins", "kbd", "label",
    "mark", "nobr", "q", "rb", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var",
    "wbr", "input", "select", "textarea", "button", "img",
}  # fmt: skip
_UNSEEN = {
    "script", "style", "head", "title", "noscript", "template", "object", "iframe", "rt", "rp", "svg", "datalist",
    "del",
}  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_TYPED = {"text", "", "number", "date", "tel", "email", "search", "url"}
_MOST_LINES = 1_000_000  # of an archive; pictures in it make a fifth of that
_MOST_PARTS = 10_000
_WIDEST = 1_000
_TALLEST = 65_534
_BREAK = "\n"
_BLOCK = "\x1e"  # where a paragraph or the like begins or ends; never in a text that was read
_BLANK_OR_BLOCK = f" \n{_BLOCK}"
_BLOCKS = re.compile(f"[ \n]?{_BLOCK}[ {_BLOCK}]*")
Element = Any  # lxml has no types


@contextmanager
def read_html(path: Path) -> Iterator[Pages]:
    """Open a web page, or an archive of several.

    Raises:
        ReadingError: it cannot be read, or has too many cells.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ReadingError(f"读不出文件“{path}”：{reason(error)}。请确认它没有被占用。") from error
    texts = list(_archived(content)) if _ARCHIVE.match(content) else [_text(content, "")]
    yield Pages("html", len(texts), (page_of_html(text, number) for number, text in enumerate(texts, 1)))


def page_of_html(text: str, number: int) -> Page:
    """Return what a web page shows.

    Raises:
        ReadingError: it has too many cells.
    """
    body = _Body(number)
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = lxml_html.document_fromstring(clean(text).encode(), parser=parser)
    except ParserError:  # nothing is in it
        return Page(number, ())
    body.read(root)
    return Page(number, tuple(body.blocks))


def _text(content: bytes, declared: str) -> str:
    found = _DECLARED.search(content[:_DECLARED_WITHIN])
    return decoded(content, declared or (found[1].decode("ascii", "replace") if found else ""))


def _archived(content: bytes) -> Iterator[str]:
    """Yield the pages of an archive that show something; of several one is often only their frame.

    Raises:
        ReadingError: it has more lines or parts than anything that shows a form.
    """
    if content.count(b"\n") > _MOST_LINES or content.count(b"\n--") > _MOST_PARTS:
        raise ReadingError("网页里的内容太多，没有读入。请拆成几个文件再试。")
    message: Message = email.message_from_bytes(content, policy=email.policy.compat32)
    for part in message.walk():
        payload = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(payload, bytes):
            yield _text(payload, part.get_content_charset() or "")


@dataclass
class _Body:
    """Collects what a page shows."""

    page: int
    blocks: list[Line | Table] = field(default_factory=list)
    tables: int = 0
    cells: int = 0
    covered: int = 0
    pieces: list[str] = field(default_factory=list)

    def read(self, root: Element) -> None:
        self.flow(root)
        self.end_line()

    def flow(self, parent: Element) -> None:
        """Read what stands between tables."""
        self.pieces.append(_plain(parent.text))
        for element in parent:
            self.element(element)
            self.pieces.append(_plain(element.tail))

    def element(self, element: Element) -> None:
        name = _name(element)
        if not _is_shown(element):
            return
        if name == "table":
            self.end_line()
            self.table(element)
        elif name in _INLINE:
            self.pieces.append(_typed(element))
            self.flow(element)
        else:
            self.end_line()
            self.flow(element)
            self.end_line()

    def end_line(self) -> None:
        text = _tidy("".join(self.pieces))
        self.pieces.clear()
        self.blocks += [Line(line, Place(self.page)) for line in text.split(_BREAK) if line]

    def table(self, element: Element) -> None:
        inner: list[Element] = []
        slots = list(self.slots(element, inner))
        table = document_table(slots, self.page, self.tables + 1)
        if table:
            self.tables += 1
            self.blocks.append(table)
        for one in inner:
            self.table(one)

    def slots(self, table: Element, inner: list[Element]) -> Iterator[Slot]:
        """Yield the cells of a table where a browser puts them."""
        rows = list(_rows(table))
        for caption in (one for one in table if _name(one) == "caption"):
            self.flow(caption)
            self.end_line()
        taken: dict[int, int] = {}  # the row above which a column is not free, for each column
        for row, element in enumerate(rows):
            column = 0
            for cell in (one for one in element if _name(one) in ("td", "th") and _is_shown(one)):
                start = column
                while taken.get(column, 0) > row:
                    column += 1
                columns = _span(cell, "colspan", _WIDEST)
                height = min(_span(cell, "rowspan", _TALLEST) or len(rows), len(rows) - row)
                columns = next((wide for wide in range(1, columns) if taken.get(column + wide, 0) > row), columns or 1)
                taken.update(dict.fromkeys(range(column, column + columns), row + height))
                self.count(column - start + columns)
                yield Slot(row, column, height, columns, _cell_text(cell, inner))
                column += columns

    def count(self, columns: int) -> None:
        """Refuse what has too many cells, or too many columns that these pass and cover."""
        self.cells += 1
        self.covered += columns
        if self.cells > MOST_CELLS or self.covered > MOST_COVERED:
            raise ReadingError(f"网页里有超过 {MOST_CELLS // 10_000} 万个格子，没有读入。请拆成几个文件再试。")


def _rows(table: Element) -> Iterator[Element]:
    for element in table:
        if _name(element) == "tr":
            if _is_shown(element):
                yield element
        elif _name(element) in ("thead", "tbody", "tfoot") and _is_shown(element):
            yield from _rows(element)


def _cell_text(cell: Element, inner: list[Element]) -> str:
    return _tidy("".join(_pieces(cell, inner)))


def _pieces(parent: Element, inner: list[Element]) -> Iterator[str]:
    """Yield the texts of a cell; tables within it go to ``inner``."""
    yield _plain(parent.text)
    for element in parent:
        name = _name(element)
        if name == "table" and _is_shown(element):
            inner.append(element)
        elif _is_shown(element):
            around = "" if name in _INLINE else _BREAK if name == "br" else _BLOCK
            yield around
            yield _typed(element)
            yield from _pieces(element, inner)
            yield around if name != "br" else ""
        yield _plain(element.tail)


def _typed(element: Element) -> str:
    """Return what was typed into a field of a page."""
    if _name(element) == "input" and element.get("type", "").lower() in _TYPED:
        return str(element.get("value", ""))
    return ""


def _is_shown(element: Element) -> bool:
    name = _name(element)
    if name == "option":
        return "selected" in element.attrib
    return bool(name) and name not in _UNSEEN and not _HIDDEN.search(element.get("style", ""))


def _plain(text: str | None) -> str:
    """Return a text as a browser shows it, runs of blanks as one; where a line was broken, Chinese needs none."""
    return _BLANKS.sub(_joint, text) if text else ""


def _joint(found: re.Match[str]) -> str:
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    is_within_chinese = "\n" in found[0] and before and after and not before.isascii() and not after.isascii()
    return "" if is_within_chinese else " "


def _tidy(text: str) -> str:
    """Return lines without blanks around them; a break before the end of a block shows nothing."""
    lines = _BLOCKS.sub(_BREAK, text.strip(_BLANK_OR_BLOCK)).replace("\xa0", " ").split(_BREAK)
    return _BREAK.join(line.strip() for line in lines).strip()


def _span(cell: Element, name: str, most: int) -> int:
    text = str(cell.get(name, "1")).strip()
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 20 else 1


def _name(element: Element) -> str:
    return element.tag.lower() if isinstance(element.tag, str) else ""
