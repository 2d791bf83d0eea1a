"""The rows of a draft to indicators, and what self-evaluations and other columns say of each."""

from collections.abc import Mapping
from decimal import Decimal

from app.definitions.words import squeezed
from app.model.records import Indicator
from app.model.refs import FormKind
from app.readers.grids import Cell
from app.recognise.drafts import Row
from app.recognise.found import Reading
from app.recognise.headers import LEVELS, Column, Header
from app.recognise.heads import Pair
from app.recognise.layouts import Meaning
from app.recognise.levels import split_glued
from app.recognise.measures import measure, weigh
from app.recognise.prose import Sentence
from app.recognise.values import (
    number_of,
    one_line,
)
from app.recognise.work import Work, note

_COUNTED = ("actual", "deviation", "score_coefficient", "score", "is_core", "remark")
_NUMBERS = frozenset({"deviation", "score_coefficient", "score"})
_SUMS = frozenset({Decimal(80), Decimal(90), Decimal(100)})


def spoken(work: Work, sentence: Sentence, pair: Pair, number: int) -> Indicator:
    """Return an indicator that a sentence speaks of; the clerk is asked to look at it."""
    value = sentence.value
    for name in ("level1", "level2", "level3", "operator", "value", "unit"):
        work.readings[f"indicators[{number}].{name}"] = Reading(pair.text, pair.place, value.sure)
    return Indicator(
        level1=sentence.level1,
        level2=sentence.level2,
        level3=sentence.name,
        operator=value.operator,
        value=value.value,
        unit=value.unit,
    )


def indicators(work: Work) -> list[Indicator]:
    """Return the indicators of a draft."""
    header = work.draft.header
    rows = sorted(work.draft.rows, key=lambda row: row.lane)
    if rows and not any("level3" in row.cells and row.cells["level3"].text.strip() for row in rows):
        rows = [Row(row.half, row.levels, row.rest) for row in rows]
    if work.fit and header:
        rows = [_as_declared(row, header, work.fit.declared.columns) for row in rows]
    weights = _weights_in_remarks(rows) if not any("weight" in row.cells for row in rows) else {}
    return [_indicator(work, row, number, weights.get(number)) for number, row in enumerate(rows)]


def _as_declared(row: Row, header: Header, meanings: Mapping[str, Meaning]) -> Row:
    """Return a row with its cells under the fields that the declared layout gives their columns."""
    named = {name: _declared_name(column, meanings) or name for name, column in header.indicator.items()}
    cells = {named[name]: cell for name, cell in row.cells.items() if named.get(name)}
    rest = dict(row.rest)
    for column in header.rest:
        name = _declared_name(column, meanings)
        if name and name not in cells and column.path in rest:
            cells[name] = rest.pop(column.path)
    return Row(cells, row.levels, rest, row.half)


def _declared_name(column: Column, meanings: Mapping[str, Meaning]) -> str:
    meaning = meanings.get(squeezed(column.caption))
    return meaning.field if meaning and meaning.field and meaning.field not in LEVELS[:2] else ""


def _weights_in_remarks(rows: list[Row]) -> dict[int, Cell]:
    """Return the cells of a column of remarks that holds nothing but numbers that come to what weights come to."""
    cells = {number: cell for number, row in enumerate(rows) if (cell := row.cells.get("remark")) and cell.text.strip()}
    numbers = [number_of(cell.text) for cell in cells.values()]
    known = [number for number in numbers if number is not None]
    return cells if len(known) == len(rows) and len(known) > 1 and sum(known) in _SUMS else {}


def _indicator(work: Work, row: Row, number: int, remark: Cell | None) -> Indicator:
    cells = row.cells
    made = Indicator(level1=row.levels.level1, level2=row.levels.level2, other={})
    where = f"indicators[{number}]"
    for name in ("level1", "level2"):
        if name in cells:
            note(work, f"{where}.{name}", cells[name], 1.0 if cells[name].text.strip() else 0.9)
    if "level3" in cells:
        _name(work, made, cells["level3"], where)
    measure(work, made, cells, where)
    weigh(work, made, remark or cells.get("weight"), where, 0.7 if remark else 1.0)
    _account(work, made, {name: cell for name, cell in cells.items() if cell is not remark}, where)
    for caption, cell in row.rest.items():
        _extra(work, made, caption, cell, where)
    for name, cell in row.half.items():
        if name not in ("level1", "level2") and cells is not row.half and cell.text.strip():
            _extra(work, made, f"中期{_half_caption(work, name)}", cell, where)
    return made


def _half_caption(work: Work, name: str) -> str:
    header = work.draft.header
    return header.halves[name].caption if header and name in header.halves else work.words.columns[name][0]


def _name(work: Work, made: Indicator, cell: Cell, where: str) -> None:
    text, sure = one_line(cell.text), 1.0
    if not made.level1 and not made.level2:
        made.level1, made.level2, text = split_glued(text)
        sure = 0.85 if made.level1 else 1.0
    made.level3 = text
    note(work, f"{where}.level3", cell, sure)


def _account(work: Work, made: Indicator, cells: Mapping[str, Cell], where: str) -> None:
    """Read what a self-evaluation says of an indicator; in a target form such columns are kept by their captions."""
    header = work.draft.header
    for name in _COUNTED:
        cell = cells.get(name)
        if cell is None or not cell.text.strip() or header is None:
            continue
        if work.kind is not FormKind.SELF_EVALUATION:
            _extra(work, made, _caption_of(work, header, name), cell, where)
        elif name in _NUMBERS:
            setattr(made, name, number_of(cell.text))
            note(work, f"{where}.{name}", cell, 1.0)
        else:
            setattr(made, name, one_line(cell.text))
            note(work, f"{where}.{name}", cell, 1.0)


def _caption_of(work: Work, header: Header, name: str) -> str:
    """Return the caption of a field's column; of one that only a later header has, the usual one."""
    column = header.indicator.get(name)
    return column.caption if column else work.words.columns[name][0]


def _extra(work: Work, made: Indicator, caption: str, cell: Cell, where: str) -> None:
    meaning = work.fit.declared.columns.get(squeezed(caption)) if work.fit else None
    key = meaning.other if meaning and meaning.other else caption
    made.other[key] = one_line(cell.text)
    note(work, f"{where}.other.{key}", cell, 0.9)
