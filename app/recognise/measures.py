"""What an indicator measures: operator, value and unit, apart or in one text, and its weight."""

from collections.abc import Mapping

from app.definitions.words import squeezed
from app.model.money import is_number
from app.model.operators import Operator
from app.model.records import Indicator
from app.readers.grids import Cell
from app.recognise.values import (
    Quantity,
    is_absent,
    number_of,
    one_line,
    operator_of,
    quantity,
)
from app.recognise.work import Work, note


def measure(work: Work, made: Indicator, cells: Mapping[str, Cell], where: str) -> None:
    """Read operator, value and unit, apart or in one text."""
    operator, value, unit = (cells.get(name) for name in ("operator", "value", "unit"))
    said = one_line(value.text) if value else ""
    if value is not None and value.is_error:
        work.notes.append(f"{value.place.label}：“{made.level3}”的指标值是出错的公式（{said}），没有读入。")
        said = ""
    relation = _relation(work, operator)
    got = _apart(said, relation, unit) if said else Quantity(relation or Operator.NONE, "", "", 1.0)
    made.operator, made.value = got.operator, got.value
    made.unit = one_line(unit.text) if unit and unit.text.strip() else got.unit
    if made.operator is Operator.QUALITATIVE and unit and is_absent(unit.text):
        made.unit = ""
    if operator is not None and relation is None and operator.text.strip():
        made.other["指标性质"] = one_line(operator.text)
    for name, cell in (("operator", operator or value), ("value", value), ("unit", unit or value)):
        if cell is not None:
            note(work, f"{where}.{name}", cell, got.sure)


def _relation(work: Work, cell: Cell | None) -> Operator | None:
    if cell is None or not cell.text.strip():
        return None
    if work.fit:
        column = next((m.column for m in work.fit.declared.columns.values() if m.field == "operator"), None)
        printed = {squeezed(word): sign for sign, word in (column.words if column else {}).items()}
        if squeezed(cell.text) in printed:
            return Operator(printed[squeezed(cell.text)])
    return operator_of(cell.text)


def _apart(said: str, relation: Operator | None, unit: Cell | None) -> Quantity:
    """Return a value whose operator or unit may stand in cells of their own."""
    whole = quantity(said)
    has_unit = unit is not None and unit.text.strip() != ""
    if relation is None:
        is_text = has_unit and whole.unit and not _is_in(whole.unit, unit)
        return Quantity(whole.operator, said, "", 0.7) if is_text else whole
    if relation is Operator.QUALITATIVE or whole.operator is Operator.QUALITATIVE:
        return Quantity(relation, said, "", 1.0 if relation is Operator.QUALITATIVE else 0.7)
    is_plain = is_number(whole.value) and (not whole.unit or not has_unit or _is_in(whole.unit, unit))
    return Quantity(relation, whole.value if is_plain else said, whole.unit, 1.0 if is_plain else 0.7)


def _is_in(unit: str, cell: Cell | None) -> bool:
    return cell is not None and squeezed(unit) == squeezed(cell.text)


def weigh(work: Work, made: Indicator, cell: Cell | None, where: str, sure: float) -> None:
    """Read the weight of an indicator."""
    if cell is None or not cell.text.strip():
        return
    made.weight = number_of(cell.text)
    if made.weight is None:
        made.other["权重"] = one_line(cell.text)
    note(work, f"{where}.weight", cell, sure if made.weight is not None else 0.3)
