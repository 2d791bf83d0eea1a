"""One file for each form, in any of the formats: named, checked and moved into place."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.base.errors import JihengError, OutputError, did_you_mean
from app.base.files import make_folder
from app.definitions.library import Layout, Library
from app.model.records import Form
from app.sheet.build import build_sheet
from app.sheet.fonts import missing_characters
from app.sheet.pages import Printout, lay_out
from app.sheet.sheet import Box, FieldId, Role, Sheet
from app.sheet.surroundings import Surroundings
from app.writers.names import file_stem, heading, unlike
from app.writers.pdf import write_pdf
from app.writers.xlsx import write_xlsx

_LONGEST_STEM = 80
_PLACES_NAMED = 3


@dataclass(frozen=True)
class Writer:
    """A format: how forms are written into one file of it.

    Attributes:
        write: writes forms to a file; the last argument is the document's title, empty for the first form's.
        embeds_fonts: whether the file brings its letters along, so that one that no typeface has could not be read.
    """

    write: Callable[[Sequence[Printout], Path, str], None]
    embeds_fonts: bool


WRITERS = {
    "pdf": Writer(write_pdf, embeds_fonts=True),
    "xlsx": Writer(write_xlsx, embeds_fonts=False),
}


@dataclass(frozen=True)
class ExportItem:
    """A form to be exported, the layout that prints it, and what its print needs besides."""

    form: Form
    layout: Layout
    surroundings: Surroundings


def writer_for(to: str) -> Writer:
    """Return the writer of a format.

    Raises:
        JihengError: there is none of that name.
    """
    if to not in WRITERS:
        raise JihengError(f"不能导出为“{to}”{did_you_mean(to, WRITERS)}，可以导出为 {'、'.join(WRITERS)}。")
    return WRITERS[to]


def export_forms(
    items: Iterable[ExportItem],
    to: str,
    folder: Path,
    library: Library,
    progress: Callable[[int, int, str], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> list[Path]:
    """Write each form into its own file and return the files, in the order of the forms.

    Nothing is written before every form has been built and its letters checked.

    Args:
        items: the forms.
        to: a key of ``WRITERS``.
        folder: where to; made if it is not there.
        library: the definitions.
        progress: is told, before each form, how many are done, how many there are, and the name of this one.
        cancelled: asked before each form; files that are already written stay.

    Raises:
        JihengError: there is no such format, or a layout does not print such a form.
        OutputError: a file cannot be written, or a form has a character that cannot be printed.
    """
    writer = writer_for(to)
    sheets = [build_sheet(item.form, item.layout, library, item.surroundings) for item in items]
    if writer.embeds_fonts:
        require_letters(sheets)
    make_folder(folder)
    written: list[Path] = []
    for sheet, name in zip(sheets, file_names(sheets, to), strict=True):
        if cancelled and cancelled():
            break
        if progress:
            progress(len(written), len(sheets), name)
        writer.write([lay_out(sheet)], folder / name, "")
        written.append(folder / name)
    return written


def file_names(sheets: Iterable[Sheet], suffix: str) -> list[str]:
    """Return a name for the file of each form, no two alike."""
    taken: set[str] = set()
    return [f"{unlike(file_stem(sheet), taken, _LONGEST_STEM)}.{suffix}" for sheet in sheets]


def require_letters(sheets: Iterable[Sheet]) -> None:
    """Refuse to print forms with characters that no typeface has.

    Raises:
        OutputError: there are some; the sentence names the first and their places.
    """
    problems = [problem for sheet in sheets for problem in _unprintable(sheet)]
    if problems:
        more = f"等 {len(problems)} 处" if len(problems) > _PLACES_NAMED else ""
        raise OutputError(
            f"有字体里没有的字，印不出来：{'；'.join(problems[:_PLACES_NAMED])}{more}。请改用其他字，再导出。"
        )


def _unprintable(sheet: Sheet) -> Iterator[str]:
    for box in sheet.boxes:
        for character in missing_characters(box.text, sheet.fonts):
            yield f"“{heading(sheet)}”{_place(sheet, box)}的“{character}”（U+{ord(character):04X}）"


def _place(sheet: Sheet, box: Box) -> str:
    """Return in words which cell this is: its label and, in a table, its row."""
    if box.field is None:
        return ""
    heads = (other.text for other in sheet.boxes if other.role is Role.LABEL and _belongs(other, box.field))
    row = f"第 {box.field.row} 行" if box.field.row else ""
    return f"{row}“{next(heads, box.field.field)}”"


def _belongs(label: Box, field: FieldId) -> bool:
    return label.field is not None and (label.field.field, label.field.table) == (field.field, field.table)
