"""The small XML of OFD: elements with their prefix, and lengths as the format writes them."""

from collections.abc import Iterable
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, tostring

NAMESPACE = "http://www.ofdspec.org/2016"
REFUSED = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"  # by XML, or no text; inside of [ ]
_DECIMALS = 3  # of a millimetre: a thousandth is finer than any printer draws


def root(name: str, **attributes: str) -> Element:
    """Return the outermost element of a file."""
    return Element(f"ofd:{name}", {"xmlns:ofd": NAMESPACE} | attributes)


def add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    """Add an element with its text to another and return it."""
    element = SubElement(parent, f"ofd:{name}", attributes)
    if text:
        element.text = text
    return element


def document(element: Element) -> bytes:
    """Return a file whose outermost element is the given one."""
    text = tostring(element, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


def number(length: float) -> str:
    """Return a length in mm, to the thousandth and without needless zeros."""
    return f"{round(length, _DECIMALS) + 0.0:.{_DECIMALS}f}".rstrip("0").rstrip(".")


def numbers(lengths: Iterable[float]) -> str:
    """Return several lengths, as in a box: left, top, width and height."""
    return " ".join(map(number, lengths))


def steps(lengths: Iterable[float]) -> str:
    """Return the steps from letter to letter; ``g 5 3.704`` stands for five that are equal."""
    return " ".join(_repeated(written, len(list(equal))) for written, equal in groupby(map(number, lengths)))


def _repeated(written: str, times: int) -> str:
    return written if times == 1 else f"g {times} {written}"
