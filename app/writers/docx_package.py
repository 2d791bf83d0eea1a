"""The file of a Word document: its parts besides body and styles, and the archive that holds them.

Written without a library's template: it would bring along hundreds of styles, another language, a picture of an empty
page, and the compatibility mode of an old Word.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import NamedTuple
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from app.writers.docx_styles import LANGUAGE, LookBook, styles
from app.writers.names import CREATOR, one_line
from app.writers.wordml import NAMESPACE, RELATIONS, element

_STAMP = (2000, 1, 1, 0, 0, 0)  # of every part: the same forms give the same bytes
_DATE = "2000-01-01T00:00:00Z"
_DATED = ("created", "modified")
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats"
_EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_WORD = "http://schemas.microsoft.com/office/word"
_SIMPLIFIED_CHINESE = "86"  # the character set by which Word finds a substitute for a font that is missing


class Properties(NamedTuple):
    """What a document says of itself."""

    title: str
    subject: str
    author: str


@dataclass
class FooterBook:
    """What stands at the foot of pages; forms whose pages say the same share it.

    Attributes:
        parts: the footers with the names of their parts.
    """

    parts: dict[str, str] = field(default_factory=dict)

    def reference(self, content: str) -> str:
        """Return what a section says to have this footer."""
        part = self.parts.setdefault(content, f"footer{len(self.parts) + 1}")
        return f'<w:footerReference w:type="default" r:id="{part}"/>'


class _Part(NamedTuple):
    """A part of the document besides its body; the document knows it by its name.

    Attributes:
        name: of its file.
        kind: which sort of part it is, in the format's words.
        content: its XML.
    """

    name: str
    kind: str
    content: str


def packed(body: str, looks: LookBook, footers: FooterBook, properties: Properties) -> bytes:
    """Return a document as the bytes of its file."""
    parts = [
        _Part("styles", "styles", _root("styles", styles(looks))),
        _Part("settings", "settings", _root("settings", _settings())),
        _Part("fontTable", "fontTable", _root("fonts", *map(_font, looks.fonts))),
        *(_Part(name, "footer", _root("ftr", content)) for content, name in footers.parts.items()),
    ]
    return _archived(
        {
            "[Content_Types].xml": _content_types(parts),
            "_rels/.rels": _relations(
                {
                    "word/document.xml": f"{RELATIONS}/officeDocument",
                    "docProps/core.xml": f"{_PACKAGE}/relationships/metadata/core-properties",
                    "docProps/app.xml": f"{RELATIONS}/extended-properties",
                }
            ),
            "word/document.xml": _root("document", element("body", body)),
            "word/_rels/document.xml.rels": _relations({f"{p.name}.xml": f"{RELATIONS}/{p.kind}" for p in parts}),
            **{f"word/{part.name}.xml": part.content for part in parts},
            "docProps/core.xml": _core(properties),
            "docProps/app.xml": f'<Properties xmlns="{_EXTENDED}"><Application>{CREATOR}</Application></Properties>',
        }
    )


def _archived(files: Mapping[str, str]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            entry = ZipInfo(name, _STAMP)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, _DECLARATION + content)
    return buffer.getvalue()


def _root(name: str, *content: str) -> str:
    """Return the outermost element of a part."""
    return f'<w:{name} xmlns:w="{NAMESPACE}" xmlns:r="{RELATIONS}">{"".join(content)}</w:{name}>'


def _font(name: str) -> str:
    return element("font", element("charset", val=_SIMPLIFIED_CHINESE), element("family", val="auto"), name=name)


def _settings() -> str:
    """Return the settings; without the compatibility mode, Word would take the document for one of an older Word."""
    return "".join(
        (
            element("zoom", percent=100),
            element("defaultTabStop", val=420),
            element("characterSpacingControl", val="doNotCompress"),
            element("compat", element("compatSetting", name="compatibilityMode", uri=_WORD, val=15)),
            element("themeFontLang", val=LANGUAGE, eastAsia=LANGUAGE),
        )
    )


def _core(properties: Properties) -> str:
    said = {
        "dc:title": properties.title,
        "dc:subject": properties.subject,
        "dc:creator": properties.author,
        "cp:lastModifiedBy": properties.author,
        "dc:language": LANGUAGE,
    }
    words = "".join(f"<{name}>{escape(one_line(text))}</{name}>" for name, text in said.items())
    dates = "".join(f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{_DATE}</dcterms:{name}>' for name in _DATED)
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{words}{dates}</cp:coreProperties>"
    )


def _content_types(parts: Iterable[_Part]) -> str:
    kinds = {
        "/word/document.xml": f"{_TYPES}-officedocument.wordprocessingml.document.main+xml",
        **{f"/word/{p.name}.xml": f"{_TYPES}-officedocument.wordprocessingml.{p.kind}+xml" for p in parts},
        "/docProps/core.xml": f"{_TYPES}-package.core-properties+xml",
        "/docProps/app.xml": f"{_TYPES}-officedocument.extended-properties+xml",
    }
    relations = f'<Default Extension="rels" ContentType="{_TYPES}-package.relationships+xml"/>'
    others = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    return f'<Types xmlns="{_PACKAGE}/content-types">{relations}{others}</Types>'


def _relations(targets: Mapping[str, str]) -> str:
    """Return a part that names others: by the file's name without folder and ending."""
    relations = "".join(
        f'<Relationship Id="{target.split("/")[-1].removesuffix(".xml")}" Type="{kind}" Target="{target}"/>'
        for target, kind in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'
