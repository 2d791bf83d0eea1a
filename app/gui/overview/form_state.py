"""The state of the form in work, above it: seen at a glance, changed in place."""

from PySide6.QtWidgets import QToolButton, QWidget

from app.base.errors import JihengError
from app.editing.states import Standing, set_state, state_of
from app.gui.desk import Desk
from app.gui.overview.reason import ReasonRow
from app.gui.overview.states_menu import StatesMenu
from app.gui.widgets import tool_button
from app.model.records import ref_of
from app.model.states import FormState, state_words


class FormStateBar:
    """A button that says how far the form in work has come, and a row that asks why it was returned."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        self.desk = desk
        self._shown: Standing | None = None
        self._menu = StatesMenu(parent)
        self._menu.chosen.connect(self.mark)
        self.button = tool_button("草稿 ▾", tip="这张表的状态")
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setMenu(self._menu)
        example = "财政局为什么退回，例如：缺少成本指标"
        self.reason = ReasonRow("标为被退回", example, parent, ask="请写一句为什么退回。")
        self.reason.setContentsMargins(16, 0, 16, 0)
        self.reason.given.connect(lambda reason: self._set(FormState.RETURNED, reason))
        for signal in (desk.form_opened, desk.form_changed):
            signal.connect(self.refresh)

    def refresh(self) -> None:
        """Show the state of the form in work."""
        standing = self._standing()
        if standing == self._shown:
            return
        self._shown = standing
        self.button.setText(f"{standing.state.label} ▾")
        words = state_words(standing.state, standing.reason)
        self.button.setToolTip(f"这张表的状态：{words}")
        self.button.setAccessibleName(f"状态：{words}")

    def _standing(self) -> Standing:
        try:
            return state_of(self.desk.session.store, ref_of(self.desk.form)) if self.desk.form else Standing()
        except JihengError as error:
            self.desk.refused.emit(str(error))
            return Standing()

    def mark(self, state: FormState) -> None:
        """Note a state of the form; for a returned one the reason is asked."""
        if state is FormState.RETURNED:
            self.reason.ask()
        else:
            self._set(state, "")

    def _set(self, state: FormState, reason: str) -> None:
        if self.desk.form is not None:
            self.desk.do(set_state(self.desk.session.store, [ref_of(self.desk.form)], state, reason))
