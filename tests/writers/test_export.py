"""Files of an export: their names, what is refused before anything is written, and what is cancelled."""

from pathlib import Path

import pytest
from cases import case

from app.base.errors import JihengError, OutputError
from app.definitions.library import Library
from app.model.records import Form, ProjectTarget
from app.sheet.pages import print_form
from app.sheet.sheet import Box, Role
from app.sheet.surroundings import Surroundings
from app.writers.export import WRITERS, ExportItem, export_forms


def test_a_long_text_is_named_before_any_workbook_is_written(library: Library, tmp_path: Path) -> None:
    forms = case("tongnan-2022")[:3]
    forms[2].indicators[1].level3 = "长" * 32767 + "𠮷"  # which Excel counts as two
    with pytest.raises(OutputError) as refusal:
        export_forms(items(forms, library), "xlsx", tmp_path / "out", library)
    assert str(refusal.value) == (
        "“附件12-3 区政府办疫情防控专项”第 2 行“三级指标”有 32769 个字，Excel 的一格最多 32767 个，"
        "请删减，或导出为其他格式。"
    )
    assert not (tmp_path / "out").exists()
    forms[2].overview = "长" * 40000
    with pytest.raises(OutputError, match=r"“项目概况”有 40000 个字，.*（共 2 处）"):
        export_forms(items(forms, library), "xlsx", tmp_path / "out", library)
    assert len(export_forms(items(forms, library), "docx", tmp_path / "out", library)) == 3
    forms[2].indicators[1].level3, forms[2].overview = "长" * 32767, ""
    assert len(export_forms(items(forms, library), "xlsx", tmp_path / "out", library)) == 3


# Export


def items(forms: list[Form], library: Library) -> list[ExportItem]:
    return [ExportItem(form, library.shown_layout(form), Surroundings(n)) for n, form in enumerate(forms, 1)]


@pytest.mark.parametrize("to", sorted(WRITERS))
def test_each_form_has_its_own_file(to: str, library: Library, tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    forms = [*case("tongnan-2022")[:2], case("tongnan-2024")[0], case("qijiang-2022")[0]]
    files = export_forms(
        items(forms, library), to, tmp_path / "新" / "夹", library, progress=lambda *step: told.append(step)
    )
    assert [path.name for path in files] == [
        f"2022 附件12-1 区政府办政府会议专项.{to}",
        f"2022 附件12-2 区政府办调研政研专项.{to}",
        f"2024 整体绩效自评表 政府办整体自评.{to}",
        f"2022 项目绩效目标表 政府网站群民生监察OA办公平台运维经费.{to}",
    ]
    assert sorted(files) == sorted((tmp_path / "新" / "夹").iterdir())
    assert told == [(n, 4, path.name) for n, path in enumerate(files)]


def test_forms_of_one_name_do_not_overwrite_each_other(library: Library, tmp_path: Path) -> None:
    forms = [ProjectTarget(layout="chongqing/qijiang-2022", project_name="A/B:项目") for _ in range(3)]
    forms[1].project_name = "a/b:项目"
    files = export_forms(items(list(forms), library), "pdf", tmp_path, library)
    assert [path.name for path in files] == [
        "项目绩效目标表 A_B_项目.pdf",
        "项目绩效目标表 a_b_项目(2).pdf",
        "项目绩效目标表 A_B_项目(3).pdf",
    ]
    assert len(list(tmp_path.iterdir())) == 3


def test_files_of_a_unit_are_numbered_where_the_paper_does_not(library: Library, tmp_path: Path) -> None:
    forms = {name: case(name)[0] for name in ("tongnan-2022", "tongnan-2023", "qijiang-2022")}
    chosen = [ExportItem(form, library.shown_layout(form), Surroundings(3, together=12)) for form in forms.values()] + [
        ExportItem(case("tongnan-2023")[1], library.layout("chongqing/tongnan-2023"), Surroundings(1))
    ]
    names = [path.stem for path in export_forms(chosen, "xlsx", tmp_path, library)]
    assert [name.split()[1] for name in names] == ["附件12-3", "附件12-3", "项目绩效目标表-3", "附件12"]


def test_a_character_without_letter_is_named_before_anything_is_written(library: Library, tmp_path: Path) -> None:
    forms = case("tongnan-2022")[:3]
    forms[2].overview += "𠮷"
    forms[2].indicators[1].level3 = "😀"
    with pytest.raises(OutputError) as refusal:
        export_forms(items(forms, library), "pdf", tmp_path / "out", library)
    assert "“附件12-3 区政府办疫情防控专项”“项目概况”的“𠮷”（U+20BB7）" in str(refusal.value)
    assert "第 2 行“三级指标”的“😀”（U+1F600）" in str(refusal.value)
    assert not (tmp_path / "out").exists()
    assert len(export_forms(items(forms, library), "xlsx", tmp_path / "out", library)) == 3


def test_an_unknown_format_is_refused(library: Library, tmp_path: Path) -> None:
    with pytest.raises(JihengError, match="不能导出为“pfd”（是不是“pdf”？）"):
        export_forms([], "pfd", tmp_path, library)


def test_a_folder_that_is_none_is_refused(library: Library, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="不能建立文件夹"):
        export_forms(items(case("qijiang-2022")[:1], library), "pdf", tmp_path / "file" / "below", library)


def test_a_cancelled_export_keeps_what_is_done(library: Library, tmp_path: Path) -> None:
    asked = iter([False, False, True])
    files = export_forms(items(case("qijiang-2022"), library), "pdf", tmp_path, library, cancelled=lambda: next(asked))
    assert sorted(tmp_path.iterdir()) == sorted(files)
    assert len(files) == 2


def test_a_label_belongs_to_its_box(library: Library) -> None:
    """The places that messages name come from labels that know their field."""
    sheet = print_form(case("tongnan-2024")[0], library).sheet
    unlabelled = [box for box in sheet.boxes if box.role in (Role.VALUE, Role.TEXT) and not _label_of(sheet.boxes, box)]
    assert not unlabelled


def _label_of(boxes: tuple[Box, ...], value: Box) -> bool:
    assert value.field
    keys = {(box.field.field, box.field.table) for box in boxes if box.role is Role.LABEL and box.field}
    return (value.field.field, value.field.table) in keys
