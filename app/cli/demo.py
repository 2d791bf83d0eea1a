"""The sample department, from loading to the printed forms."""

from pathlib import Path

from app.base.documents import read_json
from app.base.locations import resources_folder
from app.cli.checking import check_all, summary_sentence
from app.cli.exporting import export_all
from app.cli.output import progress, say
from app.editing.loading import load_document
from app.editing.session import Session
from app.editing.waivers import waivers_by_form


def run_demo(session: Session, folder: Path) -> None:
    """Load the sample unless the store has forms already, check it, and export PDF and Excel to ``folder``."""
    if not session.store.listing():
        load_document(session, read_json(resources_folder() / "samples" / "department.json"))
    forms = session.store.forms()
    say(f"示例数据在“{session.store.path}”，共 {len(forms)} 张表。")
    with progress("检查") as report:
        checked = check_all(forms, session.library, waivers_by_form(session.store), report)
    say(summary_sentence(checked))
    export_all(session, forms, ("pdf", "xlsx"), folder, "")
