"""Finding indicators in all forms of the store: whatever was read or written once can be used again."""

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, FromClause, bindparam, func, literal_column, or_, select

from app.model.operators import Operator
from app.model.records import FORM_CLASSES, Indicator
from app.model.refs import FormKind
from app.store.tables import table_of

_BLANKS = ("\n", "\r", " ", "\u3000", "\t")
_ROW: ColumnElement[int] = literal_column("indicator.rowid")
_NAMES = {FormKind.PROJECT: "project_name", FormKind.OVERALL: "unit", FormKind.SELF_EVALUATION: "project_name"}
_SAID = ("level1", "level2", "level3", "operator", "value", "unit", "weight")


class UnderLevels(NamedTuple):
    """Under which levels indicators are looked for; an empty word is any.

    Attributes:
        level1: the first level.
        level2: the second level.
        either: one of the two: 成本指标 is a second level in one taxonomy and a first in another.
    """

    level1: str = ""
    level2: str = ""
    either: str = ""


class IndicatorName(NamedTuple):
    """A name that indicators have: how many times it occurs, and where."""

    level3: str
    times: int
    rows: str


class IndicatorUse(NamedTuple):
    """An indicator as some forms of one year have it: what it says, how many they are, what they are called."""

    level1: str
    level2: str
    level3: str
    operator: Operator
    value: str
    unit: str
    weight: Decimal | None
    year: int | None
    times: int
    forms: tuple[str, ...]


def read_names(connection: Connection, text: str, under: UnderLevels) -> list[IndicatorName]:
    """Return the names that have the characters of ``text`` in their order, with whatever between them.

    Forms break names inside words, and the same sign has two widths: the caller tells which of them are meant.
    """
    level3 = table_of(Indicator).c.level3
    query = select(level3, func.count(), func.group_concat(_ROW)).where(*_wanted(text, under))
    return [IndicatorName(*row) for row in connection.execute(query.group_by(level3))]


def read_uses(connection: Connection, names: Iterable[IndicatorName]) -> list[IndicatorUse]:
    """Return the indicators that have these names, those of one year that say the same together."""
    rows = f"[{','.join(name.rows for name in names)}]"
    value: ColumnElement[int] = literal_column("value")
    wanted = select(value).select_from(func.json_each(bindparam("rows")))
    columns = table_of(Indicator).c
    said = [*(columns[name] for name in _SAID), _of_form("year")]
    query = select(*said, func.count(), func.json_group_array(_of_form("name").distinct())).select_from(_joined())
    found = connection.execute(query.where(_ROW.in_(wanted)).group_by(*said), {"rows": rows})
    return [IndicatorUse._make((*row[:-1], tuple(filter(None, json.loads(row[-1]))))) for row in found]


def _wanted(text: str, under: UnderLevels) -> Iterator[ColumnElement[bool]]:
    columns = table_of(Indicator).c
    yield columns.level3 != ""
    if pattern := _loose(text):
        yield columns.level3.like(pattern)
    level1, level2 = _unspaced(columns.level1), _unspaced(columns.level2)
    if under.level1:
        yield level1 == under.level1
    if under.level2:
        yield level2 == under.level2
    if under.either:
        yield or_(level1 == under.either, level2 == under.either)


def _loose(text: str) -> str:
    """Return a pattern that finds a text however it is broken; what has two widths or is a sign of patterns is free."""
    letters = [sign for sign in text if "\u3400" <= sign <= "\u9fff" or ord(sign) > 0xFFFF]
    return f"%{'%'.join(letters)}%" if letters else ""


def _unspaced(column: ColumnElement[str]) -> ColumnElement[str]:
    for blank in _BLANKS:
        column = func.replace(column, blank, "")
    return column


def _joined() -> FromClause:
    """Return the indicators with the forms that they belong to."""
    rows = table_of(Indicator)
    source: FromClause = rows
    for form in FORM_CLASSES.values():
        table = table_of(form)
        source = source.outerjoin(table, rows.c[form.owner] == table.c.id)
    return source


def _of_form(what: str) -> ColumnElement[Any]:
    """Return a column of the form that an indicator belongs to, whichever kind it is of."""
    columns = [table_of(form).c[_NAMES[kind] if what == "name" else what] for kind, form in FORM_CLASSES.items()]
    return func.coalesce(*columns)
