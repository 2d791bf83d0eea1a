"""Which value of which form a cell of a workbook holds, and how another one in its place is to be read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from app.definitions.blocks import Column, Entry, TableBlock
from app.definitions.library import Layout, Library
from app.definitions.vocabulary import FieldDefinition, FieldKind
from app.model.marks import FieldMark
from app.model.money import MoneyUnit
from app.model.records import Form
from app.sheet.sheet import OTHER, Box, FieldId, Role, Sheet

_AS_THEY_ARE = ("value", "actual")  # a number or words: Excel may take for a number what is one
_KINDS = {FieldKind.MONEY: "money", FieldKind.NUMBER: "number"}


@dataclass(frozen=True)
class Origin:
    """A form with the layout that prints it, for what a workbook says beyond what it shows."""

    form: Form
    layout: Layout
    library: Library

    def marks(self, field: FieldId) -> Sequence[FieldMark]:
        """Return how a value is printed, for each of the places where the layout prints it; none if it does not say."""
        return self._columns.get((field.table, field.field), ()) if field.table else self._entries.get(field.field, ())

    @cached_property
    def _unit(self) -> MoneyUnit:
        return self.layout.head.money_unit

    @cached_property
    def _entries(self) -> Mapping[str, Sequence[FieldMark]]:
        fields = self.library.record_fields(self.form)
        found: dict[str, list[FieldMark]] = {}
        for entry in self._printed_entries():
            found.setdefault(entry.field or OTHER + entry.other, []).append(self._entry(entry, fields))
        return found

    def _printed_entries(self) -> Iterator[Entry]:
        table = self.layout.table_for(self.form)
        if table is not None:
            return (column.entry for column in table.project if column.field or column.other)
        return (entry for entry in self.layout.form_for(self.form).entries if entry.spans[1])

    def _entry(self, entry: Entry, fields: Mapping[str, FieldDefinition]) -> FieldMark:
        if entry.other:
            return FieldMark(label=entry.other, kind=_kind(entry.kind), unit=self._unit)
        field = fields[entry.field]
        label = (entry.label or field.label).strip()
        return FieldMark(label=label, parts=field.parts, kind=_kind(field.kind), unit=self._unit, pattern=entry.pattern)

    @cached_property
    def _columns(self) -> Mapping[tuple[str, str], Sequence[FieldMark]]:
        found: dict[tuple[str, str], list[FieldMark]] = {}
        for block in self.layout.form_for(self.form).blocks:
            if isinstance(block, TableBlock):
                fields = self.library.fields.indicator if block.rows == "indicators" else self.library.fields.fund
                for column in (column for column in block.columns if column.field or column.other):
                    name = column.field or OTHER + column.other
                    found.setdefault((block.rows, name), []).append(self._column(block.rows, column, fields))
        return found

    def _column(self, table: str, column: Column, fields: Mapping[str, FieldDefinition]) -> FieldMark:
        shared = {"suffix": column.suffix, "words": column.words, "points": column.points, "table": table}
        if column.other:
            return FieldMark.model_validate({"label": column.other, **shared})
        field = fields[column.field]
        declared = {
            "label": (column.label or field.label).strip() or field.label,
            "parts": [part for name in column.fields for part in fields[name].parts],
            "kind": "text" if column.parts else _kind(field.kind),
            "unit": self._unit,
            "together": bool(column.parts),
            "join": column.join if column.parts else "-",
        }
        return FieldMark.model_validate({**declared, **shared})


class ValueCell(NamedTuple):
    """A box that prints a value, with the form that it belongs to and how that is read back."""

    box: Box
    field: FieldId
    origin: Origin
    mark: FieldMark


def value_cells(sheet: Sheet, origins: Sequence[Origin]) -> list[ValueCell]:
    """Return the boxes of a sheet that print values of these forms, in reading order."""
    by_id = {origin.form.id: origin for origin in origins}
    places: dict[FieldId, list[int]] = {}
    found = []
    for box, field in _values(sheet.boxes):
        known = places.setdefault(replace(field, row=None), [])
        place = box.column if field.table else len(known)
        if place not in known:
            known.append(place)
        origin = by_id.get(field.form.id)
        marks = origin.marks(field) if origin else ()
        if origin and len(marks) > known.index(place):
            found.append(ValueCell(box, field, origin, marks[known.index(place)]))
    return found


def _values(boxes: Sequence[Box]) -> Iterator[tuple[Box, FieldId]]:
    """Yield the boxes that print values; below the table, where all looks alike, a label comes before its value."""
    for n, box in enumerate(boxes):
        following = boxes[n + 1] if n + 1 < len(boxes) else None
        leads = following is not None and (following.row, following.field) == (box.row, box.field)
        if (box.field and box.role in (Role.VALUE, Role.TEXT)) or (box.field and box.role is Role.NOTE and not leads):
            yield from ((box, field) for field in (box.field, *box.also))


def is_plain_text(cell: ValueCell) -> bool:
    """Whether a cell holds a short text that Excel must not take for a number or a date when it is edited."""
    parts = cell.mark.parts
    is_words = bool(parts) and cell.mark.kind == "text" and not set(parts) & set(_AS_THEY_ARE)
    return is_words and cell.box.role is not Role.TEXT


def _kind(kind: FieldKind) -> str:
    return _KINDS.get(kind, "text")
