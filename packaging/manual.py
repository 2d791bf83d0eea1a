"""Makes the manual of the help's own pages, as one PDF or one HTML file.

    .venv/bin/python packaging/manual.py 使用手册.pdf
    .venv/bin/python packaging/manual.py 使用手册.html

The PDF has a title, a table of contents with page numbers, one chapter for each page of the help, and page numbers; its
letters are those that forms are printed with, and they are embedded.
"""

import argparse
import os
import re
from functools import cache
from io import BytesIO
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from fontTools.ttLib import TTFont
from PySide6.QtCore import QByteArray, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QGuiApplication,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)

from app import __version__
from app.base.locations import resources_folder
from app.gui.help_pages import Topic, topics
from app.gui.help_text import lay_out
from app.gui.theme import themes

TITLE = "绩衡使用手册"
FONTS = ("NotoSerifSC-Regular.ttf", "NotoSansSC-Bold.ttf")
RADICALS = range(0x2E80, 0x2FE0)
POINTS = 10.5
MARGIN_MM = 22.0
DPI = 96  # the document's own dots; the writer scales them
FOOT_MM = 12.0
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\.md\)")


def main() -> None:
    """Write the manual that was asked for."""
    words = argparse.ArgumentParser(description="把 resources/help 做成一本手册。")
    words.add_argument("file", type=Path, help="以 .pdf 或 .html 结尾的文件。")
    target = words.parse_args().file
    application = QGuiApplication([])
    pages = write_pdf(target) if target.suffix.lower() == ".pdf" else write_html(target)
    print(f"已写入“{target}”，{pages}。")
    del application


def write_pdf(target: Path) -> str:
    """Write the pages one after the other, each chapter on a page of its own, with contents that name the pages."""
    writer = pdf_writer(target)
    size = page_size(writer)
    chapters = [document(topic.text, size) for topic in plain_topics()]
    first = contents([0] * len(chapters), size).pageCount() + 1
    starts = [first + sum(one.pageCount() for one in chapters[:n]) for n in range(len(chapters))]
    parts = [contents(starts, size), *chapters]
    paint(writer, parts)
    return f"{sum(part.pageCount() for part in parts)} 页"


def pdf_writer(target: Path) -> QPdfWriter:
    """Return what writes A4 pages."""
    writer = QPdfWriter(str(target))
    writer.setTitle(f"{TITLE} {__version__}")
    writer.setResolution(DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    return writer


def page_size(writer: QPdfWriter) -> QSizeF:
    """Return the room within the margins."""
    return QSizeF(writer.pageLayout().paintRectPixels(DPI).size())


def plain_topics() -> list[Topic]:
    """Return the pages of the help; on paper a link is the words alone."""
    return [topic._replace(text=LINK.sub(r"“\1”", topic.text)) for topic in topics().values()]


def document(text: str, size: QSizeF) -> QTextDocument:
    """Return a chapter laid out on pages."""
    made = QTextDocument()
    made.setDocumentMargin(0)
    made.setDefaultFont(font())
    lay_out(made, text, themes()["light"])
    made.setPageSize(size)
    return made


@cache
def font() -> QFont:
    """Return the letters of the text, from the program's own fonts."""
    numbers = [QFontDatabase.addApplicationFontFromData(QByteArray(without_radicals(name))) for name in FONTS]
    made = QFont(QFontDatabase.applicationFontFamilies(numbers[0]))
    made.setPointSizeF(POINTS)
    return made


def without_radicals(name: str) -> bytes:
    """Return a font that knows no signs for radicals: Qt would write 用 into the PDF as its radical, never found."""
    made, changed = BytesIO(), TTFont(resources_folder() / "fonts" / name)
    for table in changed["cmap"].tables:
        table.cmap = {code: glyph for code, glyph in table.cmap.items() if code not in RADICALS}
    changed.save(made)
    return made.getvalue()


def contents(starts: list[int], size: QSizeF) -> QTextDocument:
    """Return the title and the chapters with the pages on which they begin."""
    rows = [f"| {topic.title} | {page} |" for topic, page in zip(topics().values(), starts, strict=True)]
    return document("\n".join([f"# {TITLE}", "", f"版本 {__version__}", "", "| 目录 | 页 |", "|---|---|", *rows]), size)


def paint(writer: QPdfWriter, parts: list[QTextDocument]) -> None:
    """Paint every page with its number."""
    painter = QPainter(writer)
    number = 0
    for part in parts:
        for page in range(part.pageCount()):
            if number:
                writer.newPage()
            number += 1
            paint_page(painter, part, page, number)
    painter.end()


def paint_page(painter: QPainter, part: QTextDocument, page: int, number: int) -> None:
    """Paint one page of a chapter and the number below it."""
    size = part.pageSize()
    painter.save()
    painter.translate(0, -page * size.height())
    part.drawContents(painter, QRectF(0, page * size.height(), size.width(), size.height()))
    painter.restore()
    painter.setFont(part.defaultFont())
    below = QRectF(0, size.height(), size.width(), FOOT_MM / 25.4 * DPI)
    painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, str(number))


def write_html(target: Path) -> str:
    """Write one page with everything, which any browser shows and prints."""
    parts = [f"<h1>{TITLE}</h1><p>版本 {__version__}</p>", links()]
    parts += [f'<section id="{topic.name}">{html_of(topic)}</section>' for topic in topics().values()]
    head = f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{TITLE}</title>{STYLE}</head>'
    target.write_text(f"{head}<body>{''.join(parts)}</body></html>\n", encoding="utf-8")
    return f"{len(topics())} 章"


STYLE = """<style>
body { max-width: 46em; margin: 2em auto; padding: 0 1em; font-family: "Noto Sans SC", "Microsoft YaHei", sans-serif;
       line-height: 1.7; color: #1f2429; }
table { border-collapse: collapse; width: 100%; } td, th { border: 1px solid #b8c0c6; padding: 4px 8px; }
section { page-break-before: always; border-top: 1px solid #d9dee2; }
code { background: #e3eff3; padding: 0 3px; font-family: inherit; }
</style>"""


def links() -> str:
    """Return the contents."""
    return "<ul>" + "".join(f'<li><a href="#{one.name}">{one.title}</a></li>' for one in topics().values()) + "</ul>"


def html_of(topic: Topic) -> str:
    """Return a page as plain HTML: what Qt writes, without its styles."""
    made = QTextDocument()
    made.setMarkdown(topic.text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
    body = made.toHtml().partition("<body")[2].partition(">")[2].partition("</body>")[0]
    body = re.sub(r'href="([\w-]+)\.md"', r'href="#\1"', body)
    body = re.sub(r"<span style=\"[^\"]*monospace[^\"]*\">(.*?)</span>", r"<code>\1</code>", body)
    body = re.sub(r"</?span[^>]*>", "", body)
    return re.sub(r' (?:style|class|border|cellpadding|cellspacing)="[^"]*"', "", body)


if __name__ == "__main__":
    main()
