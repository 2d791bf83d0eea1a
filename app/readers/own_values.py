"""What a clerk typed into a cell of our own workbook, as a value of the exchange format."""

import re
import unicodedata
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from decimal import Decimal
from string import Formatter
from typing import Any, Protocol

from app.model.marks import FieldMark, Printed
from app.model.money import MoneyUnit, from_yuan, is_number, plain, to_yuan
from app.model.money_words import amount_in
from app.model.operators import Operator
from app.readers.spreadsheet import Cell, cleaned

_SEPARATORS = re.compile(r"[,，\s￥¥]")
_CODE = re.compile(r"[0-9A-Za-z_.]+")
_NUMBER = re.compile(r"[-+]?[0-9][0-9,.]*(?:\s*[-—―~～至]\s*[0-9][0-9,.]*)?")
_GLYPHS = ("≥", "≤", ">=", "<=", ">", "<", "=", "≧", "≦", "＞", "＜", "＝", "定性")
_VALUE_PARTS = {"operator", "value", "unit"}
Values = MutableMapping[str, Any]


class Reads(Protocol):
    """How the exchange format reads a value; ``ValueError`` when it is none."""

    @property
    def read(self) -> Callable[[str], Any]:
        """Return the value of a text."""


class Unreadable(ValueError):  # noqa: N818 - it is the text that is
    """A text is not what the field holds."""


@dataclass(frozen=True)
class FieldReader:
    """Reads the cells of one sort of record.

    Attributes:
        codecs: how the exchange format reads each value.
        amount_unit: the unit in which the exchange document has its amounts; ``None`` for 元 as they are stored.
    """

    codecs: Mapping[str, Reads]
    amount_unit: MoneyUnit | None = None

    def put(self, values: Values, mark: FieldMark, cell: Cell) -> None:
        """Put what a cell shows into the values.

        Raises:
            Unreadable: it is not what the field holds; the values are as they were.
        """
        is_figure = mark.kind == "money" and cell.number is not None and not cell.text.endswith("%")
        text = plain(cell.number) if is_figure else bare(cell.text, mark)
        if not mark.parts:
            values.setdefault("other", {})[mark.label] = _typed(text, mark)
            return
        values.update({part: self.value(part, mark, one) for part, one in split(text, mark, values).items()})

    def value(self, part: str, mark: FieldMark, text: str) -> str:
        """Return a text as the exchange format writes it."""
        if text and mark.kind == "money":
            text = self.amount(text, mark.unit)
        elif text and mark.kind == "number":
            text = _digits(text.removesuffix("%"))
        codec = self.codecs.get(part)
        if codec is None:
            raise Unreadable(text)
        try:
            value = codec.read(text)
        except ValueError as error:
            raise Unreadable(text) from error
        return str(value.value) if part == "operator" else text

    def amount(self, text: str, unit: MoneyUnit) -> str:
        """Return an amount that is printed in ``unit``, or names its own, in the document's unit.

        Raises:
            Unreadable: it is none, or in a unit that nobody knows.
        """
        said, own = amount_in(text)
        digits = Decimal(_digits(said if own else text))
        if own is not None and not own.is_known:
            raise Unreadable(text)
        counted = own or unit
        if self.amount_unit and self.amount_unit.yuan == counted.yuan:
            return plain(digits)
        yuan = to_yuan(digits, counted)
        return plain(from_yuan(yuan, self.amount_unit) if self.amount_unit else yuan)


def is_unchanged(cell: Cell, printed: Printed) -> bool:
    """Whether a cell still shows what was printed: the same number, or the same text."""
    if printed.number and cell.number is not None:
        return cell.number == Decimal(printed.number)
    return cell.text == cleaned_text(printed.text)


def cleaned_text(text: str) -> str:
    """Return a text as a cell holds it, without what XML refuses."""
    return cleaned(text.replace("_x", "_x005F_x")) if "_x" in text else cleaned(text)


def bare(text: str, mark: FieldMark) -> str:
    """Return a text without what is printed after every value."""
    text = text.strip()
    if mark.points:
        before, after = (re.escape(part) for part in mark.points.split("{points}", 1))
        text = re.sub(f"{before}[0-9.]*{after}$", "", text)
    return text.removesuffix(mark.suffix).strip()


def split(text: str, mark: FieldMark, known: Mapping[str, Any]) -> dict[str, str]:
    """Return the values that a text prints, by their names."""
    if len(mark.parts) == 1:
        return {mark.parts[0]: _word(text, mark.words)}
    return split_together(text, mark, known) if mark.together else split_code(text, mark, known)


def split_code(text: str, mark: FieldMark, known: Mapping[str, Any]) -> dict[str, str]:
    """Return code and name of “312-政府办”, or as the layout's pattern prints them, of which it may leave one out."""
    if mark.pattern and (parts := _matched(mark.pattern, text)):
        return parts
    found = dict.fromkeys(mark.parts, "")
    rest = text
    for part in mark.parts[:-1]:
        code = known.get(part) or ""
        head, dash, tail = rest.partition("-")
        if code and rest.startswith(f"{code}-"):
            found[part], rest = code, rest[len(code) + 1 :]
        elif dash and _CODE.fullmatch(head):
            found[part], rest = head, tail
    return found | {mark.parts[-1]: rest}


def _matched(pattern: str, text: str) -> dict[str, str] | None:
    """Return the parts of a text that was printed by a pattern; an empty text has them empty."""
    if not text:
        return {part: "" for _, part, _, _ in Formatter().parse(pattern) if part}
    pieces = (
        re.escape(literal) + (f"(?P<{part}>.*)" if part else "") for literal, part, _, _ in Formatter().parse(pattern)
    )
    found = re.fullmatch("".join(pieces), text, re.DOTALL)
    return found.groupdict() if found else None


def split_together(text: str, mark: FieldMark, known: Mapping[str, Any]) -> dict[str, str]:
    """Return operator, value and unit of “≥95%”; words without an operator are 定性."""
    if not set(mark.parts) <= _VALUE_PARTS:
        return _split_at(text, mark, known)
    found = dict.fromkeys(mark.parts, "")
    rest = text
    if "operator" in found:
        found["operator"], rest = _operator(text, mark, known)
    rest = rest.strip().removeprefix(mark.join.strip()).strip()
    if "value" in found and "unit" in found and (number := _NUMBER.match(rest)):
        unit = rest[number.end() :].strip().removeprefix(mark.join.strip()).strip()
        return found | {"value": number[0].strip(), "unit": unit}
    return found | {"value" if "value" in found else "unit": rest}


def _operator(text: str, mark: FieldMark, known: Mapping[str, Any]) -> tuple[str, str]:
    """Return the operator with which a text begins and what comes after it."""
    glyphs = {word: value for value, word in mark.words.items() if word} | {glyph: glyph for glyph in _GLYPHS}
    for glyph in sorted(glyphs, key=len, reverse=True):
        if text.startswith(glyph):
            return glyphs[glyph], text[len(glyph) :]
    was_words = known.get("operator") == Operator.QUALITATIVE.value or not known.get("value")
    return (Operator.QUALITATIVE.value if text and was_words and not _NUMBER.match(text) else ""), text


def _split_at(text: str, mark: FieldMark, known: Mapping[str, Any]) -> dict[str, str]:
    """Return the parts of a text: where it is cut as it was before or as often as there are parts, else the last."""
    pieces = text.split(mark.join) if mark.join.strip() else [text]
    if len(pieces) == len(mark.parts):
        return dict(zip(mark.parts, pieces, strict=True))
    found, rest = dict.fromkeys(mark.parts, ""), text
    for part in mark.parts[:-1]:
        before = f"{known.get(part) or ''}{mark.join}"
        if known.get(part) and rest.startswith(before):
            found[part], rest = known[part], rest.removeprefix(before)
    return found | {mark.parts[-1]: rest}


def _typed(text: str, mark: FieldMark) -> str:
    """Return a value that only its layout has: as it was typed, a number without the separators of its print."""
    try:
        return _digits(text) if mark.kind != "text" else text
    except Unreadable:
        return text


def _word(text: str, words: Mapping[str, str]) -> str:
    """Return the value that a printed word stands for."""
    return next((value for value, word in words.items() if word == text), text)


def _digits(text: str) -> str:
    """Return a number typed with separators or in full width as plain digits."""
    digits = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).replace("−", "-")
    if not is_number(digits):
        raise Unreadable(text)
    return digits
