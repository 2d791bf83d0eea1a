"""What can be read: files, what lies on the clipboard, and the files of a folder. Nothing here knows of Qt."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.definitions.library import Library
from app.readers.grids import Pages, Progress
from app.readers.kinds import Kind, kind_of
from app.readers.reading import open_pages, pages_of_clipboard
from app.recognise.files import forms_in
from app.recognise.found import FoundForm
from app.recognise.recognise import Recognised, recognise

SUFFIXES = (
    *(".xlsx", ".xlsm", ".xls", ".et", ".ett", ".csv", ".txt"),
    *(".docx", ".doc", ".wps", ".rtf", ".pdf", ".htm", ".html", ".mht", ".json"),
)
FILTER = f"Excel、WPS、Word、PDF、网页 ({' '.join(f'*{suffix}' for suffix in SUFFIXES)});;所有文件 (*)"
CLIPBOARD = "剪贴板"
_MOST_IN_FOLDER = 300
_MOST_LOOKED_AT = 5_000
_DEEPEST = 4


class Picture(StrEnum):
    """How the original of a form is shown beside it."""

    PDF = "pdf"
    GRID = "grid"
    NONE = "none"


@dataclass(frozen=True)
class Source:
    """Something to be read: a file, or what was copied.

    Attributes:
        name: what the clerk calls it.
        path: the file; ``None`` for the clipboard.
        text: what was copied, as text.
        html: the same as a web page.
    """

    name: str
    path: Path | None = None
    text: str = ""
    html: str = ""

    def forms(self, library: Library, progress: Progress) -> Recognised:
        """Return what is found in it.

        Raises:
            JihengError: it cannot be read.
        """
        if self.path is not None:
            return forms_in(self.path, library, progress)
        found = recognise(pages_of_clipboard(self.text, self.html), library)
        if not found.forms and not found.notes:
            found.notes.append("剪贴板里没有绩效目标表。请在 Excel、WPS 或网页里选中整张表，复制后再试。")
        return found

    def pages(self) -> AbstractContextManager[Pages]:
        """Open its pages, to be shown as they stand.

        Raises:
            JihengError: it cannot be read.
        """
        if self.path is None:
            return nullcontext(pages_of_clipboard(self.text, self.html))
        return open_pages(self.path)

    def picture(self, forms: list[FoundForm]) -> Picture:
        """Return how its forms can be shown; what our own files say needs no comparing."""
        if not any(form.readings or form.pages for form in forms):
            return Picture.NONE
        is_pdf = self.path is not None and kind_of(self.path) is Kind.PDF
        return Picture.PDF if is_pdf else Picture.GRID


def source_of(path: Path) -> Source:
    """Return a file as something to be read."""
    return Source(path.name or str(path), path)


def files_below(folder: Path) -> list[Path]:
    """Return the files in a folder and those below it that are likely to be read, by their names; no end of them."""
    found: list[Path] = []
    for looked_at, path in enumerate(_walk(folder)):
        if looked_at >= _MOST_LOOKED_AT or len(found) >= _MOST_IN_FOLDER:
            break
        if path.suffix.lower() in SUFFIXES and not path.name.startswith(("~$", ".")):
            found.append(path)
    return found


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        deep = len(Path(parent).relative_to(folder).parts)
        folders[:] = sorted(name for name in folders if not name.startswith(".")) if deep < _DEEPEST else []
        yield from (Path(parent) / name for name in sorted(files))
