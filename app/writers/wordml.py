"""The words of WordprocessingML: elements, lengths and text that XML takes."""

import re
from xml.sax.saxutils import escape, quoteattr

from app.base.words import accepted_by_xml
from app.sheet.measure import POINT

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
TAB = "<w:tab/>"
_BREAKS = re.compile("([\n\t])")


def element(name: str, /, *content: str, **attributes: str | int) -> str:
    """Return an element of Word's namespace; content is XML already, values of attributes are not."""
    written = "".join(f" w:{key}={attribute(value)}" for key, value in attributes.items())
    inner = "".join(content)
    return f"<w:{name}{written}>{inner}</w:{name}>" if inner else f"<w:{name}{written}/>"


def attribute(value: str | int) -> str:
    """Return the value of an attribute, in quotes."""
    return quoteattr(accepted_by_xml(str(value)))


def twips(mm: float) -> int:
    """Return a length in twentieths of a point, as Word counts most lengths."""
    return round(mm / POINT * 20)


def field(instruction: str, shown: str) -> str:
    """Return a field that Word works out; ``shown`` is what other programs print in its place."""
    return element("fldSimple", run(shown), instr=instruction)


def run(text: str) -> str:
    """Return text as a run, empty when there is none; ends of lines and tabs are elements of their own."""
    clean = accepted_by_xml(_LINE_ENDS.sub("\n", text)).strip("\n")
    return element("r", *map(_piece, _BREAKS.split(clean))) if clean else ""


def _piece(text: str) -> str:
    if text == "\n":
        return "<w:br/>"
    if text == "\t":
        return TAB
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>' if text else ""
