"""Documents in one XML file: of Word 2003, and those of today with all their parts in one (flat OPC)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lxml.etree import XMLSyntaxError

from app.base.errors import ReadingError
from app.base.files import reason
from app.readers.grids import Page, Pages
from app.readers.texts import plain_xml
from app.readers.word import page_of_document
from app.readers.word_numbers import Numbers
from app.readers.wordml import attribute, child, name_of, parsed

_ROOTS = ("document", "numbering", "styles")
_ADVICE = "请在 Word 或 WPS 里打开并另存为 .docx 后再试。"
_PICTURE = re.compile(rb"(<(?:[\w.-]+:)?(?:binData|binaryData|docOleData)\b[^<>]*[^<>/]>)[^<]+")


@contextmanager
def read_word_xml(path: Path) -> Iterator[Pages]:
    """Open a document; it is one page.

    Raises:
        ReadingError: it cannot be read, is damaged or has a document type.
    """
    try:
        content = plain_xml(path.read_bytes(), path.name)
    except OSError as error:
        raise ReadingError(f"读不出文件“{path}”：{reason(error)}。请确认它没有被占用。") from error
    yield Pages("doc", 1, _pages(_PICTURE.sub(rb"\1", content), path.name))


def _pages(content: bytes, file: str) -> Iterator[Page]:
    try:
        root = parsed(content)
    except XMLSyntaxError as error:
        raise ReadingError(f"“{file}”已损坏，读不出来。{_ADVICE}") from error
    if name_of(root) == "wordDocument":
        yield page_of_document(root, Numbers.of(child(root, "lists"), child(root, "styles")))
        return
    parts = {attribute(part, "name"): child(child(part, "xmlData"), *_ROOTS) for part in root}
    name = next((name for name, part in parts.items() if part is not None and name_of(part) == "document"), "")
    if not name:
        raise ReadingError(f"“{file}”里没有正文，读不出来。{_ADVICE}")
    folder = name.rpartition("/")[0]
    numbers = Numbers.of(parts.get(f"{folder}/numbering.xml"), parts.get(f"{folder}/styles.xml"))
    yield page_of_document(parts[name], numbers)
