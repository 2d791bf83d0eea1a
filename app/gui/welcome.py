"""What an empty store says: how to begin."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.gui.widgets import label


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
        for words, signal in (
            ("新建一张表", self.new_wanted),
            ("载入文件…", self.load_wanted),
            ("看看示例", self.sample_wanted),
        ):
            button = QPushButton(words)
            button.setMinimumHeight(36)
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

    def say(self, words: str) -> None:
        """Show how things stand."""
        self._words.setText(words)
