"""The records: the only definition of each entity, used by store, rules, writers and views alike.

A form is a document: it carries the codes and names it prints, so that renaming a unit never changes last
year's paper. Its identity is its ``id``; two projects of one year may carry the same 项目代码 (it happens in print).
"""

from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, NamedTuple
from uuid import uuid4

from sqlalchemy import JSON, CheckConstraint
from sqlmodel import Field, Relationship, SQLModel

from app.model.codes import code_and_name
from app.model.columns import DecimalText, OperatorText
from app.model.money import MoneyUnit
from app.model.operators import Operator


class FormKind(StrEnum):
    """The three kinds of form; the values are those of the exchange format and of ``place.kind``."""

    PROJECT = "project"
    OVERALL = "overall"
    SELF_EVALUATION = "self_evaluation"

    @property
    def label(self) -> str:
        """What the clerk calls a form of this kind."""
        return _KIND_LABELS[self][0]

    @property
    def short_label(self) -> str:
        """The kind in a narrow column."""
        return _KIND_LABELS[self][1]


_KIND_LABELS = {
    FormKind.PROJECT: ("项目绩效目标表", "项目"),
    FormKind.OVERALL: ("整体绩效目标表", "整体"),
    FormKind.SELF_EVALUATION: ("绩效自评表", "自评"),
}


class FormRef(NamedTuple):
    """Which form: its kind and its identity."""

    kind: FormKind
    id: str


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


Form = ProjectTarget | OverallTarget | SelfEvaluation
Record = Unit | Indicator | FundRow | ProjectTarget | OverallTarget | SelfEvaluation
FORM_CLASSES: dict[FormKind, type[Form]] = {
    FormKind.PROJECT: ProjectTarget,
    FormKind.OVERALL: OverallTarget,
    FormKind.SELF_EVALUATION: SelfEvaluation,
}


def ref_of(form: Form) -> FormRef:
    """Return which form this is."""
    return FormRef(form.kind, form.id)


def children_of(form: Form) -> list[Indicator | FundRow]:
    """Return the rows that belong to a form, in their order, indicators first."""
    return [*form.indicators, *getattr(form, "funds", [])]


def column_values(record: Record) -> dict[str, object]:
    """Return the record's own columns by name, without its rows."""
    return {name: getattr(record, name) for name in type(record).model_fields}
