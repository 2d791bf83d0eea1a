"""The export of many forms to a folder."""

from collections.abc import Sequence
from pathlib import Path

from app.base.errors import JihengError
from app.cli.output import progress, say
from app.editing.context import surroundings_for
from app.editing.session import Session
from app.model.records import Form, ref_of
from app.writers.export import ExportItem, export_forms


def export_all(session: Session, forms: Sequence[Form], formats: Sequence[str], folder: Path, layout_id: str) -> None:
    """Write every form in every format and say how many files there are.

    Raises:
        JihengError: there is nothing to export, no such layout, or the folder cannot be written.
    """
    if not forms:
        raise JihengError("没有符合条件的表可导出。用 jiheng list 查看已有的表。")
    items = _items(session, forms, layout_id)
    for to in formats:
        with progress(f"导出 {to.upper()}") as report:
            written = export_forms(items, to, folder, session.library, report)
        say(f"已导出 {len(written)} 个 {to.upper()} 文件到“{folder}”。")


def _items(session: Session, forms: Sequence[Form], layout_id: str) -> list[ExportItem]:
    library = session.library
    chosen = library.layout(layout_id) if layout_id else None
    printable = [form for form in forms if chosen is None or chosen.prints(form)]
    if not printable:
        raise JihengError(f"版式“{layout_id}”没有这些表的样式，请换一个版式。")
    if len(printable) < len(forms):
        say(f"版式“{layout_id}”没有其中 {len(forms) - len(printable)} 张表的样式，没有导出它们。")
    around = surroundings_for(printable, session.store)
    return [ExportItem(form, chosen or library.layout_of(form), around[ref_of(form)]) for form in printable]
