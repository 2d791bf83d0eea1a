"""The declared layouts, and what a wrong declaration is told: file, line and key."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.base.errors import DefinitionError, JihengError, UnknownLayoutError
from app.base.locations import forms_folder
from app.definitions.json_schema import layout_schema
from app.definitions.library import Library, load_library
from app.definitions.toml_lines import key_lines, line_of
from app.model.records import OverallTarget, ProjectTarget, SelfEvaluation

FILE = "chongqing/tongnan-2022.toml"
SMALL_PAGE = "{ width = 40, height = 40, top = 30, bottom = 30, left = 1, right = 1 }"


def test_the_published_layouts_are_declared(library: Library) -> None:
    assert set(library.layouts) >= {
        "chongqing/tongnan-2022",
        "chongqing/tongnan-2023",
        "chongqing/tongnan-2024",
        "chongqing/tongnan-2026",
        "chongqing/qijiang-2022",
    }


def _printed(library: Library, layout: str, section: str) -> list[str]:
    form = library.layouts[layout].forms[section]
    return [column.label or library.fields.indicator[column.field].label for column in form.indicators.columns]


def test_columns_are_printed_as_published(library: Library) -> None:
    assert _printed(library, "chongqing/tongnan-2022", "project") == (
        ["一级指标", "二级指标", "三级指标", "指标值", "指标性质", "度量单位", "权重"]
    )
    assert _printed(library, "chongqing/tongnan-2026", "project")[-1] == "度量单位"
    whole = ["指标权重", "计量单位", "指标性质", "指标值"]
    assert _printed(library, "chongqing/tongnan-2022", "overall") == ["指标名称", *whole]
    assert _printed(library, "chongqing/tongnan-2023", "overall") == ["指标", *whole]


def test_only_2022_prints_the_extra_row_of_the_whole_department(library: Library) -> None:
    has_row = {
        name: any(entry.other == "其中：部门预算支出" for entry in layout.forms["overall"].entries)
        for name, layout in library.layouts.items()
        if "overall" in layout.forms
    }
    assert [name for name, has in has_row.items() if has] == ["chongqing/tongnan-2022"]


@pytest.mark.parametrize(("year", "expected"), [(2022, "2022"), (2025, "2023"), (2030, "2026"), (2019, "2026")])
def test_a_record_without_a_layout_gets_the_one_in_force(library: Library, year: int, expected: str) -> None:
    layout = library.newest(OverallTarget(year=year))
    assert layout.id == f"chongqing/tongnan-{expected}"


def test_a_layout_is_asked_for_its_own_kinds_only(library: Library) -> None:
    with pytest.raises(JihengError, match="没有整体绩效目标表"):
        library.layouts["chongqing/qijiang-2022"].form_for(OverallTarget())
    assert not library.layouts["chongqing/qijiang-2022"].prints(SelfEvaluation())
    assert library.layouts["chongqing/qijiang-2022"].prints(ProjectTarget())


def test_an_unknown_layout_is_named_with_the_nearest(library: Library) -> None:
    with pytest.raises(UnknownLayoutError, match="没有名为“chongqing/tongnan-2002”的版式（是不是“chongqing/tongnan-20"):
        library.layout("chongqing/tongnan-2002")
    with pytest.raises(UnknownLayoutError, match=r"^没有名为“a b长+…”的版式，请换一个版式。$"):
        library.layout("a\nb" + "长" * 100)


def test_a_record_is_shown_in_its_own_layout_or_in_the_one_in_force_at_its_place(library: Library) -> None:
    own, whole = ProjectTarget(layout="chongqing/qijiang-2022"), OverallTarget(layout="chongqing/qijiang-2022")
    assert library.shown_layout(own) is library.shown_layout(own)
    assert library.shown_layout(whole).prints(whole)
    assert library.shown_layout(whole).id.startswith("chongqing/")
    assert library.shown_layout(OverallTarget(year=2023, layout="nowhere/x")).prints(whole)
    assert library.form_for(whole)
    assert library.weights_for(whole)
    assert library.taxonomy_for(whole)


def _replacing(old: str, new: str) -> Callable[[str], str]:
    def edit(text: str) -> str:
        assert old in text, f"{old} is not in the file any more"
        return text.replace(old, new, 1)

    return edit


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("corner =", "cornr =", "第 14 行，键 project.cornr：不认识的键“cornr”（是不是“corner”？）"),
        ('{ field = "basis"', '{ feild = "basis"', "第 26 行，键 project.blocks.1.rows.6.1.feild：不认识的键“feild”"),
        ('field = "basis"', 'field = "bassis"', "第 26 行，键 project.blocks.1.rows.6.1.field：没有名为“bassis”的字段"),
        ('weights = "90+10"', "weights = 90", "第 15 行，键 project.weights：应为文字"),
        ('weights = "90+10"', 'weights = "80+20"', "第 15 行，键 project.weights：没有名为“80+20”的权重规则"),
        ('weights = "90+10"\n', "", "键 project.weights：缺少这个键"),
        ("grid = [", "grid = [90, ", "第 16 行，键 project.grid：各列合计"),
        ('  { field = "level2" },\n', "", "各格共占 7 列，应为 8 列"),
        ("{year}年区级", "{yaer}年区级", "第 12 行，键 project.title：没有名为“yaer”的填充词（是不是“year”？）"),
        ("{year}年区级", "{year:d}年区级", "键 project.title：花括号里只能写填充词，去掉“year”后面的部分"),
        ("{year}年区级", "{year!z}年区级", "花括号里只能写填充词"),
        ("grid = [", "row_height = 400\ngrid = [", "键 project.row_height：高 400 毫米，超过纸张可印高度"),
        ("grid = [", "heading_heights = { title = 500 }\ngrid = [", "键 project.heading_heights.title：高 500 毫米"),
        ("grid = [", "row_height = nan\ngrid = [", "键 project.row_height："),
        ("grid = [", "grid = [-5, ", "键 project.grid.1："),
        (
            'corner = "单位：万元"',
            "page = { width = 40, height = 40, top = 30, bottom = 30, left = 1, right = 1 }",
            "页边距太大",
        ),
        ('label = "绩效指标"', 'label = "绩效指标"\nrows = "funds"', "资金情况（funds）只有自评表才有"),
        ("{year}年区级", "{year年区级", "第 12 行，键 project.title：花括号不成对"),
        ('kind = "table"', 'kind = "tabel"', "kind 应为 fields、stack 或 table"),
        ("[project]", "[project", "不是合法的 TOML"),
        ('money_unit = "万元"', 'money_unit = "万"', "第 8 行，键 layout.money_unit：只能是"),
        ('taxonomy = "2015"', 'taxonomy = "2016"', "第 9 行，键 layout.taxonomy：没有名为“2016”的指标体系"),
        ("years = [2022]", "years = []", "第 6 行，键 layout.years：不能为空"),
        ("years = [2022]", 'years = ["去年"]', "第 6 行，键 layout.years.1：应为整数"),
        ('taxonomy = "2015"', 'taxonomy = "2015"\nseverity = { weigt_sum = "off" }', "没有名为“weigt_sum”的检查代码"),
        ('words = { "定性" = "无" }', "words = 3", "应为表"),
    ],
)
def test_a_wrong_definition_is_told_file_line_and_key(tmp_path: Path, old: str, new: str, expected: str) -> None:
    folder = shutil.copytree(forms_folder(), tmp_path / "forms")
    path = folder / FILE
    path.write_text(_replacing(old, new)(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_library(folder)
    assert expected in "\n".join([str(caught.value), *caught.value.problems])
    assert f"forms/{FILE}" in str(caught.value)


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            "severities.toml",
            'weight_sum = "error"',
            'weight_sum = "eror"',
            "键 weight_sum：只能是 'error'、'warning'、'",
        ),
        ("severities.toml", 'weight_sum = "error"', "weight_sum = 1", "键 weight_sum：只能是"),
        (
            "fields.toml",
            'parts = ["project_code", "project_name"]',
            'parts = ["project_code", "project_nmae"]',
            "键 project.project.parts.2：没有名为“project_nmae”的属性（是不是“project_name”？）",
        ),
    ],
)
def test_a_wrong_shared_definition_is_told(tmp_path: Path, file: str, old: str, new: str, expected: str) -> None:
    folder = shutil.copytree(forms_folder(), tmp_path / "forms")
    path = folder / "shared" / file
    path.write_text(_replacing(old, new)(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_library(folder)
    assert expected in str(caught.value)
    assert f"forms/shared/{file}" in str(caught.value)


def test_a_folder_without_definitions_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="读不出来（文件或文件夹不存在）"):
        load_library(tmp_path)


RICH = "central/central-2026.toml"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('{ field = "name", ', '{ field = "name", text = "甲", ', "第 29 行，键 project.blocks.1.rows.1.1：应写明"),
        ("[{department_code}]", "[{unit_code}]", "第 31 行，键 project.blocks.1.rows.2.1.pattern：没有名为“unit_code”"),
        (
            "（{execution_points}）",
            "（{points}）",
            "第 37 行，键 project.blocks.1.rows.3.3.text：没有名为“points”的填充词",
        ),
        ('"执行率', '"{执行率', "第 37 行，键 project.blocks.1.rows.3.3.text：花括号不成对"),
        (
            "rows = 4 },\n    { field",
            "rows = 3 },\n    { field",
            "第 41 行，键 project.blocks.1.rows.6：各格共占 5 列，应为 7 列",
        ),
        (
            '{execution_points}）", rows = 4',
            '{execution_points}）", rows = 6',
            "键 project.blocks.1.rows：有的格（rows）伸出",
        ),
        (
            'other = "上年结转", ',
            'other = "上年结转", rows = 2, ',
            "第 41 行，键 project.blocks.1.rows.6：各格共占 11 列",
        ),
        ("spans = [1, 6]", "spans = [0, 0]", "键 project.blocks.1.rows.7.1.spans：至少占一列"),
        (
            "decimals = 2 },\n    { text",
            "decimals = -2 },\n    { text",
            "第 36 行，键 project.blocks.1.rows.3.2.decimals",
        ),
        (
            'label = "绩效指标"\n',
            'label = "绩效指标"\nover = 2\n',
            "第 48 行，键 project.blocks.2.over：下面没有这么多块",
        ),
        (
            'kind = "fields"\n',
            'kind = "fields"\nlabel = "甲"\nover = 2\n',
            "第 49 行，键 project.blocks.2.label：左边已有",
        ),
        (
            'parts = ["operator"',
            'parts = ["sign"',
            "第 53 行，键 project.blocks.2.columns.4.parts：没有名为“sign”的字段",
        ),
        (
            "columns = [",
            'fixed = [{ texts = { wieght = "10" } }]\ncolumns = [',
            "texts.wieght：没有名为“wieght”的列（是不是“weight”",
        ),
        ('"level3", span', '"level3", number = true, span', "第 52 行，键 project.blocks.2.columns.3：应写明"),
        ('"level3", span', '"level3", merge_by = ["level1"], span', "columns.3.merge_by：只能与 merge = true 同用"),
        (
            '"level1", merge',
            '"level1", merge_by = ["levl1"], merge',
            "merge_by：没有名为“levl1”的字段（是不是“level1”？）",
        ),
        ('"level1", merge', '"level1", points = "{point}", merge', "columns.1.points：没有名为“point”的填充词"),
        (
            'page_number = "{page}"',
            'page_number = "{year}"',
            "第 20 行，键 project.page_number：没有名为“year”的填充词",
        ),
        ("row_height = 8.2", 'heading_fields = ["nam"]', "第 19 行，键 project.heading_fields.1：没有名为“nam”的字段"),
        ("row_height = 8.2", "heading_heights = { titel = 9 }", "第 19 行，键 project.heading_heights.titel：只能是"),
        ("size = 20 }", "size = 20, shrink_to = 6 }", "第 24 行，键 project.styles.title.shrink_to：不能小于 7"),
        ("size = 20 }", "size = 6.9 }", "第 24 行，键 project.styles.title.size：不能小于 7"),
        ("size = 20 }", "size = 100 }", "第 24 行，键 project.styles.title.size：不能大于 72"),
        ("size = 20 }", 'size = 20, fill = "blue" }', "第 24 行，键 project.styles.title.fill：应为颜色"),
        ("row_height = 8.2", 'rule_colour = "#fff"', "第 19 行，键 project.rule_colour：应为颜色"),
        ("left = 24, right = 21", "left = 24, right = 50", "第 18 行，键 project.grid：各列合计"),
        ('"（{year}年度）"', '"（{year}年度{page}）"', "第 15 行，键 project.subtitle：没有名为“page”的填充词"),
    ],
)
def test_a_wrong_use_of_the_richer_words_is_told(tmp_path: Path, old: str, new: str, expected: str) -> None:
    folder = shutil.copytree(forms_folder(), tmp_path / "forms")
    path = folder / RICH
    path.write_text(_replacing(old, new)(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_library(folder)
    assert expected in str(caught.value)
    assert f"forms/{RICH}" in str(caught.value)


def test_a_definition_that_is_no_text_is_told(tmp_path: Path) -> None:
    folder = shutil.copytree(forms_folder(), tmp_path / "forms")
    (folder / FILE).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DefinitionError, match="不是 UTF-8"):
        load_library(folder)


def test_lines_of_keys_are_found_in_every_notation() -> None:
    text = "\n".join(
        (
            "# c",
            "[a]",
            "b = 1 # x = 2",
            '"c d" = """',
            "e = 3",
            '"""',
            "[[a.f]]",
            "g = [",
            "  { h = 1 },",
            "  { h = [2, 3], i.j = 4 },",
            "]",
            "[[a.f]]",
            "g = 5",
            "[a.f.k]",
            "l = 'm = 1'",
        )
    )
    lines = key_lines(text)
    assert lines["a", "b"] == 3
    assert lines["a", "c d"] == 4
    assert lines["a", "f", 0] == 7
    assert lines["a", "f", 0, "g", 1, "h", 1] == 10
    assert lines["a", "f", 0, "g", 1, "i", "j"] == 10
    assert lines["a", "f", 1, "g"] == 13
    assert lines["a", "f", 1, "k", "l"] == 15
    assert ("e",) not in lines
    assert ("a", "e") not in lines
    assert line_of(lines, ("a", "f", 0, "g", 1, "unknown")) == 10


def test_a_table_needs_a_column_that_is_not_merged(tmp_path: Path) -> None:
    folder = shutil.copytree(forms_folder(), tmp_path / "forms")
    path = folder / FILE
    text = path.read_text(encoding="utf-8")
    for name in ("level1", "level2", "level3", "value", "operator", "unit", "weight"):
        text = text.replace(f'{{ field = "{name}" }}', f'{{ field = "{name}", merge = true }}')
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match="至少要有一列不合并"):
        load_library(folder)


def keys_of(schema: dict[str, Any]) -> set[str]:
    """Every key that a layout file may have, and the sections of a file."""
    shapes = [schema, *schema["$defs"].values()]
    return {key for shape in shapes for key in shape.get("properties", {})}


def test_the_guide_teaches_every_key() -> None:
    guide = (forms_folder() / "README.md").read_text(encoding="utf-8")
    keys = keys_of(layout_schema())
    assert {"fixed", "merge_by", "padding", "rule_colour", "fill", "heading_fields", "every_level"} <= keys
    named = set(re.findall(r"[a-z0-9_]+", " ".join(re.findall(r"```.*?```|`[^`]*`", guide, re.DOTALL))))
    assert not keys - named
