"""The fields outside the table, in the printed order with the printed labels of the form's layout."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMargins, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.base.words import shown
from app.definitions.blocks import Entry
from app.definitions.vocabulary import FieldDefinition, FieldKind
from app.editing.steps import edit_form
from app.editing.typed import UnknownUnitError, shown_value, typed_value
from app.gui.field_grid import FieldGrid, Placed, places, side_by_side
from app.gui.form_desk import FormDesk
from app.gui.head_editors import Choice, Editor, GrowingText, Line
from app.gui.widgets import label, quiet
from app.model.issues import Issue, Severity
from app.model.money import MoneyUnit
from app.model.records import Form

_CODE_CHARACTERS = 22
_MARGINS = QMargins(16, 4, 16, 6)
MISSING = "field_required"  # a draft lacks much; what is missing is listed, not painted red
_AIR = 8  # px above and below the line with the caret


@dataclass
class Bound:
    """An editor and the attribute of the record that it shows.

    ``shown`` is the value it was given last, ``refused`` says why what was typed since could not be stored. What is
    still being typed is ``kept`` at every pause; ``mark`` stands for the step that has it.
    """

    editor: Editor
    part: str
    kind: FieldKind
    label: str
    field: str
    shown: str = ""
    refused: str = ""
    kept: bool = False
    mark: int = 0


class HeadFields(QScrollArea):
    """Shows and edits the fields of the form in work.

    They stand in the rows of the paper, but for those that would be too narrow: these are broken into several rows.
    """

    def __init__(self, desk: FormDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._bound: list[Bound] = []
        self._printed: list[Sequence[Placed]] = []  # the fields by the rows of the paper
        self._grid: FieldGrid | None = None
        self._laid_out: tuple[int, int] | None = None
        self._settled = QTimer(self, singleShot=True, interval=0)
        self._settled.timeout.connect(self._keep_in_sight)
        self.verticalScrollBar().rangeChanged.connect(self._follow_growth)

    def show_form(self) -> None:
        """Show the fields of the form in work, or nothing; they are laid out anew only where there are others."""
        form = self.desk.form
        library = self.desk.library
        wanted = (id(library.form_for(form)), id(library.shown_layout(form))) if form is not None else None
        if wanted is None or self._laid_out != wanted:
            self._lay_out()
            self._laid_out = wanted
        for bound in self._bound:
            bound.kept, bound.mark = False, 0
            self._show(bound)
            _forget_typing(bound.editor)
        self.verticalScrollBar().setValue(0)
        self.mark_problems()

    def _lay_out(self) -> None:
        self._bound, self._printed, self._grid = [], [], None
        page = QWidget()
        outer = QVBoxLayout(page)
        outer.setContentsMargins(_MARGINS)
        form = self.desk.form
        if form is not None:
            self._grid = FieldGrid()
            self._fill(self._grid, form)
            self._grid.take(self._printed)
            outer.addLayout(self._grid)
        outer.addStretch(1)
        self.setWidget(page)
        self._break_rows()

    def editors(self) -> list[QWidget]:
        """Return the editors in printed order."""
        return [bound.editor for bound in self._bound]

    def _fill(self, grid: QGridLayout, form: Form) -> None:
        rows = self._entry_rows(form)
        widest = max(map(len, rows), default=1)
        for line, row in enumerate(rows):
            around = zip(row, places(line, len(row), widest), strict=True)
            self._printed.append([self._add_entry(grid, form, entry, place) for entry, place in around])

    def _break_rows(self) -> None:
        """Break rows that would be too narrow, unless the rest of them can be scrolled to."""
        if self._grid is not None and self.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
            self._grid.break_rows(self._room())

    def _room(self) -> int:
        """Return how wide the fields are together, in px; a scroll bar makes no difference."""
        return self.width() - self.verticalScrollBar().sizeHint().width() - _MARGINS.left() - _MARGINS.right()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the rows elsewhere in another width, and keep the field in sight that is being filled in."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._break_rows()
        self._settled.start()

    def _keep_in_sight(self) -> None:
        focus = self.window().focusWidget()
        if focus is None or not self.isAncestorOf(focus):
            return
        if isinstance(focus, GrowingText):
            self._show_caret(focus)
        else:
            self.ensureWidgetVisible(focus)

    def _follow_growth(self) -> None:
        """Follow the caret of a text as far as the fields reach only now that they are laid out anew."""
        focus = self.window().focusWidget()
        if isinstance(focus, GrowingText) and self.isAncestorOf(focus):
            self._show_caret(focus)

    def _show_caret(self, text: GrowingText) -> None:
        """Scroll no further than the line with the caret needs: a long text is higher than what is seen of it."""
        line = text.cursorRect()
        page = self.widget()
        if page is not None:
            at = text.viewport().mapTo(page, line.center())
            self.ensureVisible(at.x(), at.y(), 0, line.height() // 2 + _AIR)

    def _entry_rows(self, form: Form) -> Sequence[Sequence[Entry]]:
        """Return the fields by the rows in which they stand here: as the paper has them."""
        return self.desk.library.form_for(form).entry_rows

    def _add_entry(self, grid: QGridLayout, form: Form, entry: Entry, place: tuple[int, int, int]) -> Placed:
        line, column, share = place
        field = self._field(form, entry)
        label_text = entry.called or field.label
        caption = label(self._label(form, label_text, field), "label")
        caption.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(caption, line, column)
        editors = [self._bind(entry, field, part, label_text) for part in field.parts]
        caption.setBuddy(editors[-1])
        placed = Placed(caption, side_by_side(editors))
        grid.addWidget(placed.editors, line, column + 1, 1, share - 1)
        return placed

    def _field(self, form: Form, entry: Entry) -> FieldDefinition:
        if entry.other:
            return FieldDefinition(label=entry.other, kind=FieldKind.TEXT, parts=(entry.other,))
        return self.desk.library.record_fields(form)[entry.field]

    def _label(self, form: Form, text: str, field: FieldDefinition) -> str:
        unit = self.desk.library.shown_layout(form).head.money_unit
        needs_unit = field.kind is FieldKind.MONEY and "（" not in text and "(" not in text
        return f"{text}（{unit.value}）" if needs_unit else text

    def _bind(self, entry: Entry, field: FieldDefinition, part: str, label: str) -> Editor:
        editor = _editor_for(field)
        is_code = part.endswith("_code") and len(field.parts) > 1
        name = f"{label}（代码）" if is_code else label
        editor.setAccessibleName(name)
        if is_code and isinstance(editor, Line):
            editor.setPlaceholderText("代码")
            wide = _CODE_CHARACTERS if part == "project_code" else _CODE_CHARACTERS // 3
            editor.setFixedWidth(QFontMetrics(editor.font()).horizontalAdvance("0") * wide + 20)
        bound = Bound(editor, part, field.kind, name, entry.field or entry.other)
        editor.finished.connect(lambda: self._store(bound))
        editor.paused.connect(lambda: self._keep(bound))
        if isinstance(editor, GrowingText):
            editor.caret_moved.connect(self._settled.start)
        if isinstance(editor, Line):
            editor.abandoned.connect(lambda: self._abandon(bound))
        self._bound.append(bound)
        return editor

    def refresh(self) -> None:
        """Show the values of the form in work, leaving alone what is being typed."""
        for bound in self._bound:
            if not self._is_being_typed(bound):
                self._show(bound)
        self.mark_problems()

    def _is_changed(self, bound: Bound) -> bool:
        return bound.editor.text().strip() != self._value(bound)

    def _is_being_typed(self, bound: Bound) -> bool:
        """Whether showing the stored value would take away what the clerk typed: unfinished, refused, or a blank."""
        has_own_text = bound.kept or bound.editor.text().strip() != bound.shown
        return has_own_text or (bound.editor.hasFocus() and not self._is_changed(bound))

    def _show(self, bound: Bound) -> None:
        bound.shown, bound.refused = self._value(bound), ""
        if bound.editor.text() != bound.shown:  # a line that is given its own text would paint itself anew
            bound.editor.setText(bound.shown)
        if isinstance(bound.editor, QLineEdit) and not bound.editor.hasFocus() and bound.editor.cursorPosition():
            bound.editor.setCursorPosition(0)

    def _unit(self) -> MoneyUnit:
        assert self.desk.form is not None  # noqa: S101 - fields are bound only while a form is shown
        return self.desk.library.shown_layout(self.desk.form).head.money_unit

    def _value(self, bound: Bound) -> str:
        form = self.desk.form
        if form is None:
            return ""
        if bound.part == bound.field and not hasattr(form, bound.part):
            return form.other.get(bound.part, "")
        return shown_value(form, bound.part, bound.kind, self._unit())

    def _store(self, bound: Bound) -> bool:
        """Store what was typed; whether the record has now what the editor shows."""
        form = self.desk.form
        if form is None or not self._is_changed(bound):
            self._settle(bound)
            return True
        try:
            values = self._typed(form, bound)
        except ValueError as error:
            bound.refused = _refusal(bound.label, bound.editor.text(), error)
            self.desk.refused.emit(bound.refused)
        else:
            before, bound.shown = bound.shown, bound.editor.text().strip()
            if self.desk.replace(edit_form(form, f"修改{bound.label}", **values), bound.mark):
                self._settle(bound)
                return True
            bound.shown, bound.refused = before, f"{bound.label}没有存入，请再试一次。"
        self.mark_problems()
        return False

    def _keep(self, bound: Bound) -> None:
        """Store what is typed so far, if it can be; nothing is said where it cannot, for it may yet."""
        form = self.desk.form
        if form is None or not self.desk.keeps_typing or not self._is_changed(bound):
            return
        try:
            values = self._typed(form, bound)
        except ValueError:
            return
        bound.kept = True
        bound.mark = self.desk.keep(edit_form(form, f"修改{bound.label}", **values), bound.mark)

    def _abandon(self, bound: Bound) -> None:
        """Show what was there before it was typed over; what was kept of that is taken back without a trace."""
        mark = bound.mark
        bound.kept, bound.mark = False, 0
        if mark:
            self.desk.take_back(mark)
            self.desk.settle_typing()
        self._show(bound)

    def _settle(self, bound: Bound) -> None:
        """Be done with what was typed: it is one step, which from now on the window takes back."""
        bound.refused = ""
        if bound.kept:
            bound.kept, bound.mark = False, 0
            self.desk.settle_typing()
        _forget_typing(bound.editor)

    def _typed(self, form: Form, bound: Bound) -> dict[str, object]:
        """Return what to store for what was typed; raise ``ValueError`` where it cannot be."""
        text = bound.editor.text()
        if not hasattr(form, bound.part):
            return {"other": {**form.other, bound.part: text.strip()}}
        return {bound.part: typed_value(text, bound.part, bound.kind, self._unit())}

    def store_all(self) -> bool:
        """Store what is still being typed; whether everything is stored."""
        stored = [self._store(bound) for bound in self._bound]
        return all(stored)

    def mark_problems(self) -> None:
        """Show at each field what is wrong with it, by colour, tooltip and description."""
        here = [issue for issue in self.desk.current_issues() if issue.place.row is None]
        for bound in self._bound:
            places = (bound.field, bound.part)
            _mark(bound.editor, [issue for issue in here if issue.place.field in places], bound.refused)

    def go_to_first_empty(self) -> bool:
        """Put the focus on the first field that has nothing yet; whether there is one."""
        return self._go_to_first(lambda bound: not bound.editor.text().strip())

    def go_to(self, field: str) -> bool:
        """Put the focus on a field; whether it is shown here."""
        return self._go_to_first(lambda bound: field in (bound.field, bound.part))

    def go_to_part(self, part: str) -> bool:
        """Put the focus on one value of a field that has several, as the name beside the code; whether it is here."""
        return self._go_to_first(lambda bound: bound.part == part)

    def _go_to_first(self, is_wanted: Callable[[Bound], bool]) -> bool:
        for bound in self._bound:
            if is_wanted(bound):
                bound.editor.setFocus()
                self.ensureWidgetVisible(bound.editor)
                return True
        return False


def _refusal(name: str, text: str, error: ValueError) -> str:
    """Return why what was typed into a field could not be stored, and what to do."""
    if isinstance(error, UnknownUnitError):
        return f"{name}不能按“{shown(str(error))}”换算，请改用元或万元。“{shown(text)}”没有存入。"
    return f"{name}应为数字，“{shown(text)}”没有存入。"


def _editor_for(field: FieldDefinition) -> Editor:
    makers: dict[bool, Callable[[], Editor]] = {True: GrowingText, False: Line}
    return Choice(field.choices) if field.choices else makers[field.kind is FieldKind.LONG]()


def _forget_typing(editor: Editor) -> None:
    """Let undo not bring back what was typed into this field and is stored, or was typed for another form."""
    if isinstance(editor, GrowingText):
        editor.document().clearUndoRedoStacks()
        return
    line = editor.lineEdit() if isinstance(editor, Choice) else editor
    if isinstance(line, QLineEdit) and (line.isUndoAvailable() or line.isRedoAvailable()):
        at = line.cursorPosition()
        with quiet(line):
            line.setText(line.text())
        line.setCursorPosition(at)


def _mark(editor: QWidget, issues: Sequence[Issue], refused: str) -> None:
    words = "\n".join([*([refused] if refused else []), *(issue.message for issue in issues)])
    sign = "error" if refused else _sign_of(issues)
    marked = editor.lineEdit() if isinstance(editor, QComboBox) else editor
    if words != editor.toolTip():
        editor.setToolTip(words)
        editor.setAccessibleDescription(words)
    if marked is not None and marked.property("problem") != sign:
        marked.setProperty("problem", sign)
        marked.style().unpolish(marked)
        marked.style().polish(marked)
        if isinstance(editor, Choice):
            editor.show_problem(sign)


def _sign_of(issues: Sequence[Issue]) -> str:
    """Return how a field is to look; one that only lacks its value yet is shown gently."""
    if any(issue.severity is Severity.ERROR and issue.code != MISSING for issue in issues):
        return "error"
    return "warning" if issues else ""
