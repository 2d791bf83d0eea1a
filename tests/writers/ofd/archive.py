"""OFD files as the standard has them: the archive, its pages, and the texts on them."""

from collections.abc import Iterator
from io import BytesIO
from itertools import accumulate
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

import ofdkit
from fontTools.ttLib import TTFont
from printing import squeezed

from app.definitions.library import Layout
from app.model.records import Form
from app.sheet.pages import PlacedBox, PlacedPage, Printout, TextLine, TextRun

NAMESPACE = "http://www.ofdspec.org/2016"

OFD = f"{{{NAMESPACE}}}"

THOUSANDTH = 0.0011  # mm: what rounding may move


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
    said: dict[str, Any]
    layout: Layout
    printout: Printout
    ofd: Ofd


def placed_runs(page: PlacedPage) -> Iterator[tuple[PlacedBox, TextLine, TextRun]]:
    return ((box, line, run) for box in page.boxes for line in box.lines for run in line.runs)


def printed(page: PlacedPage) -> str:
    return squeezed("".join(run.text for _, _, run in placed_runs(page)))


def read_texts(content: bytes) -> list[tuple[str, str]]:
    """ofdkit's text of each page: in the order of the objects, and in its own reading order."""
    with ofdkit.open(BytesIO(content)) as document:
        assert not document.warnings
        return [(squeezed("".join(run.text for run in page.runs)), squeezed(page.text())) for page in document.pages]


def on_one_page(written: list[Written]) -> list[Written]:
    return [each for each in written if len(each.printout.pages) == 1]
