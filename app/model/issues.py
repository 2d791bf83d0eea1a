"""The one type for everything the program has to say about a form: rules, definitions and imports use it."""

from enum import StrEnum
from typing import NamedTuple

from app.model.changes import Change
from app.model.records import FUND_FIELDS, Form, ref_of
from app.model.refs import FormRef


class Severity(StrEnum):
    """How much an issue weighs; which code has which is a policy, not the rule's matter."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"

    @property
    def label(self) -> str:
        """What the clerk calls it."""
        return _SEVERITY_LABELS[self]


_SEVERITY_LABELS = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.NOTICE: "提示"}


class Place(NamedTuple):
    """Where an issue stands: a form, and in it a row (1 is the first indicator, or row of 资金情况) and a field."""

    kind: str
    year: str
    project_code: str
    project_name: str
    row: int | None
    field: str
    form: FormRef

    @property
    def is_in_funds(self) -> bool:
        """Whether the row is one of 资金情况; its fields are no indicator's, so they tell."""
        return self.row is not None and self.field in FUND_FIELDS


class Fix(NamedTuple):
    """How an issue is mended with one click: what the button says and the changes it makes."""

    label: str
    changes: tuple[Change, ...]


class Issue(NamedTuple):
    """One thing that is wrong: where, what, and what to do.

    Attributes:
        code: the stable name that scripts, policies and tests use.
        severity: by the policy in force.
        message: a sentence for the clerk.
        place: where it stands.
        fix: the mending, where there is one.
        source: the clause of a rule book or the published defect behind the rule.
    """

    code: str
    severity: Severity
    message: str
    place: Place
    fix: Fix | None = None
    source: str = ""


def place_in(form: Form, row: int | None = None, field: str = "") -> Place:
    """Return the place of a row and field in a form."""
    return Place(
        kind=form.kind.value,
        year="" if form.year is None else str(form.year),
        project_code=getattr(form, "project_code", ""),
        project_name=getattr(form, "project_name", ""),
        row=row,
        field=field,
        form=ref_of(form),
    )
