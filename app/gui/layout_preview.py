"""A layout file as it will print, drawn anew whenever it is saved: for those who declare a new form."""

import json
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QTimer
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.base.errors import DefinitionError, JihengError
from app.base.locations import resources_folder
from app.definitions.library import SECTION_NAMES, Layout, library, new_record_of, read_layout
from app.gui.main import make_application
from app.gui.page_stack import PageStack
from app.gui.widgets import label
from app.model.exchange import read_document
from app.model.records import Form
from app.sheet.pages import print_form
from app.sheet.surroundings import Surroundings
from app.writers.pdf import pdf_bytes

_SETTLE = 150  # ms: editors write a file in several steps
_SIZE = (1000, 760)


def sample_form(section: str) -> Form:
    """Return a filled form of the kind that a section prints, or an empty one where the sample has none."""
    text = (resources_folder() / "samples" / "department.json").read_text(encoding="utf-8")
    wanted = type(new_record_of(section))
    return next((form for form in read_document(json.loads(text)) if isinstance(form, wanted)), new_record_of(section))


class LayoutPreview(QWidget):
    """The pages of one section of the file, or what is wrong with it."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.file = file
        self.setWindowTitle(f"{file.name} — 版式预览")
        self.resize(*_SIZE)
        self.sections = QComboBox()
        self.sections.setAccessibleName("表")
        self.sections.activated.connect(lambda _: self.draw())
        self.note = label(role="muted")
        self._stack = PageStack()
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 16, 8)
        row.addWidget(self.sections)
        row.addWidget(self.note, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self._stack, 1)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE)
        self._settle.timeout.connect(self.draw)
        self._watcher = QFileSystemWatcher([str(file)], self)
        self._watcher.fileChanged.connect(lambda _: self._settle.start())
        self.draw()

    def draw(self) -> None:
        """Read the file and show what it declares, or what is wrong with it."""
        if str(self.file) not in self._watcher.files():
            self._watcher.addPath(str(self.file))  # editors replace a file instead of writing it
        try:
            layout = read_layout(self.file, library())
            self._list_sections(layout)
            self._show_pages(layout, self.sections.currentData())
            self.note.setText(f"{layout.head.name}：没有发现错误")
        except DefinitionError as error:
            self._show_words("\n\n".join(error.problems))
            self.note.setText(f"{len(error.problems)} 处错误")
        except JihengError as error:
            self._show_words(str(error))

    def _list_sections(self, layout: Layout) -> None:
        wanted = self.sections.currentData()
        self.sections.clear()
        for section in layout.forms:
            self.sections.addItem(SECTION_NAMES[section], section)
        self.sections.setCurrentIndex(max(self.sections.findData(wanted), 0))

    def _show_pages(self, layout: Layout, section: str) -> None:
        printout = print_form(sample_form(section), library(), Surroundings(1, "某某单位"), layout)
        self._stack.show_pages(printout, pdf_bytes([printout]))

    def _show_words(self, words: str) -> None:
        self._stack.show_words(words)


def run_preview(file: Path) -> int:
    """Open the preview of a layout file and return the exit code when it is closed."""
    make_application()
    preview = LayoutPreview(file)
    preview.show()
    return QApplication.exec()
