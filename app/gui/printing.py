"""Printing through the system's own dialog: the pages of the PDF, as sharp as the printer."""

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from app.gui.page_stack import page_images

_SHARPEST = 600  # dots per inch; more makes pictures of 100 MB and no difference to the eye
_POINTS_PER_INCH = 72


def ask_and_print(pdf: bytes, title: str, *, landscape: bool, parent: QWidget) -> bool:
    """Ask for a printer and print a PDF on it; whether it was printed."""
    printer = make_printer(title, landscape=landscape)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("打印")
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return False
    return print_pages(pdf, printer)


def make_printer(title: str, *, landscape: bool) -> QPrinter:
    """Return the usual printer, set to A4 without margins: the pages bring their own."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    orientation = QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
    printer.setPageOrientation(orientation)
    printer.setFullPage(True)
    printer.setPageMargins(QMarginsF(0, 0, 0, 0))
    return printer


def print_pages(pdf: bytes, printer: QPrinter) -> bool:
    """Paint every page of a PDF on a printer; whether the printer took them."""
    painter = QPainter()
    if not painter.begin(printer):
        return False
    scale = min(printer.resolution(), _SHARPEST) / _POINTS_PER_INCH
    first, last = printer.fromPage() or 1, printer.toPage() or 10_000
    begun = False
    for number, image in enumerate(page_images(pdf, scale), 1):
        if first <= number <= last:
            if begun:
                printer.newPage()
            painter.drawImage(QRectF(printer.paperRect(QPrinter.Unit.DevicePixel)), image)
            begun = True
    return painter.end()
