"""Markdown laid out to be read calmly: for the help on the screen and for the manual on paper."""

from collections.abc import Iterator

from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrame,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)

from app.gui.theme import Theme

_LINE_HEIGHT = 150.0  # per cent
_SIZES = {1: 1.6, 2: 1.25, 3: 1.08}  # of the text's own size
_ABOVE = {1: 0.0, 2: 1.1, 3: 0.7}  # lines
_BELOW, _BELOW_ITEM = 0.6, 0.1  # lines
_PADDING = 5.0


def lay_out(document: QTextDocument, markdown: str, colours: Theme) -> None:
    """Fill a document with a text, with room between its lines and with ruled tables."""
    document.setMarkdown(markdown, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
    points = document.defaultFont().pointSizeF()
    for block in blocks_of(document):
        _space(block, points)
        _dress(block, points, colours)
    for table in _tables(document.rootFrame()):
        _rule(table, colours)


def blocks_of(document: QTextDocument) -> Iterator[QTextBlock]:
    """Yield the paragraphs, headings and cells of a document."""
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _space(block: QTextBlock, points: float) -> None:
    level = block.blockFormat().headingLevel()
    cursor = QTextCursor(block)
    below = 0.0 if cursor.currentTable() is not None else _BELOW_ITEM if cursor.currentList() else _BELOW
    shape = QTextBlockFormat()
    shape.setLineHeight(_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    shape.setTopMargin(_ABOVE.get(level, 0.0) * points * 2)
    shape.setBottomMargin(below * points)
    cursor.mergeBlockFormat(shape)


def _dress(block: QTextBlock, points: float, colours: Theme) -> None:
    cursor = QTextCursor(block)
    cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
    level = block.blockFormat().headingLevel()
    if level:
        cursor.mergeCharFormat(_heading(points * _SIZES.get(level, 1.0)))
        return
    for start, length in _pieces(block, mono=True):
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(_key(block, colours))


def _heading(points: float) -> QTextCharFormat:
    letters = QTextCharFormat()
    letters.setFontPointSize(points)
    letters.setFontWeight(QFont.Weight.DemiBold)
    return letters


def _key(block: QTextBlock, colours: Theme) -> QTextCharFormat:
    """Return how keys and typed words look: the text's own letters on a soft ground."""
    letters = QTextCharFormat()
    letters.setFontFamilies(block.document().defaultFont().families())
    letters.setFontFixedPitch(False)
    letters.setBackground(QBrush(QColor(colours.accent_soft)))
    letters.setForeground(QBrush(QColor(colours.text)))
    return letters


def _pieces(block: QTextBlock, *, mono: bool) -> list[tuple[int, int]]:
    """Return where the pieces of a block are that Markdown has in the letters of a typewriter, or all others."""
    found = []
    iterator = block.begin()
    while not iterator.atEnd():
        piece = iterator.fragment()
        if piece.isValid() and piece.charFormat().fontFixedPitch() == mono:
            found.append((piece.position(), piece.length()))
        iterator += 1
    return found


def _tables(frame: QTextFrame) -> Iterator[QTextTable]:
    for child in frame.childFrames():
        if isinstance(child, QTextTable):
            yield child
        yield from _tables(child)


def _rule(table: QTextTable, colours: Theme) -> None:
    shape = table.format()
    shape.setBorder(1)
    shape.setBorderCollapse(True)
    shape.setBorderBrush(QBrush(QColor(colours.line)))
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setCellPadding(_PADDING)
    shape.setCellSpacing(0)
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    table.setFormat(shape)
