"""Which project of a table of several a row is of: its cells merged, repeated, left empty, or cut by a page's end."""

import re
from collections.abc import Mapping
from dataclasses import replace

from app.definitions.words import squeezed
from app.readers.grids import Cell
from app.recognise.values import project_code_and_name

_CONTINUED = re.compile(r"[(（]续[)）]")
ENDS = ("。", "；", ";", ".", "！", "!")
"""What a text ends in that is whole."""


def without_mark(text: str) -> str:
    """Return a text without the mark （续） of what goes on overleaf."""
    return _CONTINUED.sub("", text)


def is_same_project(old: dict[str, Cell], new: dict[str, Cell]) -> bool:
    """Whether cells name the project that others have named: again, on its next page, or not at all."""
    said = [name for name in new if name != "goal" and _shown(new[name])]
    if any(name in old and _shown(old[name]) != _shown(new[name]) for name in said):
        return False
    if "amount" in said or "project_code" in said:
        return True
    before, after = (_shown(cells["goal"]) if "goal" in cells else "" for cells in (old, new))
    return not after or after in before or not before.endswith(ENDS) or not said


def _shown(cell: Cell) -> str:
    return without_mark(squeezed(cell.text))


def prolonged(old: Cell | None, new: Cell) -> Cell:
    """Return the cell of a text that goes on in another, as where a page ends in it."""
    if old is None or not _shown(new) or _shown(new) in _shown(old):
        return old or new
    return replace(old, text=f"{old.text}\n{new.text}")


def is_cut(old: Mapping[str, Cell], new: Mapping[str, Cell]) -> bool:
    """Whether the cells of a page's first row are the rest of those that the page before ended in.

    An amount is too short to be cut: it stands on one of the two pages, if the cells are one project's.
    """
    if not any(map(_shown, old.values())):
        return True
    if _begins_anew(old, new):
        return False
    if "amount" in new or "amount" in old:
        amounts = [_shown(cells["amount"]) if "amount" in cells else "" for cells in (old, new)]
        return sum(map(bool, amounts)) == 1
    return False


def _begins_anew(old: Mapping[str, Cell], new: Mapping[str, Cell]) -> bool:
    """Whether the cells cannot be the rest of others: a code begins them, or another goal follows a whole one."""
    before, after = (_shown(cells["goal"]) if "goal" in cells else "" for cells in (old, new))
    has_code = any(project_code_and_name(cell.text)[0] for cell in new.values())
    return has_code or (bool(after) and before.endswith(ENDS))


def whole_project(old: Mapping[str, Cell], new: Mapping[str, Cell]) -> dict[str, Cell]:
    """Return the cells of a project of which a page's end has cut some."""
    return {name: prolonged(old.get(name), cell) for name, cell in new.items()} | {
        name: cell for name, cell in old.items() if name not in new
    }


def is_part(old: Mapping[str, Cell], new: Mapping[str, Cell], *, is_first: bool, is_last: bool) -> bool:
    """Whether the cells of the last row of a page, or of the first, show parts of the texts that name a project."""
    texts = [(_shown(old[name]), _shown(cell)) for name, cell in new.items() if name in old and _shown(cell)]
    before = is_last and all(whole.startswith(part) for whole, part in texts)
    after = is_first and all(whole.endswith(part) for whole, part in texts)
    return before or after
