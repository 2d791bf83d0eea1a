"""The steps a clerk takes, as data: each has the name that stands after “撤销：” and the changes it makes.

Nothing here touches the store; positions are numbered anew only where they differ.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from app.model import changes as change
from app.model.changes import Change, Insert, Update
from app.model.records import Form, FundRow, Indicator, Record, SelfEvaluation, column_values, new_id
from app.model.refs import FormKind

# Rows come after the forms they belong to, and each table in one go.
_WRITTEN_LAST: Mapping[type[Record], int] = {Indicator: 1, FundRow: 2}
_NAME_FIELDS = {FormKind.PROJECT: "project_name", FormKind.OVERALL: "unit", FormKind.SELF_EVALUATION: "project_name"}


@dataclass(frozen=True)
class Step:
    """Something the clerk did, to be done wholly or not at all."""

    name: str
    changes: tuple[Change, ...]


R = TypeVar("R", bound=Indicator | FundRow)


@dataclass(frozen=True)
class RowKind(Generic[R]):
    """A table that forms have, and the steps that the clerk takes on its rows, by their indexes.

    Attributes:
        record: of what its rows are.
        name: what the list of them is called in the form.
        one: what a row is called in the names of steps.
        many: what several are called, after their number.
    """

    record: type[Indicator] | type[FundRow]
    name: str
    one: str
    many: str

    def of(self, form: Form) -> list[R]:
        """Return the rows of a form, in their order; a form that has no such table has none."""
        rows: list[R] = getattr(form, self.name, [])
        return rows

    def called(self, verb: str, count: int = 1) -> str:
        """Return the name of a step on some rows: 删除指标, 删除 3 条指标."""
        return f"{verb}{self.one}" if count == 1 else f"{verb} {count} {self.many}"

    def edit(self, form: Form, step_name: str, values: Mapping[int, Mapping[str, object]]) -> Step:
        """Return the one step that sets values on several rows."""
        rows = self.of(form)
        return Step(step_name, tuple(change.update(rows[row], **new) for row, new in values.items()))

    def insert(self, form: Form, at: int, new: Sequence[R], step_name: str) -> Step:
        """Return the step that puts copies of ``new`` in at index ``at``, with identities of their own."""
        rows = self.of(form)
        at = max(0, min(at, len(rows)))
        added = [Insert(self.record, self._copy(form, row, at + n)) for n, row in enumerate(new)]
        moved = [*_renumbered(rows[:at], 0), *_renumbered(rows[at:], at + len(added))]
        return Step(step_name, (*moved, *added))

    def _copy(self, form: Form, row: R, position: int) -> dict[str, object]:
        owners = ("project_id", "overall_id", "evaluation_id")
        own = {name: form.id if name == form.owner else None for name in owners if name in self.record.model_fields}
        return deepcopy(column_values(row)) | own | {"id": new_id(), "position": position}

    def order(self, form: Form, order: Sequence[int], step_name: str) -> Step:
        """Return the step that puts the rows into an order."""
        rows = self.of(form)
        return Step(step_name, tuple(_renumbered((rows[row] for row in order), 0)))

    def remove(self, form: Form, gone: Sequence[int]) -> Step:
        """Return the step that takes rows out."""
        rows, out = self.of(form), set(gone)
        kept = [one for row, one in enumerate(rows) if row not in out]
        removed = [change.delete(rows[row]) for row in sorted(out)]
        return Step(self.called("删除", len(removed)), (*removed, *_renumbered(kept, 0)))


INDICATORS: RowKind[Indicator] = RowKind(Indicator, "indicators", "指标", "条指标")
FUNDS: RowKind[FundRow] = RowKind(FundRow, "funds", "资金行", "行资金")


def edit_form(form: Form, step_name: str, /, **values: object) -> Step:
    """Return the step that sets ``values`` on a form; a new year wants a new ``position`` beside it."""
    return Step(step_name, (change.update(form, **values),))


def edit_indicator(form: Form, row: int, /, **values: object) -> Step:
    """Return the step that sets ``values`` on the indicator at index ``row``."""
    return Step("修改指标", (change.update(form.indicators[row], **values),))


def edit_indicators(form: Form, step_name: str, values: Mapping[int, Mapping[str, object]]) -> Step:
    """Return the one step that sets values on several indicators, by their index."""
    return INDICATORS.edit(form, step_name, values)


def add_indicator(form: Form, at: int, template: Indicator | None = None) -> Step:
    """Return the step that puts a new indicator at index ``at``, with the content of ``template``."""
    return INDICATORS.insert(form, at, [template or Indicator()], INDICATORS.called("添加"))


def order_indicators(form: Form, order: Sequence[int], name: str) -> Step:
    """Return the step ``name`` that puts the indicators into an order, given by their indexes as they are now."""
    return INDICATORS.order(form, order, name)


def remove_indicators(form: Form, rows: Sequence[int]) -> Step:
    """Return the step that takes the indicators at the indexes ``rows`` out."""
    return INDICATORS.remove(form, rows)


def _renumbered(rows: Iterable[Indicator | FundRow], first: int) -> list[Update]:
    return [change.update(row, position=n) for n, row in enumerate(rows, first) if row.position != n]


def new_form(form: Form, position: int) -> Step:
    """Return the step that puts a form in at ``position`` among those of its kind and year."""
    return Step(f"新建{form.kind.label}", tuple(_inserted(form, position)))


def duplicate_form(form: Form, position: int) -> Step:
    """Return the step that puts a copy of ``form`` in, with identities and a name of its own."""
    copy = _copy(form)
    setattr(copy, _NAME_FIELDS[form.kind], f"{form.name}（副本）")
    return Step(f"复制“{_called(form)}”", tuple(_inserted(copy, position)))


def delete_form(form: Form) -> Step:
    """Return the step that takes a form out with all its rows."""
    return Step(f"删除“{_called(form)}”", tuple(change.delete_form(form)))


def change_layout(forms: Iterable[Form], layout: str, name: str) -> Step:
    """Return the one step that has forms printed by a layout, which the clerk calls ``name``."""
    changes = tuple(change.update(form, layout=layout) for form in forms if form.layout != layout)
    return Step(f"{len(changes)} 张表换为版式“{name}”", changes)


def load_forms(
    forms: Sequence[Form], first: Mapping[tuple[FormKind, int | None], int], units: Sequence[Change]
) -> Step:
    """Return the step that puts many forms in, in their order.

    Args:
        forms: the forms with their rows.
        first: the position of the first form of each kind and year.
        units: the changes to the directory of units that go with them.
    """
    following = dict(first)
    inserted: list[Insert] = []
    for form in forms:
        place = form.kind, form.year
        inserted += _inserted(form, following[place])
        following[place] += 1
    inserted.sort(key=lambda one: _WRITTEN_LAST.get(one.table, 0))
    return Step(f"载入 {len(forms)} 张表", (*units, *inserted))


def _inserted(form: Form, position: int) -> list[Insert]:
    inserts = [one for one in change.insert_form(form) if isinstance(one, Insert)]
    return [Insert(inserts[0].table, {**inserts[0].values, "position": position}), *inserts[1:]]


def _copy(form: Form) -> Form:
    copy = type(form)(**_copied(form))
    copy.indicators = [Indicator(**_copied(row)) for row in form.indicators]
    if isinstance(copy, SelfEvaluation) and isinstance(form, SelfEvaluation):
        copy.funds = [FundRow(**_copied(row)) for row in form.funds]
    return copy


def _copied(record: Record) -> dict[str, Any]:
    return deepcopy(column_values(record)) | {"id": new_id()}


def _called(form: Form) -> str:
    return form.name or form.kind.label
