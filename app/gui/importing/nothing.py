"""The middle of the import window while there is no form in it: what can be read, and what to do next."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.widgets import label

_WAITING, _IN_VAIN = "读出来的表显示在这里", "没有找到可以读入的表"
_READABLE = "可以读 Excel、WPS 表格、Word、有文字的 PDF 和网页里的绩效目标表、自评表；扫描件和图片读不出。"
_NEXT = "点“再加文件”选另一个文件，或者把文件拖到这里；也可以在 Excel 里复制整张表，关闭这个窗口后按 Ctrl+Shift+V。"


class Nothing(QWidget):
    """Says what can be read; where nothing was found also what to do next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.readable, self.next = label(_WAITING, "heading"), label(_READABLE, "muted"), label(_NEXT)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 32, 32, 32)
        column.setSpacing(12)
        column.addStretch(1)
        for words in (self.title, self.readable, self.next):
            words.setWordWrap(True)
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(words)
        column.addStretch(2)
        self.next.hide()

    def tell_in_vain(self) -> None:
        """Say what to do where nothing was found in the files."""
        self.title.setText(_IN_VAIN)
        self.next.show()
