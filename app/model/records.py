"""The records: the only definition of each entity, used by store, rules, writers and views alike.

A form is a document: it carries the codes and names it prints, so that renaming a unit never changes last
year's paper. Its identity is its ``id``; two projects of one year may carry the same 项目代码 (it happens in print).
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, TypeVar
from uuid import uuid4

from sqlalchemy import JSON, CheckConstraint
from sqlalchemy.orm import class_mapper
from sqlmodel import Field, Relationship, SQLModel

from app.model.codes import code_and_name
from app.model.columns import DecimalText, OperatorText, StateText
from app.model.money import MoneyUnit
from app.model.operators import Operator
from app.model.refs import FormKind, FormRef
from app.model.states import FormState


def new_id() -> str:
    """Return an identity that no other record has, in this store or any other."""
    return uuid4().hex


class Unit(SQLModel, table=True):
    """预算单位: a unit that fills in forms, with the names it is printed under."""

    id: str = Field(default_factory=new_id, primary_key=True)
    code: str = Field(default="", index=True)
    name: str = ""
    full_name: str = ""
    department_code: str = ""
    department: str = ""


class Indicator(SQLModel, table=True):
    """绩效指标: one row of a form. A layout without levels has its name in ``level3``.

    It belongs to exactly one form. ``actual`` and what follows it are filled in by the self-evaluation only;
    weight and scores are points, ``deviation`` and ``score_coefficient`` per cent.
    """

    __table_args__ = (
        CheckConstraint(
            "(project_id IS NOT NULL) + (overall_id IS NOT NULL) + (evaluation_id IS NOT NULL) = 1",
            name="indicator_has_one_form",
        ),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    project_id: str | None = Field(default=None, foreign_key="projecttarget.id", ondelete="CASCADE", index=True)
    overall_id: str | None = Field(default=None, foreign_key="overalltarget.id", ondelete="CASCADE", index=True)
    evaluation_id: str | None = Field(default=None, foreign_key="selfevaluation.id", ondelete="CASCADE", index=True)
    position: int = 0
    level1: str = ""
    level2: str = ""
    level3: str = ""
    operator: Operator = Field(default=Operator.NONE, sa_type=OperatorText)
    value: str = ""
    unit: str = ""
    weight: Decimal | None = Field(default=None, sa_type=DecimalText)
    actual: str = ""
    deviation: Decimal | None = Field(default=None, sa_type=DecimalText)
    score_coefficient: Decimal | None = Field(default=None, sa_type=DecimalText)
    score: Decimal | None = Field(default=None, sa_type=DecimalText)
    is_core: str = ""
    remark: str = ""
    other: dict[str, str] = Field(default_factory=dict, sa_type=JSON)


class FundRow(SQLModel, table=True):
    """One row of 资金情况 in a self-evaluation; amounts in 元, rates in per cent, weight and score in points."""

    id: str = Field(default_factory=new_id, primary_key=True)
    evaluation_id: str = Field(default="", foreign_key="selfevaluation.id", ondelete="CASCADE", index=True)
    position: int = 0
    item: str = ""
    initial_budget: Decimal | None = Field(default=None, sa_type=DecimalText)
    adjusted_budget: Decimal | None = Field(default=None, sa_type=DecimalText)
    executed: Decimal | None = Field(default=None, sa_type=DecimalText)
    execution_rate: Decimal | None = Field(default=None, sa_type=DecimalText)
    rate_weight: Decimal | None = Field(default=None, sa_type=DecimalText)
    rate_score: Decimal | None = Field(default=None, sa_type=DecimalText)


FUND_FIELDS = tuple(name for name in FundRow.model_fields if name not in ("id", "evaluation_id", "position"))
_CHILDREN = {"cascade": "all, delete-orphan", "lazy": "selectin", "passive_deletes": True}


class ProjectTarget(SQLModel, table=True):
    """项目绩效目标表: what one project is to achieve in one year, for ``amount`` 元."""

    kind: ClassVar[FormKind] = FormKind.PROJECT
    owner: ClassVar[str] = "project_id"

    id: str = Field(default_factory=new_id, primary_key=True)
    position: int = 0
    year: int | None = Field(default=None, index=True)
    project_code: str = Field(default="", index=True)
    project_name: str = ""
    department_code: str = ""
    department: str = ""
    unit_code: str = ""
    unit: str = ""
    amount: Decimal | None = Field(default=None, sa_type=DecimalText)
    amount_unit: str = MoneyUnit.TEN_THOUSAND_YUAN.value
    attribute: str = ""
    start: str = ""
    end: str = ""
    overview: str = ""
    basis: str = ""
    goal: str = ""
    layout: str = ""
    other: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    indicators: list[Indicator] = Relationship(
        sa_relationship_kwargs={**_CHILDREN, "order_by": "Indicator.position"},
    )

    @property
    def name(self) -> str:
        """What the clerk calls the form."""
        return self.project_name or self.project_code

    @property
    def code_name(self) -> str:
        """项目名称 as printed: code-name."""
        return code_and_name(self.project_code, self.project_name)

    @property
    def department_code_name(self) -> str:
        """主管部门 as printed: code-name."""
        return code_and_name(self.department_code, self.department)

    @property
    def unit_code_name(self) -> str:
        """实施单位 as printed: code-name."""
        return code_and_name(self.unit_code, self.unit)


class OverallTarget(SQLModel, table=True):
    """整体绩效目标表: what a whole department or unit is to achieve with its budget of ``amount`` 元."""

    kind: ClassVar[FormKind] = FormKind.OVERALL
    owner: ClassVar[str] = "overall_id"

    id: str = Field(default_factory=new_id, primary_key=True)
    position: int = 0
    year: int | None = Field(default=None, index=True)
    unit: str = ""
    amount: Decimal | None = Field(default=None, sa_type=DecimalText)
    amount_unit: str = MoneyUnit.TEN_THOUSAND_YUAN.value
    goal: str = ""
    layout: str = ""
    other: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    indicators: list[Indicator] = Relationship(
        sa_relationship_kwargs={**_CHILDREN, "order_by": "Indicator.position"},
    )

    @property
    def name(self) -> str:
        """What the clerk calls the form."""
        return self.unit


class SelfEvaluation(SQLModel, table=True):
    """绩效自评表: what was achieved, the year after, on the same indicators. ``scope`` is overall or project."""

    kind: ClassVar[FormKind] = FormKind.SELF_EVALUATION
    owner: ClassVar[str] = "evaluation_id"

    id: str = Field(default_factory=new_id, primary_key=True)
    position: int = 0
    scope: str = FormKind.PROJECT.value
    year: int | None = Field(default=None, index=True)
    project_name: str = ""
    project_code: str = Field(default="", index=True)
    self_score: Decimal | None = Field(default=None, sa_type=DecimalText)
    department: str = ""
    finance_office: str = ""
    contact: str = ""
    phone: str = ""
    goal_initial: str = ""
    goal_adjusted: str = ""
    goal_actual: str = ""
    layout: str = ""
    other: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    indicators: list[Indicator] = Relationship(
        sa_relationship_kwargs={**_CHILDREN, "order_by": "Indicator.position"},
    )
    funds: list[FundRow] = Relationship(sa_relationship_kwargs={**_CHILDREN, "order_by": "FundRow.position"})

    @property
    def name(self) -> str:
        """What the clerk calls the form."""
        return self.project_name or self.project_code


class _OfForm(SQLModel):
    """What is noted of one form: it goes with the form, and neither paper nor the exchange format has it."""

    id: str = Field(default_factory=new_id, primary_key=True)
    project_id: str | None = Field(default=None, foreign_key="projecttarget.id", ondelete="CASCADE", index=True)
    overall_id: str | None = Field(default=None, foreign_key="overalltarget.id", ondelete="CASCADE", index=True)
    evaluation_id: str | None = Field(default=None, foreign_key="selfevaluation.id", ondelete="CASCADE", index=True)


class StateEntry(_OfForm, table=True):
    """How far the work on a form has come, ``since`` a moment in ISO 8601; a form without an entry is a draft.

    ``reason`` says why it was returned last, in whatever state it is now. There is one entry for a form at most, for
    its identity is the form's.
    """

    __table_args__ = (
        CheckConstraint("id = coalesce(project_id, overall_id, evaluation_id, '')", name="state_has_its_form"),
    )

    state: FormState = Field(default=FormState.DRAFT, sa_type=StateText)
    reason: str = ""
    since: str = ""


class Waiver(_OfForm, table=True):
    """A problem that is not to be told again, and why, ``since`` a moment in ISO 8601.

    The problem is known by the ``code`` of its rule, its ``field`` and the indicator it stands in, where it stands in
    one. It goes with that indicator.
    """

    __table_args__ = (
        CheckConstraint(
            "(project_id IS NOT NULL) + (overall_id IS NOT NULL) + (evaluation_id IS NOT NULL) = 1",
            name="waiver_has_one_form",
        ),
    )

    indicator_id: str | None = Field(default=None, foreign_key="indicator.id", ondelete="CASCADE", index=True)
    field: str = ""
    code: str = ""
    reason: str = ""
    since: str = ""


Form = ProjectTarget | OverallTarget | SelfEvaluation
Record = Unit | Indicator | FundRow | ProjectTarget | OverallTarget | SelfEvaluation | StateEntry | Waiver
FORM_CLASSES: dict[FormKind, type[Form]] = {
    FormKind.PROJECT: ProjectTarget,
    FormKind.OVERALL: OverallTarget,
    FormKind.SELF_EVALUATION: SelfEvaluation,
}


def owner_columns(ref: FormRef) -> dict[str, str | None]:
    """Return the columns by which a record belongs to a form."""
    owners: dict[str, str | None] = {form.owner: None for form in FORM_CLASSES.values()}
    return owners | {FORM_CLASSES[ref.kind].owner: ref.id}


def form_of(record: StateEntry | Waiver) -> FormRef:
    """Return which form something is noted of."""
    owners = ((kind, getattr(record, form.owner)) for kind, form in FORM_CLASSES.items())
    return next(FormRef(kind, owner) for kind, owner in owners if owner)


def ref_of(form: Form) -> FormRef:
    """Return which form this is."""
    return FormRef(form.kind, form.id)


def children_of(form: Form) -> list[Indicator | FundRow]:
    """Return the rows that belong to a form, in their order, indicators first."""
    return [*form.indicators, *getattr(form, "funds", [])]


R = TypeVar("R", bound=SQLModel)


def made(table: type[R], values: Mapping[str, object]) -> R:
    """Return a record with these columns, the others as they are by default.

    It is what ``table(**values)`` is, made as the ORM makes what it has read: without an event for each value, which
    is what takes long when there are a hundred thousand rows. The values are taken as they are.
    """
    fixed, factories = _defaults(table)
    return remade(table, {**fixed, **{name: make() for name, make in factories if name not in values}, **values})


def remade(table: type[R], values: Mapping[str, object]) -> R:
    """Return a record with these columns, which are all it has."""
    record: R = _blank(table)()
    record.__dict__.update(values)
    return record


@cache
def _blank(table: type[SQLModel]) -> Callable[[], Any]:
    """Return what makes a record without any values."""
    new_instance: Callable[[], Any] = class_mapper(table).class_manager.new_instance
    return new_instance


@cache
def _defaults(table: type[SQLModel]) -> tuple[dict[str, object], tuple[tuple[str, Callable[..., object]], ...]]:
    """Return the columns that begin with one value, and those whose value is made anew for each record."""
    fixed = {name: field.default for name, field in table.model_fields.items() if field.default_factory is None}
    made_anew = {name: field.default_factory for name, field in table.model_fields.items() if field.default_factory}
    return fixed, tuple(made_anew.items())


def column_values(record: Record) -> dict[str, object]:
    """Return the record's own columns by name, without its rows."""
    return {name: getattr(record, name) for name in _columns(type(record))}


@cache
def _columns(table: type[SQLModel]) -> tuple[str, ...]:
    return tuple(table.model_fields)
