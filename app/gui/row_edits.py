"""What can be done with rows and ranges of a table; each is one step with a name, to be undone."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel

from app.base.errors import JihengError
from app.editing.cells import CellText
from app.editing.pasting import Area, Block, Grid, Paste
from app.editing.steps import Step
from app.gui.pasting import Choice, PastePreview, cells_on_clipboard, copy_cells, told
from app.gui.row_model import AnyModel
from app.model.records import Form, FundRow, Indicator

if TYPE_CHECKING:
    from app.gui.row_table import RowTable


class RowEdits:
    """Works on the current cell, the selected range, or the rows of it."""

    name_field = ""  # the field that tells what a row is, where a new one is begun

    def __init__(self, table: "RowTable", model: AnyModel) -> None:
        self._table, self._model, self._kind = table, model, model.kind

    def _form(self) -> Form | None:
        """Return the form, after what is being typed was stored."""
        self._table.finish_edit()
        return self._table.desk.form

    def _rows(self) -> list[int]:
        """Return the rows of the selection that the form has, else the current one."""
        current = self._table.current_row()
        return self._model.selected_rows(self._table.selectedIndexes()) or (
            [current] if 0 <= current < self._model.count else []
        )

    # Rows

    def add(self, *, above: bool = False) -> None:
        """Put a new row below the current one, or above it, and edit its name."""
        form = self._form()
        if form is None:
            return
        row = self._table.current_row()
        at = self._model.count if row < 0 else min(row if above else row + 1, self._model.count)
        new = self._new(min(at if above else at - 1, self._model.count - 1))
        if self._table.desk.do(self._kind.insert(form, at, [new], self._kind.called("添加"))):
            self._table.select_cell(at, self.name_field)
            self._table.edit(self._table.currentIndex())

    @abstractmethod
    def _new(self, like: int) -> Indicator | FundRow:
        """Return a new row that stands beside the row ``like``, which is -1 where there is none."""

    def duplicate(self) -> None:
        """Put copies of the selected rows below them."""
        form, rows = self._form(), self._rows()
        if form is not None and rows:
            name = self._kind.called("复制", len(rows))
            at, own = rows[-1] + 1, self._kind.of(form)
            if self._table.desk.do(self._kind.insert(form, at, [own[row] for row in rows], name)):
                self._table.select_rows(range(at, at + len(rows)))

    def remove(self) -> None:
        """Take the selected rows out."""
        form, rows = self._form(), self._rows()
        if form is not None and rows and self._table.desk.do(self._kind.remove(form, rows)):
            self._table.select_cell(min(rows[0], max(self._model.count - 1, 0)), self.name_field)

    def move(self, by: int) -> None:
        """Move the selected rows together one place up or down."""
        form, rows = self._form(), self._rows()
        if form is not None and rows and rows[0] + by >= 0 and rows[-1] + by < self._model.count:
            self.move_before(rows, rows[0] + by if by < 0 else rows[-1] + by + 1)

    def move_before(self, rows: Sequence[int], at: int) -> None:
        """Move some rows together before the one at ``at``."""
        form = self._form()
        if form is None:
            return
        others = [row for row in range(self._model.count) if row not in rows]
        place = sum(row < at for row in others)
        order = [*others[:place], *rows, *others[place:]]
        self._do(self._kind.order(form, order, self._kind.called("移动", len(rows))))
        self._table.scrollTo(self._table.currentIndex())

    def _do(self, step: Step) -> bool:
        """Carry out a step that changes something; whether it does."""
        return bool(step.changes) and self._table.desk.do(step)

    # Ranges

    def fill_down(self) -> None:
        """Put the uppermost cell of each selected column into those below it; of one row, the cell above it."""
        if self._form() is None:
            return
        cells = []
        for column, rows in self._by_column().items():
            source = rows[0] - 1 if len(rows) == 1 else rows[0]
            if source >= 0:
                text = self._text(source, column)
                cells += [self._cell(row, column, text) for row in rows if row > source]
        self._model.fill(cells, "向下填充 {} 格")

    def fill_selection(self) -> None:
        """Put what the current cell holds into all selected cells."""
        current = self._table.currentIndex()
        if self._form() is None or not current.isValid() or self._model.is_new(current.row()):
            return
        text = self._model.text(current)
        cells = [self._cell(row, column, text) for column, rows in self._by_column().items() for row in rows]
        self._model.fill(cells, "填入 {} 格")

    def _by_column(self) -> dict[int, list[int]]:
        """Return the rows of the selected cells, by their column."""
        found: dict[int, list[int]] = {}
        selected = self._table.selectedIndexes() or [self._table.currentIndex()]
        for index in sorted(selected, key=lambda index: (index.column(), index.row())):
            if index.isValid() and not self._model.is_new(index.row()):
                found.setdefault(index.column(), []).append(index.row())
        return found

    def _text(self, row: int, column: int) -> str:
        return self._model.text(self._model.index(row, column))

    def _cell(self, row: int, column: int, text: str) -> CellText:
        return CellText(row, self._model.columns[column], text)

    def clear(self, name: str = "清空 {} 格") -> None:
        """Empty the selected cells."""
        form = self._form()
        if form is None or self._model.forget_refused(self._table.selectedIndexes()):
            return
        cells = [self._cell(row, column, "") for column, rows in self._by_column().items() for row in rows]
        self._model.fill(cells, name)

    # Clipboard

    def copy(self) -> bool:
        """Copy the selected cells; whether there were any."""
        self._table.finish_edit()
        chosen = self._by_column()
        if not chosen:
            return False
        rows = sorted({row for some in chosen.values() for row in some})
        columns = range(min(chosen), max(chosen) + 1)
        copy_cells([[self._text(r, c) if r in chosen.get(c, ()) else "" for c in columns] for r in rows])
        self._table.told.emit(f"已复制 {sum(map(len, chosen.values()))} 格。")
        return True

    def cut(self) -> None:
        """Copy the selected cells and empty them."""
        if self.copy():
            self.clear("剪切 {} 格")

    def paste(self) -> None:
        """Paste what was copied, at the current cell or over the selected range; ask before something is lost."""
        form = self._form()
        if form is None or not self._model.columns:
            return
        try:
            grid = cells_on_clipboard()
        except JihengError as error:
            self._table.desk.refused.emit(str(error))
            return
        if not any(text.strip() for row in grid for text in row):
            self._table.told.emit("剪贴板里没有可以粘贴的文字。请先在 Excel 或 WPS 里复制。")
            return
        paste = self._agreed(self._plan(form, grid, self._area()))
        if paste is not None:
            self._carry_out(paste)
            self._select(paste.block)

    @abstractmethod
    def _plan(self, form: Form, grid: Grid, area: Area) -> Paste[Any]:
        """Return what pasting would do."""

    def _area(self) -> Area:
        """Return the selected range, else the current cell."""
        selected = self._table.selectedIndexes() or [self._table.currentIndex()]
        rows = [max(index.row(), 0) for index in selected]
        columns = [max(index.column(), 0) for index in selected]
        height, width = max(rows) - min(rows) + 1, max(columns) - min(columns) + 1
        return Area(min(rows), min(columns), height, width)

    def _agreed(self, paste: Paste[Any]) -> Paste[Any] | None:
        """Return what is to be pasted, after the clerk was asked where something would be lost."""
        if paste.is_single or not paste.overwritten():
            return paste
        asked = PastePreview(paste, self._table)
        asked.exec()
        asked.deleteLater()
        self._table.setFocus()
        if asked.choice is Choice.CANCEL:
            return None
        return paste.only_empty() if asked.choice is Choice.KEEP else paste

    def _carry_out(self, paste: Paste[Any]) -> None:
        self._model.give_up_refused(paste.gathered.puts)
        if self._do(paste.step()) or paste.refused:
            self._table.told.emit(told(paste))
        else:
            self._table.told.emit("粘贴的内容和原来一样，没有改动。")

    def _select(self, block: Block) -> None:
        """Select what was pasted into, as Excel does, its first cell current; of scattered columns that cell alone."""
        index = self._model.index
        rows = [row for row in block.rows if row < self._model.count]
        columns = [n for n, column in enumerate(self._model.columns) if column.field in block.fields]
        if not rows or not columns:
            return
        first, last = index(rows[0], columns[0]), index(rows[-1], columns[-1])
        if len(columns) != last.column() - first.column() + 1:
            last = first  # what is done with it next would be done with the columns between them too
        flags, selection = QItemSelectionModel.SelectionFlag, self._table.selectionModel()
        selection.setCurrentIndex(first, flags.NoUpdate)
        selection.select(QItemSelection(first, last), flags.ClearAndSelect)
