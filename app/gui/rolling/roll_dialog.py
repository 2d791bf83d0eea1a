"""From which year to which, which forms, and by which taxonomy: asked before anything is done."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.definitions.library import Library
from app.gui.latest import Latest
from app.gui.rolling.check_list import CheckList
from app.gui.rolling.choice_model import AMOUNT, NAME, REMARK, ChoiceModel
from app.gui.rolling.survey import Order, Survey, changes_sentence, counted, look_ahead, taxonomy_on_offer
from app.gui.widgets import label, quiet
from app.model.refs import FormKind, FormRef
from app.store.store import Store

_LATEST = 2100
_SIZE = (760, 520)


class RollDialog(QDialog):
    """Asks what is to be rolled; ``order()`` gives the answer.

    Signals:
        surveyed: what the new year has already is known now.
    """

    surveyed = Signal()

    def __init__(self, store: Store, library: Library, years: Sequence[int], year: int, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("结转到新年度")
        self._store, self._library = store, library
        self._survey = Survey(frozenset(), {}, {})
        self._wanted = taxonomy_on_offer(library)
        self.model = ChoiceModel(self)
        self._looking = Latest("正在查看", self)
        self._looking.done.connect(self._show_survey)
        self._looking.failed.connect(self._show_refusal)
        self._make_years(years, year)
        self._make_list()
        self._make_answers()
        self._lay_out()
        self.model.choice_changed.connect(self._say)
        self._show_year()

    def _make_years(self, years: Sequence[int], year: int) -> None:
        self.source, self.target = QComboBox(), QSpinBox()
        self.source.setAccessibleName("从哪一年")
        self.target.setAccessibleName("到哪一年")
        self.target.setMaximum(_LATEST)
        self.target.setSuffix(" 年")
        for one in years:
            self.source.addItem(f"{one} 年", one)
        self.source.setCurrentIndex(max(self.source.findData(year), 0))
        self.source.currentIndexChanged.connect(self._show_year)
        self.target.valueChanged.connect(self._look_ahead)

    def _make_list(self) -> None:
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("按名称、代码或单位筛选")
        self.filter.setAccessibleName("筛选")
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self.model.filter)
        self.list = CheckList(self.model, "要结转的表")
        header = self.list.header()
        header.setStretchLastSection(False)
        for column in (AMOUNT, REMARK):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setResizeContentsPrecision(50)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.all, self.none = QPushButton("全选"), QPushButton("全不选")
        self.all.clicked.connect(lambda: self.model.check_all(checked=True))
        self.none.clicked.connect(lambda: self.model.check_all(checked=False))

    def _make_answers(self) -> None:
        self.taxonomy = QCheckBox()
        self.taxonomy.setVisible(False)
        self.changes = label(role="muted")
        self.changes.setWordWrap(True)
        self.changes.setVisible(False)
        self.taxonomy.toggled.connect(lambda _: self._say())
        self.summary = label("正在查看…")
        self.summary.setWordWrap(True)
        buttons = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(buttons.Ok | buttons.Cancel)
        self.buttons.button(buttons.Ok).setText("结转")
        self.buttons.button(buttons.Cancel).setText("取消")
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addLayout(self._years_row())
        column.addLayout(self._filter_row())
        column.addWidget(self.list, 1)
        column.addWidget(self.taxonomy)
        column.addWidget(self.changes)
        column.addWidget(self.summary)
        column.addWidget(self.buttons)
        self.resize(*_SIZE)

    def _years_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for words, widget in (("从(&S)", self.source), ("结转到(&T)", self.target)):
            caption = label(words)
            caption.setBuddy(widget)
            row.addWidget(caption)
            row.addWidget(widget)
            row.addSpacing(12)
        row.addStretch(1)
        return row

    def _filter_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self.filter, 1)
        row.addWidget(self.all)
        row.addWidget(self.none)
        return row

    @property
    def is_looking(self) -> bool:
        """Whether it is still being found out what the new year has."""
        return self._looking.busy

    def _show_year(self) -> None:
        """Show the forms of the chosen year; the one after it is the usual goal."""
        year = self.source.currentData()
        with quiet(self.target):
            self.target.setMinimum(year + 1)
            self.target.setValue(year + 1)
        self._look_ahead()

    def _look_ahead(self) -> None:
        """List the forms and find out, beside the window, what rolling them would come to."""
        year, target = self.source.currentData(), self.target.value()
        lines = [line for line in self._store.listing(year) if line.ref.kind is not FormKind.SELF_EVALUATION]
        self._survey = Survey(frozenset(), {}, {})
        self.model.show_lines(lines, target)
        refs = [line.ref for line in lines]
        store, library = self._store, self._library
        self._looking.want(lambda report, cancelled: look_ahead(refs, target, store, library, report, cancelled))
        self._say()

    def _show_survey(self, survey: Survey | None) -> None:
        if survey is not None:
            self._survey = survey
            self.model.show_survey(survey)
            self._say()
            self.surveyed.emit()

    def _show_refusal(self, sentence: str) -> None:
        self.summary.setText(sentence)

    def _say(self) -> None:
        """Say what would be done, and offer the taxonomy where it changes something."""
        chosen = self.model.chosen()
        self._offer_taxonomy(chosen)
        self.summary.setText(self._sentence(chosen))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(chosen))

    def _offer_taxonomy(self, chosen: Sequence[FormRef]) -> None:
        changes = self._survey.changes(chosen)
        self.taxonomy.setVisible(bool(changes))
        self.changes.setVisible(bool(changes))
        if changes:
            self.taxonomy.setText(f"换用 {self._library.taxonomies[self._wanted].name}(&X)")
            would = "" if self.taxonomy.isChecked() else "勾选后，"
            words = would + changes_sentence(changes, counted(chosen, self._survey))
            self.changes.setText(words)
            self.taxonomy.setAccessibleDescription(words)

    def _sentence(self, chosen: Sequence[FormRef]) -> str:
        year = self.target.value()
        again = len(self._survey.there & set(chosen))
        words = f"将结转 {len(chosen)} 张表到 {year} 年" if chosen else "还没有选要结转的表"
        doubled = f"，其中 {again} 张 {year} 年已有，会再做一份" if again else ""
        left = len(self._survey.there) - again
        rest = f"；{left} 张 {year} 年已有，不再结转" if left else ""
        return f"{words}{doubled}{rest}。" + ("结转是一步，可以撤销。" if chosen else "")

    def order(self) -> Order:
        """Return what the clerk wants."""
        chosen = self.model.chosen()
        taxonomy = self._wanted if self.taxonomy.isVisibleTo(self) and self.taxonomy.isChecked() else ""
        return Order(chosen, self.target.value(), taxonomy, again=bool(self._survey.there & set(chosen)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from the filter into the list on Enter: whoever looks for a form is not done yet."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.focusWidget() is self.filter:
            self.list.setFocus()
        else:
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """Look no further when the dialog closes."""
        self._looking.stop()
        super().done(result)
