"""What an empty store says: how to begin."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.gui.widgets import label

_BUTTON_HEIGHT = 36  # px


class Welcome(QWidget):
    """Three ways to begin.

    Signals:
        new_wanted: make a form.
        load_wanted: read a file.
        sample_wanted: look at the sample department.
    """

    new_wanted = Signal()
    load_wanted = Signal()
    sample_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = label(role="title")
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint = label("每次修改都会自动保存，随时可以撤销。", "muted")
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row = QHBoxLayout()
        row.addStretch(1)
        self._sample = QPushButton("看看示例")
        for button, signal in (
            (QPushButton("新建一张表"), self.new_wanted),
            (QPushButton("载入文件…"), self.load_wanted),
            (self._sample, self.sample_wanted),
        ):
            button.setMinimumHeight(_BUTTON_HEIGHT)
            button.clicked.connect(signal)
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(16)
        column.addStretch(2)
        column.addWidget(self._words)
        column.addLayout(row)
        column.addWidget(hint)
        column.addStretch(3)

    def say(self, words: str, *, offer_sample: bool) -> None:
        """Show how things stand; the sample is offered only where it cannot mix with the clerk's own forms."""
        self._words.setText(words)
        self._sample.setVisible(offer_sample)
