"""Documents with several forms, or with other tables between them: every form comes back, and nothing else."""

from pathlib import Path

import pytest

from app.definitions.library import Library
from recognise.documents import BLANKS, DOCUMENTS, OTHERS, check
from recognise.looks import found_in, found_in_file, in_turn
from recognise.published import FORMATS, Paper


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_read(name: str, library: Library) -> None:
    papers, wanted = DOCUMENTS[name]
    check(found_in(papers, library), wanted)


@pytest.mark.parametrize(("name", "kind"), in_turn(DOCUMENTS))
def test_a_document_is_read_from_files(name: str, kind: str, library: Library, tmp_path: Path) -> None:
    papers, wanted = DOCUMENTS[name]
    ending, write = FORMATS[kind]
    check(found_in_file(write(papers, tmp_path / f"file{ending}"), library), wanted)


@pytest.mark.parametrize("kind", ["grid", "xlsx", "docx", "pdf-strokes"])
@pytest.mark.parametrize("name", OTHERS)
def test_other_tables_are_no_forms(name: str, kind: str, library: Library, tmp_path: Path) -> None:
    papers = [OTHERS[name]]
    found = found_in(papers, library) if kind == "grid" else found_in_file(_written(papers, kind, tmp_path), library)
    assert found.forms == []


@pytest.mark.parametrize("kind", ["grid", "xlsx", "docx", "pdf-strokes"])
def test_a_document_without_forms_has_none(kind: str, library: Library, tmp_path: Path) -> None:
    papers = list(OTHERS.values())
    found = found_in(papers, library) if kind == "grid" else found_in_file(_written(papers, kind, tmp_path), library)
    assert found.forms == []


@pytest.mark.parametrize("kind", ["grid", "xlsx", "docx", "pdf-strokes"])
@pytest.mark.parametrize("name", BLANKS)
def test_a_blank_form_is_told_and_not_read(name: str, kind: str, library: Library, tmp_path: Path) -> None:
    papers = BLANKS[name]
    found = found_in(papers, library) if kind == "grid" else found_in_file(_written(papers, kind, tmp_path), library)
    assert found.forms == []
    assert len(found.notes) == 1
    assert "空白表" in found.notes[0]


def _written(papers: list[Paper], kind: str, folder: Path) -> Path:
    ending, write = FORMATS[kind]
    return write(papers, folder / f"file{ending}")
