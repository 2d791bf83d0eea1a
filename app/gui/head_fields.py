"""The fields outside the table, in the printed order with the printed labels of the form's layout."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QEvent, QKeyCombination, QMargins, QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
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
from app.gui.theme import problem_palette
from app.gui.widgets import label, quiet
from app.model.issues import Issue, Severity
from app.model.money import MoneyUnit
from app.model.records import Form

_PAUSE = 1500  # ms without typing after which a text is stored though its field keeps the focus
_FEWEST_LINES, _MOST_LINES = 1, 12
_CODE_CHARACTERS = 22
_MARGINS = QMargins(16, 4, 16, 6)
_CTRL_Y = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Y)
MISSING = "field_required"  # a draft lacks much; what is missing is listed, not painted red
_AIR = 8  # px above and below the line with the caret
_FRAME = 10  # px: border and padding, before the first layout tells


class GrowingText(QPlainTextEdit):
    """A text that grows with its content; Tab leaves it.

    Signals:
        finished: the focus left.
        paused: nothing was typed for a while.
        caret_moved: the caret is elsewhere, or has come in, or the text has another height.
    """

    finished = Signal()
    paused = Signal()
    caret_moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.cursorPositionChanged.connect(self.caret_moved)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._fit)
        self.textChanged.connect(_pause_of(self, self.paused).start)

    def _fit(self) -> None:
        lines = max(int(self.document().size().height()), 1)
        scrolls = lines > _MOST_LINES
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if scrolls else policy.ScrollBarAlwaysOff)
        height = ceil(self._text_height() / lines * min(max(lines, _FEWEST_LINES), _MOST_LINES))
        frame = self.height() - self.viewport().height()
        self.setFixedHeight(height + 2 * int(self.document().documentMargin()) + max(frame, _FRAME))

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window when there is nothing of the field's own."""
        document = self.document()
        if _is_windows_own(event, can_undo=document.isUndoAvailable(), can_redo=document.isRedoAvailable()):
            return False
        return super().event(event)

    def _text_height(self) -> float:
        """Return the height of all lines as laid out: Chinese from another font is higher than the font's own line."""
        height, block = 0.0, self.document().begin()
        while block.isValid():
            height += self.blockBoundingRect(block).height()
            block = block.next()
        return height

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Grow or shrink when the width has changed and lines break elsewhere."""
        super().resizeEvent(event)
        self._fit()
        self.caret_moved.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell where the caret is now."""
        super().focusInEvent(event)
        self.caret_moved.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that the text is finished."""
        super().focusOutEvent(event)
        self.finished.emit()

    def text(self) -> str:
        """Return the text."""
        return self.toPlainText()

    def setText(self, text: str) -> None:
        """Show a text without calling it typed."""
        if text != self.toPlainText():
            with quiet(self):
                self.setPlainText(text)
            self._fit()


class Line(QLineEdit):
    """A single line; Escape takes back what was typed.

    Signals:
        finished: Enter was pressed or the focus left.
        paused: nothing was typed for a while.
        abandoned: Escape was pressed.
    """

    finished = Signal()
    paused = Signal()
    abandoned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editingFinished.connect(self.finished)
        self.textEdited.connect(_pause_of(self, self.paused).start)

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window when there is nothing of the field's own."""
        if _is_windows_own(event, can_undo=self.isUndoAvailable(), can_redo=self.isRedoAvailable()):
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take back what was typed on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.abandoned.emit()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Ask for little: the layout gives what there is."""
        return QSize(60, super().sizeHint().height())


class Choice(QComboBox):
    """A word from a list, or another one typed.

    Signals:
        finished: a word was chosen or typed.
        paused: nothing was typed for a while.
    """

    finished = Signal()
    paused = Signal()
    _sign = ""

    def __init__(self, choices: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        line = Line()
        line.finished.connect(self.finished)
        line.paused.connect(self.paused)
        self.setLineEdit(line)
        self.setMinimumHeight(line.sizeHint().height())
        self.addItems(list(choices))
        self.setCurrentIndex(-1)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.activated.connect(lambda _: self.finished.emit())

    def setAccessibleName(self, name: str) -> None:
        """Name also the line within, which has the focus."""
        super().setAccessibleName(name)
        line = self.lineEdit()
        if line is not None:
            line.setAccessibleName(name)

    def text(self) -> str:
        """Return the word."""
        return self.currentText()

    def setText(self, text: str) -> None:
        """Show a word."""
        self.setCurrentText(text)

    def show_problem(self, sign: str) -> None:
        """Mark the word as the fields around it are marked; the list to choose from is never marked."""
        self._sign = sign
        palette = self.view().palette()
        self.setPalette(problem_palette(sign))
        self.view().setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        """Take the mark's colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._sign:
            self.show_problem(self._sign)

    def wheelEvent(self, event: object) -> None:
        """Leave the wheel to the page: scrolling must never change a value."""
        event.ignore()  # type: ignore[attr-defined]


def _pause_of(editor: QWidget, paused: SignalInstance) -> QTimer:
    """Return a timer that tells of a pause once typing, which starts it anew, has stopped for a while."""
    timer = QTimer(editor, singleShot=True, interval=_PAUSE)
    timer.timeout.connect(paused)
    return timer


def _is_windows_own(event: QEvent, *, can_undo: bool, can_redo: bool) -> bool:
    """Whether undo or redo was pressed where the field has nothing of its own to take back or do again."""
    if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
        return False
    undo, redo = event.matches(QKeySequence.StandardKey.Undo), event.matches(QKeySequence.StandardKey.Redo)
    is_redo = redo or event.keyCombination() == _CTRL_Y
    is_own = (undo and not can_undo) or (is_redo and not can_redo)
    if is_own:
        event.ignore()
    return is_own


Editor = GrowingText | Choice | Line


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
