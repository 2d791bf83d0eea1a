"""The styles of a Word document: each look of the forms under a name, so that the clerk changes it for all at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from app.definitions.looks import Align, Font, Style
from app.sheet.sheet import Box, Role
from app.writers.wordml import element

LANGUAGE = "zh-CN"
_ROOMY = 1.45  # of the size: the leading from which lines have room for any Chinese font
_HORIZONTAL = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}
_NAMES = {
    Role.TITLE: "绩效表标题",
    Role.SUBTITLE: "绩效表副标题",
    Role.ATTACHMENT: "绩效表附件号",
    Role.CORNER: "绩效表单位",
    Role.LABEL: "绩效表栏目",
    Role.VALUE: "绩效表数值",
    Role.TEXT: "绩效表文字",
    Role.NOTE: "绩效表附注",
    Role.PAGE_NUMBER: "绩效表页码",
}
_SEAM_ID = "JihengSeam"
SEAM = element("pStyle", val=_SEAM_ID)  # the look of the paragraphs that Word demands between and after tables


class _NamedStyle(NamedTuple):
    identifier: str
    name: str
    font: str


@dataclass
class LookBook:
    """The looks of a document's paragraphs.

    Attributes:
        styles: what stands in the document as a style, by role and look.
        fonts: the official names of the fonts, that of the first paragraph first.
    """

    styles: dict[tuple[Role, Style], _NamedStyle] = field(default_factory=dict)
    fonts: dict[str, None] = field(default_factory=dict)

    def look(self, box: Box, fonts: Mapping[str, Font]) -> str:
        """Return what a paragraph says to look like a box; ``fonts`` are those of its sheet."""
        key = box.role, box.style
        if key not in self.styles:
            self.styles[key] = self._named(box, fonts[box.style.font].official)
        return element("pStyle", val=self.styles[key].identifier)

    def _named(self, box: Box, font: str) -> _NamedStyle:
        """Return a style for a box; the second look of a role is numbered 2."""
        self.fonts.setdefault(font)
        alike = sum(role is box.role for role, _ in self.styles)
        number = str(alike + 1) if alike else ""
        words = "".join(word.title() for word in box.role.split("_"))
        return _NamedStyle(f"Jiheng{words}{number}", f"{_NAMES[box.role]}{number}", font)


def styles(looks: LookBook) -> str:
    """Return the content of the part of a document that holds its styles."""
    letters = element("rPr", _fonts(next(iter(looks.fonts))), _size(10.5), _languages())
    defaults = element("docDefaults", element("rPrDefault", letters), element("pPrDefault"))
    named = (_style(look, style) for (_, look), style in looks.styles.items())
    return "".join((defaults, _normal(), *named, _seam()))


def _normal() -> str:
    """Return the style that all others are based on.

    Lines break as they were measured: no punctuation stands beyond the edge, and no space is added between Chinese
    and digits. Letters stand in the middle of a line that is higher than they are.
    """
    off = ("overflowPunct", "autoSpaceDE", "autoSpaceDN", "adjustRightInd", "snapToGrid")
    paragraph = element("pPr", *(element(name, val=0) for name in off), element("textAlignment", val="center"))
    name = element("name", val="Normal")
    return element("style", name, element("qFormat"), paragraph, type="paragraph", default=1, styleId="Normal")


def _style(look: Style, style: _NamedStyle) -> str:
    """Return a style; lines closer than fonts want them would grow if they were not said to be exact."""
    rule = "atLeast" if look.leading >= _ROOMY else "exact"
    spacing = element("spacing", line=int(look.size * look.leading * 20), lineRule=rule)  # in twentieths of a point
    paragraph = spacing + element("jc", val=_HORIZONTAL[look.align])
    return _paragraph_style(style.identifier, style.name, paragraph, _fonts(style.font) + _size(look.size))


def _seam() -> str:
    """Return the style of paragraphs that nobody should see: as low as can be."""
    return _paragraph_style(_SEAM_ID, "绩效表间隔", element("spacing", line=20, lineRule="exact"), _size(1))


def _paragraph_style(identifier: str, name: str, paragraph: str, letters: str) -> str:
    return element(
        "style",
        element("name", val=name),
        element("basedOn", val="Normal"),
        element("qFormat"),
        element("pPr", paragraph),
        element("rPr", letters),
        type="paragraph",
        customStyle=1,
        styleId=identifier,
    )


def _fonts(font: str) -> str:
    return element("rFonts", hint="eastAsia", ascii=font, eastAsia=font, hAnsi=font, cs=font)


def _size(points: float) -> str:
    """Return the size of letters, which Word counts in half points."""
    half_points = round(points * 2)
    return element("sz", val=half_points) + element("szCs", val=half_points)


def _languages() -> str:
    return element("lang", val=LANGUAGE, eastAsia=LANGUAGE, bidi="ar-SA")
