"""The few questions before a new form: which kind, year, layout and unit."""

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.definitions.checks import RECORD_KINDS
from app.definitions.library import SECTION_NAMES, Library, new_record_of
from app.editing.funds import FundTable
from app.model.records import Form, OverallTarget, ProjectTarget, SelfEvaluation, Unit

_EARLIEST, _LATEST = 2000, 2100


class NewFormDialog(QDialog):
    """Asks what a new form is to be; ``form()`` gives the empty record."""

    def __init__(
        self, library: Library, units: list[Unit], year: int, place: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("新建表")
        self.library, self.place = library, place
        self.units = units
        self.kind, self.layout_box, self.unit = QComboBox(), QComboBox(), QComboBox()
        self.year = QSpinBox()
        self.name = QLineEdit()
        self.name.setPlaceholderText("项目名称")
        self.year.setRange(_EARLIEST, _LATEST)
        self.year.setValue(year)
        for section in _offered(library):
            self.kind.addItem(SECTION_NAMES[section], section)
        for unit in units:
            self.unit.addItem(f"{unit.code} {unit.name}".strip(), unit)
        self.unit.addItem("（以后再填）", None)
        self.kind.currentIndexChanged.connect(self._offer_layouts)
        self.year.valueChanged.connect(self._offer_layouts)
        self._lay_out()
        self._offer_layouts()
        self.name.setFocus()

    def _lay_out(self) -> None:
        rows = QFormLayout()
        rows.setSpacing(10)
        for words, widget in (
            ("表(&T)", self.kind),
            ("年度(&Y)", self.year),
            ("版式(&L)", self.layout_box),
            ("单位(&U)", self.unit),
            ("名称(&N)", self.name),
        ):
            rows.addRow(QLabel(words), widget)
            label = rows.labelForField(widget)
            if isinstance(label, QLabel):
                label.setBuddy(widget)
            widget.setAccessibleName(words.partition("(")[0])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText("新建")
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText("取消")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(16)
        column.addLayout(rows)
        column.addWidget(buttons)
        self.setMinimumWidth(420)

    def _offer_layouts(self) -> None:
        """Offer the layouts that print the chosen kind: the clerk's own place first, then what fits the year best."""
        section = self.kind.currentData()
        self.layout_box.clear()
        fitting = self.library.layouts_for(new_record_of(section), self.year.value())
        for layout in sorted(fitting, key=lambda one: one.head.place != self.place):
            self.layout_box.addItem(layout.head.name, layout.id)
        self.name.setEnabled(section != "overall")

    def form(self) -> Form:
        """Return the empty record that was asked for."""
        form = new_record_of(self.kind.currentData())
        form.year = self.year.value()
        form.layout = self.layout_box.currentData()
        if isinstance(form, SelfEvaluation):
            form.funds = FundTable.of(form, self.library).begun()
        _fill_in(form, self.name.text().strip(), self.unit.currentData())
        return form


def _offered(library: Library) -> list[str]:
    """Return the kinds of forms that a declared layout prints, by their sections."""
    layouts = library.layouts.values()
    return [one for one in RECORD_KINDS if any(layout.prints(new_record_of(one)) for layout in layouts)]


def _fill_in(form: Form, name: str, unit: Unit | None) -> None:
    """Put in what is known of the unit, so that nobody types it again."""
    if isinstance(form, OverallTarget):
        form.unit = (unit.full_name or unit.name) if unit else ""
        return
    form.project_name = name
    if unit is None:
        return
    if isinstance(form, ProjectTarget):
        form.department_code, form.department = unit.department_code, unit.department
        form.unit_code, form.unit = unit.code, unit.name or unit.full_name
    else:  # its paper names no unit but this one; a unit of no known department is its own
        form.department = unit.department or unit.full_name or unit.name
