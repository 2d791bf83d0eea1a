"""Files read into the store: by the command line and by the editing floor, never twice, never over the clerk's work."""

import json
from pathlib import Path

import pytest
from cases import case

from app.cli.main import run
from app.definitions.library import Library
from app.editing.importing import Choice, propose, says_the_same, store_forms
from app.editing.loading import load_document
from app.editing.session import Session
from app.model.exchange import write_document
from app.model.records import Form, ProjectTarget
from app.sheet.surroundings import Surroundings
from app.store.store import Store
from app.writers.export import ExportItem, Options, export_forms


def meetings() -> Form:
    return next(form for form in case("tongnan-2022") if form.name == "区政府办政府会议专项")


@pytest.fixture
def workbook(tmp_path: Path, library: Library) -> Path:
    """The first project of a year, as another program would have written it."""
    form = meetings()
    items = [ExportItem(form, library.layout(form.layout), Surroundings())]
    (file,) = export_forms(items, "xlsx", tmp_path / "out", library, Options(marks=False))
    return file


def stored(session: Session) -> list[Form]:
    return session.store.forms()


def test_forms_are_stored_as_one_step_that_can_be_taken_back(session: Session) -> None:
    proposals = propose(case("tongnan-2022"), session.store)
    assert {one.choice for one in proposals} == {Choice.ADD}
    assert len(store_forms(session, proposals)) == 13
    assert session.undo_name == "读入 13 张表"
    session.undo()
    assert stored(session) == []
    session.redo()
    assert len(stored(session)) == 13


def test_what_is_there_already_is_skipped(session: Session) -> None:
    load_document(session, write_document(case("tongnan-2022")))
    proposals = propose(case("tongnan-2022"), session.store)
    assert {one.choice for one in proposals} == {Choice.SKIP}
    assert all(one.is_same for one in proposals)
    assert store_forms(session, proposals) == []
    assert len(stored(session)) == 13


def test_a_form_with_another_content_is_added_and_replaces_nothing(session: Session) -> None:
    load_document(session, write_document(case("tongnan-2022")[1:2]))
    (new,) = case("tongnan-2022")[1:2]
    new.goal = "另一个目标"
    (proposal,) = propose([new], session.store)
    assert (proposal.choice, proposal.is_same) == (Choice.ADD, False)
    assert proposal.known is not None
    store_forms(session, [proposal])
    assert [form.goal == "另一个目标" for form in stored(session)] == [False, True]


def test_an_update_replaces_rows_and_keeps_what_the_file_does_not_say(session: Session) -> None:
    load_document(session, write_document(case("tongnan-2022")[1:2]))
    (before,) = stored(session)
    (new,) = case("tongnan-2022")[1:2]
    new.goal, new.basis, new.indicators = "另一个目标", "", new.indicators[:2]
    (proposal,) = propose([new], session.store)
    proposal.choice = Choice.UPDATE
    assert [ref.id for ref in store_forms(session, [proposal])] == [before.id]
    (after,) = stored(session)
    assert isinstance(after, ProjectTarget)
    assert isinstance(before, ProjectTarget)
    assert (after.goal, after.basis, len(after.indicators)) == ("另一个目标", before.basis, 2)
    session.undo()
    (again,) = stored(session)
    assert says_the_same(before, again)


def call(*words: object) -> int:
    return run([str(word) for word in words])


def test_the_command_reads_a_workbook_into_the_store_once(
    workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "cli.jiheng"
    assert call("import", workbook, "--store", store) == 0
    assert "已存入 1 张表。" in capsys.readouterr().err
    assert call("import", workbook, "--store", store) == 0
    assert "1 张与已有的表完全相同，没有重复存入。" in capsys.readouterr().err
    with Store.open(store) as opened:
        (form,) = opened.forms()
    assert (form.name, len(form.indicators)) == ("区政府办政府会议专项", 6)


def test_a_dry_run_stores_nothing_and_tells_each_value_with_its_place(
    workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "dry.jiheng"
    assert call("import", workbook, "--dry-run", "--json", "--store", store) == 0
    (file,) = json.loads(capsys.readouterr().out)["files"]
    (form,) = file["forms"]
    assert form["record"]["project_code"] == "50015222T000000125711"
    assert form["confidence"] > 0.9
    assert form["sources"]["indicators[0].value"]["printed"] == "180"
    assert "E12" in form["sources"]["indicators[0].value"]["place"]
    assert not store.exists()


def test_one_file_that_cannot_be_read_does_not_stop_the_others(
    workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "空.pdf").touch()
    assert call("import", tmp_path / "空.pdf", workbook, "--store", tmp_path / "two.jiheng") == 1
    said = capsys.readouterr()
    assert "“空.pdf”是空文件" in said.err
    assert "已存入 1 张表。" in said.err


def test_where_no_file_can_be_read_nothing_is_stored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "空.pdf").touch()
    store = tmp_path / "none.jiheng"
    assert call("import", tmp_path / "空.pdf", tmp_path, "--store", store) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.endswith("2 个文件都没有读出来，没有存入任何内容。\n")
    assert not store.exists()


def test_the_year_is_asked_only_where_the_file_has_none(
    workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("import", workbook, "--year", 2030, "--dry-run", "--json") == 0
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert file["forms"][0]["record"]["year"] == "2022"
    (tmp_path / "表.csv").write_text(
        "项目支出绩效目标表\n一级指标,二级指标,三级指标,指标值\n产出指标,数量指标,培训场次,≥12次\n", encoding="utf-8"
    )
    assert call("import", tmp_path / "表.csv", "--year", 2030, "--dry-run", "--json") == 0
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert file["forms"][0]["record"]["year"] == "2030"
