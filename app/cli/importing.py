"""The import of files: what was found in each, told to people and to scripts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.base.errors import JihengError
from app.base.words import shown
from app.cli.output import print_lines, progress, say
from app.definitions.library import Library
from app.editing.importing import Choice, Proposal, propose, store_forms
from app.editing.session import Session
from app.model.exchange import write_form
from app.readers.grids import Report
from app.recognise.files import forms_in
from app.recognise.found import FoundForm

_DOUBTFUL = 0.75  # a value less sure than this is pointed out


@dataclass
class FileRead:
    """What came of one file.

    Attributes:
        file: as it was named.
        forms: what was found in it.
        notes: sentences about what was not read.
        error: why it could not be read; empty when it could.
    """

    file: Path
    forms: list[FoundForm] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    error: str = ""


def read_files(files: Sequence[Path], library: Library, year: int | None = None) -> list[FileRead]:
    """Read files one after the other; one that cannot be read does not stop the others.

    Args:
        files: any files.
        library: the declared layouts.
        year: given to forms that print none.
    """
    read = []
    with progress("读取") as report:
        for number, file in enumerate(files):
            report(number, len(files), shown(file.name))
            read.append(_read_file(file, library, year, lambda at, n=number, f=file: _tell(report, at, n, files, f)))
    return read


def _tell(report: Any, at: Report, number: int, files: Sequence[Path], file: Path) -> None:  # noqa: ANN401
    report(number, len(files), f"{shown(file.name)} 第{at.done}页，共{at.total}页")


def _read_file(file: Path, library: Library, year: int | None, tell: Any) -> FileRead:  # noqa: ANN401
    try:
        found = forms_in(file, library, tell)
    except JihengError as error:
        return FileRead(file, error=str(error))
    for form in found.forms:
        if year is not None and (form.record.year is None or _is_guessed(form)):
            form.record.year = year
    return FileRead(file, found.forms, found.notes)


def _is_guessed(form: FoundForm) -> bool:
    reading = form.readings.get("year")
    return reading is not None and reading.sure <= 0.5


def import_all(session: Session, read: Sequence[FileRead]) -> list[Proposal]:
    """Store all forms that are not in the store already, as one step, and return what became of each."""
    proposals = propose([form.record for file in read for form in file.forms], session.store)
    store_forms(session, proposals)
    return proposals


def as_json(read: Sequence[FileRead]) -> dict[str, Any]:
    """Return what was found for scripts."""
    return {"files": [_file_as_json(file) for file in read]}


def _file_as_json(file: FileRead) -> dict[str, Any]:
    said: dict[str, Any] = {"file": str(file.file), "forms": [_form_as_json(form) for form in file.forms]}
    said["notes"] = file.notes
    return said | ({"error": file.error} if file.error else {})


def _form_as_json(form: FoundForm) -> dict[str, Any]:
    return {
        "kind": form.record.kind.value,
        "title": form.title,
        "layout": form.record.layout,
        "confidence": form.confidence,
        "pages": list(form.pages),
        "record": write_form(form.record),
        "issues": [*form.notes, *_doubts(form)],
        "unplaced": [{"label": one.label, "text": one.text, "place": one.place.label} for one in form.unplaced],
        "sources": {
            name: {"place": reading.place.label, "printed": reading.printed, "sure": reading.sure}
            for name, reading in form.readings.items()
        },
    }


def _doubts(form: FoundForm) -> Iterator[str]:
    for name, reading in form.readings.items():
        if reading.sure < _DOUBTFUL and reading.printed:
            yield f"{reading.place.label}：“{shown(reading.printed)}”不太确定（{name}），请核对。"


def require_readable(read: Sequence[FileRead]) -> None:
    """Refuse to go on where not one file could be read.

    Raises:
        JihengError: none could; of several files each is told before.
    """
    if any(not file.error for file in read):
        return
    if len(read) == 1:
        raise JihengError(read[0].error)
    for file in read:
        say(file.error)
    raise JihengError(f"{len(read)} 个文件都没有读出来，没有存入任何内容。")


def say_read(read: Sequence[FileRead]) -> None:
    """Tell people what was found in each file."""
    lines = []
    for file in read:
        rows = sum(len(form.record.indicators) for form in file.forms)
        lines.append(f"{file.file}：{len(file.forms)} 张表，{rows} 条指标")
        lines += [f"  {_line(form)}" for form in file.forms]
        told = [f"{shown(form.record.name or form.title)}：{note}" for form in file.forms for note in form.notes]
        for sentence in (*file.notes, *told, *([file.error] if file.error else [])):
            say(sentence)
    print_lines(lines)


def _line(form: FoundForm) -> str:
    record = form.record
    year = f"{record.year} " if record.year else ""
    doubts = sum(1 for _ in _doubts(form))
    about = f"，{doubts} 处请核对" if doubts else ""
    return f"{year}{record.kind.short_label} {shown(record.name or form.title)}：{len(record.indicators)} 条指标{about}"


def say_stored(proposals: Sequence[Proposal]) -> None:
    """Tell people what was stored and what not."""
    added = sum(one.choice is Choice.ADD for one in proposals)
    same = sum(one.is_same for one in proposals)
    again = sum(one.known is not None and not one.is_same for one in proposals)
    sentence = f"已存入 {added} 张表。"
    if same:
        sentence += f"{same} 张与已有的表完全相同，没有重复存入。"
    if again:
        sentence += f"{again} 张与已有的表同年、同名但内容不同，作为新表存入，原有的表没有改动。"
    say(sentence)
