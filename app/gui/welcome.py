"""What an empty store says: three questions that may be left, and how to begin."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.definitions.library import Library
from app.gui.first_start import OwnDetails
from app.gui.settings import Settings
from app.gui.widgets import label

_BUTTON_HEIGHT = 36  # px
_QUESTIONS = "先回答几个问题，以后新建的表就按这里填好。不清楚的可以空着，以后在“文件 → 设置”里改。"


class Welcome(QWidget):
    """The questions of the first start, and the ways to begin.

    Signals:
        new_wanted: make a form.
        load_wanted: read a file, mostly last year's.
        sample_wanted: look at the sample department.
    """

    new_wanted = Signal()
    load_wanted = Signal()
    sample_wanted = Signal()

    def __init__(self, settings: Settings, library: Library, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = label(role="title")
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._why = label(_QUESTIONS, "muted")
        self._why.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._why.setWordWrap(True)
        self.details = OwnDetails(settings, library)
        self._sample = QPushButton("看看示例")
        hint = label("每次修改都会自动保存，随时可以撤销。按 F1 看怎样开始。", "muted")
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setSpacing(16)
        column.addStretch(2)
        column.addWidget(self._words)
        column.addWidget(self._why)
        column.addLayout(_centred(self.details))
        column.addLayout(_centred(*self._buttons()))
        column.addWidget(hint)
        column.addStretch(3)

    def _buttons(self) -> list[QWidget]:
        made: list[QWidget] = []
        for button, signal in (
            (QPushButton("打开上年的文件…"), self.load_wanted),
            (QPushButton("新建一张表"), self.new_wanted),
            (self._sample, self.sample_wanted),
        ):
            button.setMinimumHeight(_BUTTON_HEIGHT)
            button.clicked.connect(signal)
            made.append(button)
        return made

    def say(self, words: str, *, offer_sample: bool) -> None:
        """Show how things stand; questions and sample are for a store that has no form yet."""
        self._words.setText(words)
        for widget in (self._why, self.details, self._sample):
            widget.setVisible(offer_sample)
        self.details.show_answers()


def _centred(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addStretch(1)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row
