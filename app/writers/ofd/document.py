"""An OFD file as a whole: an archive of small XML files with the pages, the fonts and what the document says of itself.

The same forms give the same bytes: the dates are fixed, and the document's number is made from what it holds.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import NamedTuple
from uuid import UUID
from xml.etree.ElementTree import Element
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from app.base.files import write_whole
from app.sheet.fonts import ChosenFont
from app.sheet.pages import Printout
from app.writers.names import CREATOR, document_title, heading, one_line
from app.writers.ofd.content import EmbeddedFont, letters, page_area, page_file
from app.writers.ofd.fonts import Subset, source
from app.writers.ofd.markup import add, document, root

_FOLDER = "Doc_0"
_RESOURCES = "Res"
_DATE = "2000-01-01"
_STAMP = (2000, 1, 1, 0, 0, 0)
_NO_SYSTEM = 0  # that an archive was made on: else the same forms gave other bytes on Windows


class _Page(NamedTuple):
    """A page of the document: its number, its file, and the form that begins on it, if one does."""

    number: str
    content: bytes
    begins: Printout | None


class _Font(NamedTuple):
    """A font of the document: its number, its file, and the name of the typeface that may take its place."""

    number: str
    subset: Subset
    official: str

    @property
    def file(self) -> str:
        return f"font_{self.number}.ttf"


def write_ofd(forms: Sequence[Printout], target: Path, title: str = "") -> None:
    """Write forms into one OFD file, each beginning on its own page, and move it into place when it is whole.

    Args:
        forms: at least one.
        target: the file.
        title: of the document; when empty, that of the first form.

    Raises:
        OutputError: the file cannot be written.
    """
    write_whole(target, ofd_bytes(forms, title))


def ofd_bytes(forms: Sequence[Printout], title: str = "") -> bytes:
    """Return forms as one OFD file, each beginning on its own page."""
    ids = count(1)
    officials = _official_names(forms)
    subsets = {file: source(file).subset(used) for file, used in letters(forms).items()}
    fonts = {file: _Font(str(next(ids)), subset, officials.get(file, "")) for file, subset in subsets.items()}
    pages = list(_pages(forms, fonts, ids))
    files = {
        f"{_FOLDER}/Document.xml": _document_file(forms[0], pages, next(ids) - 1),
        f"{_FOLDER}/PublicRes.xml": _resources_file(list(fonts.values())),
    }
    files |= {f"{_FOLDER}/{_page_place(n)}": page.content for n, page in enumerate(pages)}
    files |= {f"{_FOLDER}/{_RESOURCES}/{font.file}": font.subset.content for font in fonts.values()}
    return _archive({"OFD.xml": _description_file(forms[0], title, files)} | files)


def _official_names(forms: Iterable[Printout]) -> dict[str, str]:
    """Return the official name of each font's typeface; of several that share an open font, the first declared."""
    names: dict[str, str] = {}
    for declared in (font for form in forms for font in form.sheet.fonts.values()):
        names.setdefault(declared.file, declared.official)
        if isinstance(declared, ChosenFont):
            names.setdefault(declared.found, declared.official)
    return names


def _pages(forms: Sequence[Printout], fonts: Mapping[str, _Font], ids: Iterator[int]) -> Iterator[_Page]:
    embedded = {
        file: EmbeddedFont(
            font.number,
            source(file),
            {letter: glyph for letter, glyph in font.subset.glyphs.items() if letter > "\uffff"},
        )
        for file, font in fonts.items()
    }
    for form in forms:
        for n, page in enumerate(form.pages):
            number = str(next(ids))
            yield _Page(number, page_file(form, page, embedded, ids), None if n else form)


def _page_place(n: int) -> str:
    return f"Pages/Page_{n}/Content.xml"


def _document_file(first: Printout, pages: Sequence[_Page], highest: int) -> bytes:
    """Return the file that says which pages there are and where each form begins."""
    whole = root("Document")
    common = add(whole, "CommonData")
    add(common, "MaxUnitID", str(highest))
    page_area(common, "PageArea", first.sheet.page)
    add(common, "PublicRes", "PublicRes.xml")
    listed = add(whole, "Pages")
    for n, page in enumerate(pages):
        add(listed, "Page", ID=page.number, BaseLoc=_page_place(n))
    outlines = add(whole, "Outlines")
    for page in pages:
        if page.begins:
            _outline(outlines, heading(page.begins.sheet), page.number)
    return document(whole)


def _outline(outlines: Element, title: str, page: str) -> None:
    entry = add(outlines, "OutlineElem", Title=title)
    go = add(add(add(entry, "Actions"), "Action", Event="CLICK"), "Goto")
    add(go, "Dest", Type="XYZ", PageID=page, Left="0", Top="0")


def _resources_file(fonts: Sequence[_Font]) -> bytes:
    """Return the file that names the fonts.

    The family is what a reader looks for when it does not take the font that is embedded, so the official name.
    """
    resources = root("Res", BaseLoc=_RESOURCES)
    listed = add(resources, "Fonts")
    for font in fonts:
        names = {"FontName": font.subset.name, "FamilyName": font.official or font.subset.name}
        add(add(listed, "Font", ID=font.number, Charset="unicode", **names), "FontFile", font.file)
    return document(resources)


def _description_file(first: Printout, title: str, files: Mapping[str, bytes]) -> bytes:
    """Return the file that readers open first: what the document is, and where it is."""
    whole = root("OFD", Version="1.0", DocType="OFD")
    body = add(whole, "DocBody")
    said = {
        "DocID": _document_number(files),
        "Title": one_line(title) or document_title(first.sheet),
        "Author": one_line(first.sheet.author),
        "Subject": first.sheet.kind,
        "CreationDate": _DATE,
        "Creator": CREATOR,
    }
    info = add(body, "DocInfo")
    for name, text in said.items():
        if text:
            add(info, name, text)
    add(body, "DocRoot", f"{_FOLDER}/Document.xml")
    return document(whole)


def _document_number(files: Mapping[str, bytes]) -> str:
    """Return the 32 digits by which the document is known, made from its files."""
    digest = sha256()
    for content in files.values():
        digest.update(content)
    return UUID(bytes=digest.digest()[:16], version=5).hex


def _archive(files: Mapping[str, bytes]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            entry = ZipInfo(name, _STAMP)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = _NO_SYSTEM
            archive.writestr(entry, content)
    return buffer.getvalue()
