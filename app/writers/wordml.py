"""The words of WordprocessingML: elements, lengths and text that XML takes."""

from xml.sax.saxutils import escape, quoteattr

from app.base.words import plain_cell_text
from app.sheet.measure import POINT

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TAB = "<w:tab/>"


def element(name: str, /, *content: str, **attributes: str | int) -> str:
    """Return an element of Word's namespace; content is XML already, values of attributes are not."""
    written = "".join(f" w:{key}={attribute(value)}" for key, value in attributes.items())
    inner = "".join(content)
    return f"<w:{name}{written}>{inner}</w:{name}>" if inner else f"<w:{name}{written}/>"


def attribute(value: str | int) -> str:
    """Return the value of an attribute, in quotes."""
    return quoteattr(plain_cell_text(str(value)))


def twips(mm: float) -> int:
    """Return a length in twentieths of a point, as Word counts most lengths."""
    return round(mm / POINT * 20)


def field(instruction: str, shown: str) -> str:
    """Return a field that Word works out; ``shown`` is what other programs print in its place."""
    return element("fldSimple", run(shown), instr=instruction)


def run(text: str) -> str:
    """Return text as a run, empty when there is none; the ends of its lines are elements of their own."""
    lines = plain_cell_text(text).strip("\n").split("\n")
    return element("r", "<w:br/>".join(map(_line, lines))) if any(lines) else ""


def _line(text: str) -> str:
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>' if text else ""
