"""How far the work on a form has come."""

from enum import StrEnum


class FormState(StrEnum):
    """What the clerk has done with a form; one of which nothing is known is a draft."""

    DRAFT = "draft"
    CHECKED = "checked"
    EXPORTED = "exported"
    RETURNED = "returned"

    @property
    def label(self) -> str:
        """What the clerk calls it."""
        return _LABELS[self]


_LABELS = {
    FormState.DRAFT: "草稿",
    FormState.CHECKED: "已核",
    FormState.EXPORTED: "已导出",
    FormState.RETURNED: "被退回",
}
