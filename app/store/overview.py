"""The forms of a year as a table: filtered, searched and sorted by the file itself, and read in parts."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from json import dumps
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Numeric,
    Select,
    String,
    Table,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)

from app.model.records import FORM_CLASSES, FundRow, Indicator, Record, StateEntry
from app.model.refs import FormKind, FormRef
from app.model.states import FormState
from app.store.listing import SOURCES
from app.store.tables import LAST_CHANGE, batches, table_of


class Order(StrEnum):
    """What the forms can be ordered by in the file."""

    UNIT = "unit"
    NAME = "name"
    CODE = "code"
    AMOUNT = "amount"
    STATE = "state"
    CHANGED = "changed"


@dataclass(frozen=True)
class OverviewRow:
    """A form in the overview of a year.

    Attributes:
        amount: in 元.
        changed: when its content was changed last, in ISO 8601; empty where that is not known.
    """

    ref: FormRef
    name: str
    code: str
    unit_code: str
    unit: str
    amount: Decimal | None
    state: FormState
    reason: str
    changed: str


@dataclass(frozen=True)
class Question:
    """Which forms are asked for, and in which order.

    Attributes:
        year: the year of the forms; ``None`` asks for those that have none.
        kinds: the kinds of form.
        words: texts that must all be found in a form.
        unit_code: the unit's code, where only its forms are asked for.
        unit_names: what it is called, in forms that name no code.
        state: how far the work on them has come.
        order: what they are ordered by, after that as they are listed.
        descending: whether the last come first; what is missing stays at the end.
    """

    year: int | None
    kinds: Collection[FormKind] = (FormKind.PROJECT,)
    words: tuple[str, ...] = ()
    unit_code: str = ""
    unit_names: tuple[str, ...] = ()
    state: FormState | None = None
    order: Order = Order.UNIT
    descending: bool = False


def read_refs(connection: Connection, question: Question) -> list[FormRef]:
    """Return which forms answer a question, in its order."""
    _know_pinyin(connection)
    kinds = [kind for kind in FORM_CLASSES if kind in question.kinds]
    found = union_all(*(_lines(kind, question) for kind in kinds)).subquery()
    query = select(found.c.kind, found.c.id).order_by(*_in_order(found, question))
    return [FormRef(FormKind(kind), identity) for kind, identity in connection.execute(query)]


def read_rows(connection: Connection, refs: Sequence[FormRef]) -> dict[FormRef, OverviewRow]:
    """Return the lines of some forms; one that is gone has none."""
    found: dict[FormRef, OverviewRow] = {}
    for kind, form in FORM_CLASSES.items():
        identity = table_of(form).c.id
        for some in batches([ref.id for ref in refs if ref.kind is kind]):
            rows = connection.execute(_columns(kind).where(identity.in_(some)))
            found |= {row.ref: row for row in map(_row, rows)}
    return found


def _row(values: Any) -> OverviewRow:  # noqa: ANN401 - SQLAlchemy's row
    kind, identity, _, name, code, unit_code, unit, amount, state, reason, changed = values
    ref = FormRef(FormKind(kind), identity)
    return OverviewRow(ref, name or code, code, unit_code, unit, amount, FormState(state), reason or "", changed or "")


def _columns(kind: FormKind) -> Select[Any]:
    table, state = table_of(FORM_CLASSES[kind]), table_of(StateEntry)
    source, form = SOURCES[kind], table.c
    shown = [(form[source[name]] if name in source else literal("")).label(name) for name in _TEXTS]
    amount = form[source["amount"]] if "amount" in source else literal(None, _type_of("amount"))
    standing = func.coalesce(cast(state.c.state, String), FormState.DRAFT.value).label("state")
    columns = (literal(kind.value).label("kind"), form.id, form.position, *shown, amount.label("amount"), standing)
    return select(*columns, state.c.reason, LAST_CHANGE.c.at.label("changed")).select_from(
        table.outerjoin(state, state.c.id == form.id).outerjoin(LAST_CHANGE, LAST_CHANGE.c.id == form.id)
    )


_TEXTS = ("name", "code", "unit_code", "unit")


def _type_of(column: str) -> Any:  # noqa: ANN401 - SQLAlchemy's types are any
    """Return the type of a column of the project form."""
    return table_of(FORM_CLASSES[FormKind.PROJECT]).c[column].type


def _lines(kind: FormKind, question: Question) -> Select[Any]:
    table = table_of(FORM_CLASSES[kind])
    year = table.c.year.is_(None) if question.year is None else table.c.year == question.year
    searched = (_has_word(kind, word) for word in question.words)
    return _columns(kind).where(year, _of_unit(kind, table, question), _in_state(question), *searched)


def _of_unit(kind: FormKind, table: Table, question: Question) -> ColumnElement[bool]:
    if not question.unit_code and not question.unit_names:
        return true()
    source = SOURCES[kind]
    named = table.c[source["unit"]].in_(question.unit_names)
    if "unit_code" not in source:
        return named
    code = table.c[source["unit_code"]]
    without_code = (code == "") & named
    return or_(code == question.unit_code, without_code) if question.unit_code else without_code


def _in_state(question: Question) -> ColumnElement[bool]:
    if question.state is None:
        return true()
    state = table_of(StateEntry).c.state
    is_in = state == question.state
    return or_(state.is_(None), is_in) if question.state is FormState.DRAFT else is_in


def _has_word(kind: FormKind, word: str) -> ColumnElement[bool]:
    """Whether a text of a form or of its rows has a word in it; capitals and small letters are alike."""
    form = FORM_CLASSES[kind]
    rows: list[type[Record]] = [Indicator, *([FundRow] if kind is FormKind.SELF_EVALUATION else [])]
    within = [
        table_of(form).c.id.in_(select(table_of(row).c[form.owner]).where(or_(*_hits(row, word)))) for row in rows
    ]
    return or_(*_hits(form, word), *within)


def _hits(record: type[Record], word: str) -> Iterator[ColumnElement[bool]]:
    """Yield whether each text of a record has a word; what only layouts have is kept as JSON, in its own writing."""
    for name, field in record.model_fields.items():
        column = table_of(record).c[name]
        if name == "other":
            yield cast(column, String).contains(dumps(word)[1:-1], autoescape=True)
        elif field.annotation is str and name not in _PLUMBING:
            yield column.contains(word, autoescape=True)


_PLUMBING = frozenset({"id", "layout", "scope", "amount_unit", "evaluation_id"})


def _in_order(found: Any, question: Question) -> list[ColumnElement[Any]]:  # noqa: ANN401 - a subquery
    columns = found.c
    keys = [key.desc() if question.descending else key for key in _keys(columns, question.order)]
    missing = {Order.AMOUNT: columns.amount.is_(None), Order.CHANGED: func.coalesce(columns.changed, "") == ""}
    first = [missing[question.order]] if question.order in missing else []
    kinds = case({kind.value: at for at, kind in enumerate(_KINDS)}, value=columns.kind)
    return [*first, *keys, columns.unit_code == "", columns.unit_code, columns.unit, kinds, columns.position]


_KINDS = (FormKind.OVERALL, FormKind.PROJECT, FormKind.SELF_EVALUATION)


def _keys(columns: Any, order: Order) -> list[Any]:  # noqa: ANN401 - columns of a subquery
    """Return what the forms are ordered by; amounts are texts in the file, and compared as numbers."""
    return {
        Order.UNIT: [columns.unit_code == "", columns.unit_code, columns.unit],
        Order.NAME: [func.pinyin(columns.name)],
        Order.CODE: [columns.code],
        Order.AMOUNT: [cast(cast(columns.amount, String), Numeric)],
        Order.STATE: [case({state.value: at for at, state in enumerate(FormState)}, value=columns.state)],
        Order.CHANGED: [columns.changed],
    }[order]


def _know_pinyin(connection: Connection) -> None:
    """Let the file sort as a Chinese dictionary does: GB 18030 has the common characters in the order of pinyin."""
    driver = connection.connection.driver_connection
    if driver is not None:
        driver.create_function("pinyin", 1, _pinyin, deterministic=True)


def _pinyin(text: str | None) -> bytes:
    return (text or "").encode("gb18030", "replace")
