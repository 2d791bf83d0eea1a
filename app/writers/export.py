"""One file for each form, or for the forms that one table prints, in any of the formats: named and checked."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.base.errors import JihengError, OutputError, did_you_mean
from app.base.files import make_folder
from app.definitions.library import Layout, Library
from app.model.records import Form
from app.sheet.fonts import FontChoice
from app.sheet.pages import Printout, lay_out, sheet_of, with_fonts
from app.sheet.sheet import Sheet
from app.sheet.surroundings import Surroundings
from app.sheet.tabulate import together_key
from app.writers.docx import write_docx
from app.writers.lacking import missing_letters
from app.writers.names import file_stem, unlike
from app.writers.ofd import write_ofd
from app.writers.pdf import write_pdf
from app.writers.xlsx import require_room, write_xlsx
from app.writers.xlsx_fields import Origin

_LONGEST_STEM = 80
_PLACES_NAMED = 3


@dataclass(frozen=True)
class Options:
    """How files are wanted; a format that has no room for something passes it over.

    Attributes:
        fonts: with which typefaces forms are measured and, in formats that bring them along, printed.
        protect_labels: whether in Excel only values can be changed.
        marks: whether Excel has hidden marks by which the file is read back; they hold what is not printed too.
    """

    fonts: FontChoice = FontChoice.OPEN
    protect_labels: bool = False
    marks: bool = True


PLAIN = Options()


@dataclass(frozen=True)
class Writer:
    """A format: how forms are written into one file of it.

    Attributes:
        write: writes forms to a file; it is told where they come from, and how the file is wanted.
        refuse: raises ``OutputError`` where the format cannot hold a text of the forms.
    """

    write: Callable[[Sequence[Printout], Path, Sequence[Origin], Options], None]
    refuse: Callable[[Sequence[Sheet]], None]


def require_letters(sheets: Iterable[Sheet]) -> None:
    """Refuse to print forms with characters that no typeface has, for the file brings its letters along.

    Raises:
        OutputError: there are some; the sentence names the first and their places.
    """
    problems = [missing.sentence for missing in missing_letters(sheets)]
    if problems:
        more = f"等 {len(problems)} 处" if len(problems) > _PLACES_NAMED else ""
        raise OutputError(
            f"有字体里没有的字，印不出来：{'；'.join(problems[:_PLACES_NAMED])}{more}。请安装有这个字的字体（如宋体-ExtB），或改用其他字，再导出。"
        )


def _any_text(_sheets: Sequence[Sheet]) -> None:
    """Refuse nothing."""


def _xlsx(forms: Sequence[Printout], target: Path, origins: Sequence[Origin], options: Options) -> None:
    write_xlsx(forms, target, origins=origins, protect_labels=options.protect_labels, marks=options.marks)


WRITERS = {
    "pdf": Writer(lambda forms, target, *_: write_pdf(forms, target), require_letters),
    "ofd": Writer(lambda forms, target, *_: write_ofd(forms, target), require_letters),
    "docx": Writer(lambda forms, target, *_: write_docx(forms, target), _any_text),
    "xlsx": Writer(_xlsx, require_room),
}


@dataclass(frozen=True)
class ExportItem:
    """A form to be exported, the layout that prints it, and what its print needs besides."""

    form: Form
    layout: Layout
    surroundings: Surroundings


def grouped(items: Iterable[ExportItem]) -> list[list[ExportItem]]:
    """Return the forms by the file they are exported into: each its own, those of one table together."""
    groups: dict[object, list[ExportItem]] = {}
    for number, item in enumerate(items):
        groups.setdefault(together_key(item.form, item.layout) or number, []).append(item)
    return list(groups.values())


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
    options: Options = PLAIN,
    progress: Callable[[int, int, str], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> list[Path]:
    """Write each form into its own file and return the files, in the order of the forms.

    Forms that their layout prints in one table come into one file, as ``grouped`` has them. Nothing is written before
    every form has been built and its texts checked.

    Args:
        items: the forms.
        to: a key of ``WRITERS``.
        folder: where to; made if it is not there.
        library: the definitions.
        options: how the files are wanted.
        progress: is told, before each file, how many are done, how many there are, and the name of this one.
        cancelled: asked before each file; files that are already written stay.

    Raises:
        JihengError: there is no such format, or a layout does not print such a form.
        OutputError: a file cannot be written, or a form has a text that the format cannot hold.
    """
    writer = writer_for(to)
    groups = grouped(items)
    sheets = [with_fonts(_sheet(group, library), options.fonts) for group in groups]
    writer.refuse(sheets)
    make_folder(folder)
    written: list[Path] = []
    for group, sheet, name in zip(groups, sheets, file_names(sheets, to), strict=True):
        if cancelled and cancelled():
            break
        if progress:
            progress(len(written), len(sheets), name)
        origins = [Origin(item.form, item.layout, library) for item in group]
        writer.write([lay_out(sheet)], folder / name, origins, options)
        written.append(folder / name)
    return written


def _sheet(group: Sequence[ExportItem], library: Library) -> Sheet:
    return sheet_of([item.form for item in group], group[0].layout, library, group[0].surroundings)


def file_names(sheets: Iterable[Sheet], suffix: str) -> list[str]:
    """Return a name for the file of each form, no two alike."""
    taken: set[str] = set()
    return [f"{unlike(file_stem(sheet), taken, _LONGEST_STEM)}.{suffix}" for sheet in sheets]
