"""The elements of Word's XML, in the dialects of 2003 and of today, by their bare names."""

from collections.abc import Iterable
from typing import Any

from lxml import etree

Element = Any  # lxml has no types

_UNSEEN_NOTES = {"Word.Deletion", "Word.Comment", "Word.Formatting", "Word.Numbering"}


def parsed(content: bytes) -> Element:
    """Return the root of a part; deeper nesting than 256 and longer texts than 10 MB are refused.

    Raises:
        XMLSyntaxError: it is damaged.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    return etree.fromstring(content, parser)


def name_of(element: Element) -> str:
    """Return the name of an element; strict documents have another namespace, so that does not matter."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """Return an attribute, empty if there is none."""
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def value(element: Element) -> str:
    """Return what a property is set to."""
    return attribute(element, "val")


def whole(element: Element, absent: int = 0) -> int:
    """Return what a property is set to as a number."""
    return digits("" if element is None else value(element), absent)


def digits(text: str, absent: int = 0) -> int:
    """Return a text as a number that is not too large."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else absent


def child(element: Element, *names: str) -> Element:
    """Return the first element within another that has one of these names, ``None`` if there is none."""
    if element is None:
        return None
    return next((one for one in element if name_of(one) in names), None)


def setting(element: Element, group: str, *names: str) -> Element:
    """Return a property of a row, cell, paragraph or run, ``None`` if it has none."""
    return child(child(element, group), *names)


def chosen(element: Element) -> Iterable[Element]:
    """Return what is within an element and shows: of content in two versions the first, nothing of what was deleted."""
    name = name_of(element)
    if name == "annotation" and attribute(element, "type") in _UNSEEN_NOTES:
        return ()
    content: Iterable[Element] = element if name != "AlternateContent" else next(iter(element), ())
    return content
