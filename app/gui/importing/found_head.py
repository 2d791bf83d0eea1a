"""The fields of a found form: those that its layout prints, and all others that were read."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.definitions.blocks import Entry
from app.definitions.vocabulary import FieldKind
from app.gui.form_desk import FormDesk
from app.gui.head_fields import Bound, HeadFields
from app.model.records import Form

_SIGN = "⚠ "
_BESIDE = 2
_NARROWEST_CODE = 48  # px


class FoundHead(HeadFields):
    """Head fields that tell which one is looked at, and mark what is doubtful with a sign at its label.

    Signals:
        entered: the attribute, or the name of a value that only the layout has, whose editor has the focus now.
    """

    entered = Signal(str)

    def __init__(self, desk: FormDesk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setAccessibleName("基本信息")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)  # there is less room than elsewhere

    def show_form(self) -> None:
        """Lay out the fields of the form on the desk."""
        super().show_form()
        for bound in self._bound:
            bound.editor.installEventFilter(self)
            if bound.part.endswith("_code"):
                bound.editor.setMinimumWidth(_NARROWEST_CODE)

    def _entry_rows(self, form: Form) -> list[list[Entry]]:
        """Return the fields with at most two in a row, and long texts alone: there is less room than on paper."""
        rows: list[list[Entry]] = []
        for printed in super()._entry_rows(form):
            row: list[Entry] = []
            for entry in printed:
                if row and (len(row) == _BESIDE or self._is_long(form, row[-1]) or self._is_long(form, entry)):
                    rows.append(row)
                    row = []
                row.append(entry)
            rows.append(row)
        return rows

    def _is_long(self, form: Form, entry: Entry) -> bool:
        return self._field(form, entry).kind is FieldKind.LONG

    def _fill(self, grid: QGridLayout, form: Form) -> None:
        """Add what was read and is not printed by the layout, so that nothing is out of sight."""
        super()._fill(grid, form)
        shown = {bound.part for bound in self._bound}
        for line, entry in enumerate(self._unprinted(form, shown), grid.rowCount()):
            self._add_entry(grid, form, entry, (line, 0, grid.columnCount()))

    def _unprinted(self, form: Form, shown: set[str]) -> Iterator[Entry]:
        for name, field in self.desk.library.record_fields(form).items():
            missing = [
                part for part in field.parts if part not in shown and getattr(form, part, None) not in ("", None)
            ]
            if missing:
                shown.update(field.parts)
                yield Entry(field=name)
        yield from (Entry(other=name) for name, text in form.other.items() if name not in shown and text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell which field is looked at."""
        if event.type() == QEvent.Type.FocusIn:
            bound = next((one for one in self._bound if one.editor is watched), None)
            if bound is not None:
                self.entered.emit(bound.part)
        return super().eventFilter(watched, event)

    def mark_problems(self) -> None:
        """Mark what is doubtful by colour, tip, description and a sign at the label."""
        super().mark_problems()
        doubtful = {issue.place.field for issue in self.desk.current_issues() if issue.place.row is None}
        for caption in self.findChildren(QLabel):
            bound = self._bound_of(caption.buddy())
            if bound is not None:
                plain = caption.text().removeprefix(_SIGN)
                caption.setText(_SIGN + plain if {bound.part, bound.field} & doubtful else plain)

    def _bound_of(self, editor: QWidget | None) -> Bound | None:
        return next((bound for bound in self._bound if bound.editor is editor), None)

    def fields(self) -> list[tuple[str, str]]:
        """Return the attributes that are shown, each with its label."""
        return [(bound.part, bound.label) for bound in self._bound]

    def put(self, part: str, text: str) -> bool:
        """Add a text to a field; whether that could be stored."""
        bound = next((one for one in self._bound if one.part == part), None)
        if bound is None:
            return False
        bound.editor.setText(joined(bound.editor.text(), text))
        return self._store(bound)


def joined(before: str, text: str) -> str:
    """Return two texts as one, on two lines where there are both."""
    return "\n".join(part for part in (before.strip(), text.strip()) if part)
