"""What was copied in a spreadsheet, a document or a browser."""

from app.readers.csv_text import pages_of_text
from app.readers.grids import Page, Pages, Table
from app.readers.html import page_of_html
from app.readers.texts import clean


def read_clipboard(text: str, html: str) -> Pages:
    """Return the copied cells: from the web page where it has a table, else from the text."""
    page = page_of_html(html, 1) if "<" in html else Page(1, ())
    if any(isinstance(block, Table) for block in page.blocks):
        return Pages("html", 1, iter([page]))
    return pages_of_text(clean(text), "\t")
