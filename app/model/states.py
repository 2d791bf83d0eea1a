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


def state_words(state: FormState, reason: str) -> str:
    """Return what to say of a form: 被退回：缺少成本指标; once it is sent again, 已导出（上次退回：缺少成本指标）."""
    if not reason:
        return state.label
    return f"{state.label}：{reason}" if state is FormState.RETURNED else f"{state.label}（上次退回：{reason}）"


_LABELS = {
    FormState.DRAFT: "草稿",
    FormState.CHECKED: "已核",
    FormState.EXPORTED: "已导出",
    FormState.RETURNED: "被退回",
}
