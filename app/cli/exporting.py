"""The export of many forms to a folder."""

from collections.abc import Sequence
from pathlib import Path

from app.base.errors import JihengError
from app.base.words import shown
from app.cli.output import progress, say
from app.definitions.library import Layout, Library, section_name
from app.editing.context import surroundings_for
from app.editing.session import Session
from app.model.records import Form, ref_of
from app.writers.export import PLAIN, ExportItem, Options, export_forms, writer_for

_NAMED = 3  # forms that a sentence names


def checked_formats(formats: Sequence[str]) -> list[str]:
    """Return the formats, each once.

    Raises:
        JihengError: there is no such format.
    """
    for to in formats:
        writer_for(to)
    return list(dict.fromkeys(formats))


def export_all(
    session: Session,
    forms: Sequence[Form],
    formats: Sequence[str],
    folder: Path,
    layout_id: str = "",
    options: Options = PLAIN,
) -> bool:
    """Write every form in every format, say how many files there are, and return whether all are as they ask to be.

    A form whose own layout cannot print it is printed in the one in force; where there is none either, it is left out.

    Raises:
        JihengError: there is nothing to export, no such layout or format, or the folder cannot be written.
    """
    formats = checked_formats(formats)
    if not forms:
        raise JihengError("没有符合条件的表可导出。用 jiheng list 查看已有的表。")
    library = session.library
    chosen = library.layout(layout_id) if layout_id else None
    layouts = [chosen or _own_or_instead(form, library) for form in forms]
    printed = [(form, layout) for form, layout in zip(forms, layouts, strict=True) if layout and layout.prints(form)]
    _say_left_out(forms, [form for form, _ in printed], chosen)
    around = surroundings_for([form for form, _ in printed], session.store)
    _write(
        [ExportItem(form, layout, around[ref_of(form)]) for form, layout in printed], formats, folder, library, options
    )
    return chosen is not None or (_all_in_their_own(printed) and len(printed) == len(forms))


def _write(
    items: Sequence[ExportItem], formats: Sequence[str], folder: Path, library: Library, options: Options
) -> None:
    """Write the files of every format and say how many there are."""
    for to in formats:
        with progress(f"导出 {to.upper()}") as report:
            written = export_forms(items, to, folder, library, options, report)
        say(f"已导出 {len(written)} 个 {to.upper()} 文件到“{folder}”。")


def _own_or_instead(form: Form, library: Library) -> Layout | None:
    try:
        return library.shown_layout(form)
    except JihengError:  # nothing declared prints such a form
        return None


def _say_left_out(forms: Sequence[Form], printed: Sequence[Form], chosen: Layout | None) -> None:
    """Say which forms are not printed.

    Raises:
        JihengError: none is.
    """
    kept = {ref_of(form) for form in printed}
    left_out = [form for form in forms if ref_of(form) not in kept]
    if not left_out:
        return
    where = f"版式“{chosen.id}”没有" if chosen else "没有版式能打印"
    if not printed:
        raise JihengError(f"{where}这些表的样式，没有导出。请换一个版式。")
    say(f"{where}其中 {len(left_out)} 张表的样式，没有导出它们：{_names(left_out)}。")


def _all_in_their_own(printed: Sequence[tuple[Form, Layout]]) -> bool:
    """Say which forms are printed in another layout than they name; whether there are none."""
    strange = [(form, layout) for form, layout in printed if form.layout and form.layout != layout.id]
    for other in dict.fromkeys(layout.id for _, layout in strange):
        forms = [form for form, layout in strange if layout.id == other]
        say(f"{len(forms)} 张表的版式不存在或没有这种表，已改用“{other}”，请换一个版式：{_names(forms)}。")
    return not strange


def _names(forms: Sequence[Form]) -> str:
    names = "、".join(f"“{shown(form.name) or section_name(form)}”" for form in forms[:_NAMED])
    return f"{names}等 {len(forms)} 张" if len(forms) > _NAMED else names
