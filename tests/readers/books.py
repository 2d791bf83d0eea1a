"""Workbooks and office files that are made to be read."""

from collections.abc import Iterable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from cases import ROOT
from openpyxl import Workbook
from other_programs import saved_by_office

REAL = ROOT.parent / "shared/samples"

SAMPLES = sorted(path for ending in ("xls", "xlsx") for path in REAL.glob(f"*/*.{ending}"))


def book_with(
    path: Path, cells: dict[str, object], merged: Iterable[str] = (), formats: dict[str, str] | None = None
) -> Path:
    book = Workbook()
    sheet = book.active
    for place, value in cells.items():
        sheet[place] = value
    for place, code in (formats or {}).items():
        sheet[place].number_format = code
    for area in merged:
        sheet.merge_cells(area)
    book.save(path)
    return path


def changed(path: Path, target: Path, part: str, old: str, new: str) -> Path:
    """Write an office file again with one of its parts changed."""
    with ZipFile(path) as source, ZipFile(target, "w", ZIP_DEFLATED) as out:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
            out.writestr(name, content)
    return target


def convert(path: Path, ending: str, folder: Path) -> Path:
    """Let LibreOffice write a file in another format."""
    return saved_by_office(path, ending, folder / f"as-{ending.partition(':')[0]}")
