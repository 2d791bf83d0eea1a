"""Any file as pages of lines and tables: the one way into the readers."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from app.readers.grids import Page, Pages, Progress, Report
from app.readers.kinds import Kind, kind_of

Reader = Callable[[Path], AbstractContextManager[Pages]]


@contextmanager
def open_pages(path: Path, progress: Progress | None = None) -> Iterator[Pages]:
    """Open a file, whatever it is; its name does not matter.

    Args:
        path: the file.
        progress: told after each page; what it raises stops the reading.

    Raises:
        JihengError: it cannot be read; its sentence says why. Damage may show only while the pages are read.
    """
    kind = kind_of(path)
    if kind is Kind.PDF:
        from app.readers.pdf import read_pdf

        with read_pdf(path, progress) as pages:
            yield pages
        return
    with _reader(kind)(path) as pages:
        if progress is not None:
            pages.pages = _reporting(pages, pages.pages, progress)
        yield pages


def pages_of_clipboard(text: str, html: str = "") -> Pages:
    """Return what was copied in Excel, WPS, Word or a browser.

    Args:
        text: rows of cells with tabs between them, or plain lines.
        html: the same as a web page, where the clipboard has it; it knows which cells are merged.
    """
    from app.readers.clipboard import read_clipboard

    return read_clipboard(text, html)


def _reporting(pages: Pages, one_by_one: Iterator[Page], progress: Progress) -> Iterator[Page]:
    for done, page in enumerate(one_by_one, 1):
        yield page
        progress(Report(done, max(pages.total, done)))


def _reader(kind: Kind) -> Reader:
    """Return the reader of a kind; each is loaded with its libraries when it is first needed."""
    if kind is Kind.XLSX:
        from app.readers.workbook import read_workbook

        return read_workbook
    if kind is Kind.XLS:
        from app.readers.xls import read_xls

        return read_xls
    if kind is Kind.XLS_XML:
        from app.readers.excel_xml import read_excel_xml

        return read_excel_xml
    if kind is Kind.DOCX:
        from app.readers.word import read_docx

        return read_docx
    if kind is Kind.DOC:
        from app.readers.doc import read_doc

        return read_doc
    if kind is Kind.DOC_XML:
        from app.readers.word_xml import read_word_xml

        return read_word_xml
    if kind is Kind.HTML:
        from app.readers.html import read_html

        return read_html
    from app.readers.csv_text import read_text

    return read_text
