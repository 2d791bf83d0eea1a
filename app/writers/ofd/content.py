"""The pages of an OFD file: the placed lines of text as text objects, the rules of a page as one path.

A coordinate inside an object counts from the corner of the object's boundary; readers cut off what lies beyond it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from typing import NamedTuple
from xml.etree.ElementTree import Element

from app.definitions.looks import Page
from app.sheet.fonts import font_book
from app.sheet.measure import POINT
from app.sheet.pages import PlacedPage, Printout, Rule, TextLine
from app.writers.ofd.fonts import Ink, Source
from app.writers.ofd.markup import REFUSED, add, document, number, numbers, root, steps

_BLACK = "0 0 0"
_RULE_WIDTH = 0.5 * POINT
_SQUARE = Ink(left=0, bottom=-120, right=0, top=880)  # as high as a Chinese letter; how wide is said by the advances
_RARE = "\U00010000-\U0010ffff"  # letters that are two units of UTF-16
_LETTER = rf"[^\s{REFUSED}{_RARE}]"
_PIECE = re.compile(f"[{_RARE}]|{_LETTER}+(?:[ \u3000]+{_LETTER}+)*")


class EmbeddedFont(NamedTuple):
    """A font of the document: its number, where its measures come from, and the glyphs of the rare letters."""

    number: str
    source: Source
    glyphs: Mapping[str, int]


class Piece(NamedTuple):
    """Letters that make one text object: the first begins at ``x``, each moves on by its ``advances``, all in mm."""

    text: str
    x: float
    advances: list[float]


def letters(forms: Iterable[Printout]) -> dict[str, set[str]]:
    """Return the letters that are printed from each font file, in the order in which the files are first used."""
    found: dict[str, set[str]] = {}
    for run in (run for form in forms for page in form.pages for line in _lines(page) for run in line.runs):
        found.setdefault(run.font, set()).update(*_PIECE.findall(run.text))
    return {file: used for file, used in found.items() if used}


def page_file(form: Printout, page: PlacedPage, fonts: Mapping[str, EmbeddedFont], ids: Iterator[int]) -> bytes:
    """Return the file of one page; every object takes the next of ``ids``."""
    writer = _PageWriter(form, fonts, ids)
    for placed, colour in page.filled:
        writer.fill((placed.x, placed.y, placed.width, placed.height), colour)
    writer.rules(page.rules)
    for placed in page.boxes:
        advances = font_book(form.sheet.fonts).advances(placed.box.style.font)
        for line in placed.lines:
            writer.line(line, advances)
    return document(writer.page)


def page_area(parent: Element, name: str, paper: Page) -> None:
    """Say how large a page is."""
    add(add(parent, name), "PhysicalBox", numbers((0, 0, paper.width, paper.height)))


def _lines(page: PlacedPage) -> Iterator[TextLine]:
    return (line for placed in page.boxes for line in placed.lines)


class _PageWriter:
    """Writes the objects of one page."""

    def __init__(self, form: Printout, fonts: Mapping[str, EmbeddedFont], ids: Iterator[int]) -> None:
        self.fonts = fonts
        self.rule_colour = form.sheet.rule_colour
        self.ids = ids
        self.page = root("Page")
        page_area(self.page, "Area", form.sheet.page)
        self.layer = add(add(self.page, "Content"), "Layer", ID=self.next_id(), Type="Body")

    def next_id(self) -> str:
        return str(next(self.ids))

    def fill(self, area: tuple[float, float, float, float], colour: str) -> None:
        """Fill the place of a cell, given as left, top, width and height."""
        (*_, width, height) = area
        path = add(self.layer, "PathObject", ID=self.next_id(), Boundary=numbers(area), Stroke="false", Fill="true")
        add(path, "FillColor", Value=_rgb(colour))
        corners = f"M 0 0 L {numbers((width, 0))} L {numbers((width, height))} L {numbers((0, height))} C"
        add(path, "AbbreviatedData", corners)

    def rules(self, rules: Iterable[Rule]) -> None:
        """Draw the lines of the page in one path, which reaches half a line's width beyond them."""
        ends = [*rules]
        if not ends:
            return
        half = _RULE_WIDTH / 2
        left, top = min(rule.x0 for rule in ends) - half, min(rule.y0 for rule in ends) - half
        right, bottom = max(rule.x1 for rule in ends) + half, max(rule.y1 for rule in ends) + half
        path = add(
            self.layer,
            "PathObject",
            ID=self.next_id(),
            Boundary=numbers((left, top, right - left, bottom - top)),
            LineWidth=number(_RULE_WIDTH),
            Cap="Square",
        )
        add(path, "StrokeColor", Value=_rgb(self.rule_colour))
        moves = (f"M {numbers((x0 - left, y0 - top))} L {numbers((x1 - left, y1 - top))}" for x0, y0, x1, y1 in ends)
        add(path, "AbbreviatedData", " ".join(moves))

    def line(self, line: TextLine, advances: Mapping[str, int]) -> None:
        unit = line.size * POINT / 1000
        for run in line.runs:
            for piece in _pieces(run.text, run.x, advances, unit):
                self.text(piece, line, self.fonts[run.font])

    def text(self, piece: Piece, line: TextLine, font: EmbeddedFont) -> None:
        size = line.size * POINT
        left, top, width, height = _boundary(piece, line.y, size, font.source)
        text = add(
            self.layer,
            "TextObject",
            ID=self.next_id(),
            Boundary=numbers((left, top, width, height)),
            Font=font.number,
            Size=number(size),
        )
        add(text, "FillColor", Value=_BLACK)
        if piece.text in font.glyphs:
            transform = add(text, "CGTransform", CodePosition="0", CodeCount="1", GlyphCount="1")
            add(transform, "Glyphs", str(font.glyphs[piece.text]))
        code = add(text, "TextCode", piece.text, X=number(piece.x - left), Y=number(line.y - top))
        if len(piece.text) > 1:
            code.set("DeltaX", steps(piece.advances[:-1]))


def _rgb(colour: str) -> str:
    """Return red, green and blue of “#dbe5f1” as OFD counts them."""
    return " ".join(map(str, bytes.fromhex(colour.removeprefix("#"))))


def _pieces(text: str, x: float, advances: Mapping[str, int], unit: float) -> Iterator[Piece]:
    """Yield the parts of a run that are text objects of their own.

    Blanks at the ends are left out, for some readers drop them and would move all that follows. A letter above U+FFFF
    stands alone: readers differ in whether it counts as one or two characters, which must not move its neighbours.
    """
    widths = [advances[character] * unit for character in text]
    starts = list(accumulate(widths, initial=x))
    for found in _PIECE.finditer(text):
        yield Piece(found[0], starts[found.start()], widths[found.start() : found.end()])


def _boundary(piece: Piece, baseline: float, size: float, font: Source) -> tuple[float, float, float, float]:
    """Return left, top, width and height of the box that holds the squares and the outlines of all letters."""
    unit = size / 1000
    reach = [_SQUARE, *map(font.ink, set(piece.text))]
    before = min(ink.left for ink in reach) * unit
    above = max(ink.top for ink in reach) * unit
    below = min(ink.bottom for ink in reach) * unit
    beyond = max(0.0, font.ink(piece.text[-1]).right * unit - piece.advances[-1])
    return piece.x + before, baseline - above, sum(piece.advances) + beyond - before, above - below
