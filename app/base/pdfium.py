"""PDFium is one for the whole process and bears no two threads at once: who uses it holds its lock."""

from threading import RLock

PDFIUM_LOCK = RLock()
"""Held while a page is read or drawn, never longer, so that the window can draw between the pages of an import."""
