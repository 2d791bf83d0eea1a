"""Which form is meant: its kind and its identity, known without loading the records."""

from enum import StrEnum
from typing import NamedTuple


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
