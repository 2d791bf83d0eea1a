"""The command line: the contract of its words, its documents and its exit codes, on the real program."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import pytest
from cases import CASES, ROOT, SAMPLE, document_at
from program import Program

from app.writers.export import WRITERS


def test_load_then_dump_gives_back_every_case(jiheng: Program, case_path: Path, tmp_path: Path) -> None:
    assert jiheng("load", case_path) == 0
    assert jiheng("dump") == 0
    document = document_at(case_path)
    assert json.loads(jiheng.out) == document
    assert jiheng("dump", tmp_path / "out.json") == 0
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8")) == document


def test_dump_and_list_keep_to_a_year(jiheng: Program) -> None:
    for path in CASES:
        assert jiheng("load", path) == 0
    assert jiheng("dump", "--year", 2023) == 0
    assert {form["year"] for form in json.loads(jiheng.out)["projects"]} == {"2023"}
    assert jiheng("list", "--json", "--year", 2022) == 0
    assert len(json.loads(jiheng.out)["forms"]) == 12 + 1 + 8
    assert jiheng("list") == 0
    assert "区政府办政府会议专项" in jiheng.out


def test_check_finds_the_three_wrong_sums_and_no_other(jiheng: Program) -> None:
    for path in CASES:
        assert jiheng("load", path) == 0
    assert jiheng("check", "--json") == 1
    report = json.loads(jiheng.out)
    wrong = [issue for issue in report["issues"] if "weight" in issue["code"]]
    found = {(i["place"]["year"], i["place"]["project_name"], i["message"].split("，")[0]) for i in wrong}
    assert found == {
        ("2022", "电子政务外网延伸到村居网络工程", "指标权重合计 95"),
        ("2023", "2023目标考核及督查专项", "指标权重合计 80"),
        ("2026", "", "指标权重合计 92"),
    }
    assert {issue["code"] for issue in wrong} == {"weight_sum"}
    assert set(report["issues"][0]) == {"code", "severity", "message", "place", "fix"}
    assert set(report["issues"][0]["place"]) == {"kind", "year", "project_code", "project_name", "row", "field"}
    assert report["summary"]["forms"] == 40
    assert sum(report["summary"][word] for word in ("error", "warning", "notice")) == len(report["issues"])


def test_a_check_without_errors_exits_with_0(jiheng: Program) -> None:
    assert jiheng("load", SAMPLE) == 0
    assert jiheng("check") == 0
    assert "检查了 13 张表" in jiheng.err


@pytest.mark.parametrize("to", ["pdf", "xlsx"])
def test_export_writes_one_file_for_each_form(jiheng: Program, tmp_path: Path, to: str) -> None:
    jiheng("load", SAMPLE)
    assert jiheng("export", "--to", to, "--out", tmp_path / "导 出") == 0
    files = sorted((tmp_path / "导 出").iterdir())
    assert len(files) == 13
    assert {file.suffix for file in files} == {f".{to}"}
    assert "已导出 13 个" in jiheng.err


def test_two_projects_of_one_code_are_both_exported(jiheng: Program, tmp_path: Path) -> None:
    jiheng("load", SAMPLE)
    assert jiheng("export", "--to", "pdf", "--out", tmp_path / "o", "--code", "50015222T000002116788") == 0
    assert len(list((tmp_path / "o").iterdir())) == 2


def test_export_in_another_layout_says_what_it_cannot_print(jiheng: Program, tmp_path: Path) -> None:
    jiheng("load", SAMPLE)
    assert jiheng("export", "--to", "pdf", "--out", tmp_path / "o", "--layout", "chongqing/qijiang-2022") == 0
    assert len(list((tmp_path / "o").iterdir())) == 12
    assert "没有其中 1 张表的样式" in jiheng.err


def test_layouts_are_listed_without_a_store(jiheng: Program) -> None:
    assert jiheng("layouts", "--json", store=False) == 0
    ids = [layout["id"] for layout in json.loads(jiheng.out)["layouts"]]
    assert "chongqing/tongnan-2026" in ids
    assert jiheng("layouts", store=False) == 0
    assert "重庆市綦江区" in jiheng.out


def test_the_demo_walks_the_whole_path_and_can_be_walked_again(jiheng: Program, tmp_path: Path) -> None:
    for _ in range(2):
        assert jiheng("demo", "--no-window", "--out", tmp_path / "示例") == 0
        assert "共 13 张表" in jiheng.err
        assert len(list((tmp_path / "示例").glob("*.pdf"))) == len(list((tmp_path / "示例").glob("*.xlsx"))) == 13


def refused(jiheng: Program, *words: object, store: bool = True) -> str:
    """Call what must be refused: one plain sentence on stderr, nothing on stdout, exit code 2."""
    assert jiheng(*words, store=store) == 2
    assert jiheng.out == ""
    sentence = jiheng.err.strip()
    assert "\n" not in sentence
    assert sentence.endswith("。")
    assert "Traceback" not in sentence
    return sentence


def test_a_store_that_is_not_ours_is_left_alone(jiheng: Program) -> None:
    jiheng.store.parent.mkdir()
    jiheng.store.write_bytes(b"PK\x03\x04 something else entirely")
    assert "不是绩衡的数据文件" in refused(jiheng, "list")
    assert jiheng.store.read_bytes() == b"PK\x03\x04 something else entirely"


def test_a_malformed_document_stores_nothing(jiheng: Program, tmp_path: Path) -> None:
    document = document_at(SAMPLE)
    document["projects"][11]["indicators"][2]["weight"] = 20
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps(document), encoding="utf-8")
    assert "projects[12].indicators[3].weight：应为字符串" in refused(jiheng, "load", wrong)
    del document["projects"][11]
    del document["overalls"][0]["goal"]
    wrong.write_text(json.dumps(document), encoding="utf-8")
    assert "overalls[1]：缺少“goal”" in refused(jiheng, "load", wrong)
    jiheng("list", "--json")
    assert json.loads(jiheng.out) == {"forms": []}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "”是空的，没有读入"),
        (b"\xef\xbb\xbf \r\n", "”是空的，没有读入"),
        (b"{", "第 1 行第 2 列不是合法的 JSON"),
        (b"\n[1,\n x]", "第 3 行第 2 列不是合法的 JSON"),
        (b"%PDF-1.7", "”不是绩衡的交换文件，没有读入。请选由绩衡导出的 .json 或 .xlsx 文件"),
        (b"\xd0\xcf\x11\xe0", "”不是绩衡的交换文件，没有读入"),
        (b"[" * 100_000, "”不是绩衡的交换文件，没有读入"),
        (b'{"format": "jiheng", "version": 1' + b"0" * 5000 + b"}", "”不是绩衡的交换文件，没有读入"),
        (b'{"format": "jiheng", "version": 1, "version": 1}', "写了两次键“version”"),
        (b"[]", "不是绩衡的交换文件"),
    ],
)
def test_a_file_that_is_no_document_is_told(jiheng: Program, tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "文件.json"
    file.write_bytes(content)
    assert words in refused(jiheng, "load", file)


def test_a_missing_file_and_a_folder_are_told(jiheng: Program, tmp_path: Path) -> None:
    assert "不存在" in refused(jiheng, "load", tmp_path / "没有.json")
    assert "文件夹" in refused(jiheng, "load", tmp_path)


def test_what_is_no_regular_file_is_neither_read_nor_replaced(jiheng: Program, tmp_path: Path) -> None:
    jiheng("load", SAMPLE)
    assert "不是普通文件" in refused(jiheng, "load", "/dev/zero")
    os.mkfifo(tmp_path / "管道")
    assert "不是普通文件" in refused(jiheng, "load", tmp_path / "管道")
    assert "不是普通文件" in refused(jiheng, "dump", tmp_path / "管道")
    assert (tmp_path / "管道").is_fifo()
    assert "就是数据文件" in refused(jiheng, "dump", jiheng.store)
    assert jiheng("list") == 0


def test_the_store_is_named_before_or_after_the_command(jiheng: Program, tmp_path: Path) -> None:
    one, other = tmp_path / "一.jiheng", tmp_path / "二.jiheng"
    assert jiheng("--store", one, "load", SAMPLE, store=False) == 0
    assert jiheng("load", CASES[1], "--store", other, store=False) == 0
    for words in (("--store", one, "list"), ("list", "--store", one), ("--store", other, "list", "--store", one)):
        assert jiheng(*words, "--json", store=False) == 0
        assert len(json.loads(jiheng.out)["forms"]) == 13
    assert jiheng("--store", other, "check", "--json", store=False) == 1
    assert json.loads(jiheng.out)["summary"]["forms"] == 7
    assert jiheng("--store", other, "export", "--to", "xlsx", "--out", tmp_path / "o", store=False) == 0
    assert jiheng("--store", other, "dump", tmp_path / "x.json", store=False) == 0
    assert jiheng("--store", tmp_path / "三.jiheng", "demo", "--no-window", "--out", tmp_path / "d", store=False) == 0
    assert (tmp_path / "三.jiheng").exists()
    assert jiheng("layouts", "--store", one, store=False) == 0


@pytest.mark.parametrize(
    "words", [("list",), ("list", "--json"), ("check",), ("dump",), ("export", "--to", "pdf", "--out", "o")]
)
def test_a_store_that_is_not_there_is_not_made_by_asking_it(jiheng: Program, words: tuple[str, ...]) -> None:
    assert "没有找到数据文件“" in refused(jiheng, *words)
    assert not jiheng.store.parent.exists()


def test_the_usual_store_is_simply_empty_before_its_first_use(
    jiheng: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.base.locations.data_folder", lambda: tmp_path / "data")
    for words in (("list",), ("check",)):
        assert jiheng(*words, store=False) == 0
        assert jiheng.err.startswith("还没有任何表。")
    assert jiheng("dump", store=False) == 0
    assert json.loads(jiheng.out)["projects"] == []
    assert "没有符合条件的表" in refused(jiheng, "export", "--to", "pdf", "--out", tmp_path / "o", store=False)


def test_a_year_without_forms_is_told_with_those_that_have_some(jiheng: Program) -> None:
    jiheng("load", SAMPLE)
    for command in ("list", "check"):
        assert jiheng(command, "--year", 1999) == 0
        assert jiheng.out == ""
        assert jiheng.err == "没有 1999 年的表，已有 2022 年的。\n"


def test_what_the_store_has_to_tell_is_said(jiheng: Program) -> None:
    jiheng("load", SAMPLE)
    (jiheng.store.parent / "备份").write_text("a file in its place", encoding="utf-8")
    assert jiheng("list", "--json") == 0
    assert len(json.loads(jiheng.out)["forms"]) == 13
    assert jiheng.err.startswith("今天没有备份成数据文件")


def test_empty_paths_are_refused(jiheng: Program, tmp_path: Path) -> None:
    jiheng("load", SAMPLE)
    words = [("dump", ""), ("load", ""), ("export", "--to", "pdf", "--out", ""), ("demo", "--no-window", "--out", "")]
    for each in words:
        assert "路径是空的" in refused(jiheng, *each)
    assert "路径是空的" in refused(jiheng, "list", "--store", "", store=False)


def test_a_store_path_that_means_nothing_is_told(jiheng: Program, tmp_path: Path) -> None:
    assert "没有这个用户" in refused(jiheng, "list", "--store", "~nouser/x", store=False)
    (tmp_path / "圈").symlink_to(tmp_path / "圈")
    assert "链接绕成了圈" in refused(jiheng, "list", "--store", tmp_path / "圈", store=False)


def test_all_formats_are_checked_before_anything_is_written(jiheng: Program, tmp_path: Path) -> None:
    jiheng("load", SAMPLE)
    words = ("export", "--to", "pdf", "--to", "zzz", "--out", tmp_path / "o")
    assert "不能导出为“zzz”" in refused(jiheng, *words)
    assert not (tmp_path / "o").exists()


def test_every_format_that_has_a_writer_can_be_asked_for(
    jiheng: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(WRITERS, "abc", WRITERS["xlsx"])
    jiheng("load", SAMPLE)
    assert jiheng("export", "--to", "abc", "--to", "abc", "--out", tmp_path / "o") == 0
    assert jiheng.err.count("已导出 13 个 ABC 文件") == 1


def _with_layouts(jiheng: Program, **layouts: str) -> None:
    """Load the sample and give projects a layout that only a store from elsewhere can name."""
    jiheng("load", SAMPLE)
    with closing(sqlite3.connect(jiheng.store)) as connection:
        for table, layout in layouts.items():
            connection.execute(f"UPDATE {table} SET layout = ? WHERE position = 0", (layout,))
        connection.commit()


def test_a_layout_that_is_gone_keeps_nothing_from_being_checked_and_exported(jiheng: Program, tmp_path: Path) -> None:
    _with_layouts(jiheng, projecttarget="chongqing/gone", overalltarget="chongqing/qijiang-2022")
    assert jiheng("check", "--json") == 1
    report = json.loads(jiheng.out)
    errors = [issue for issue in report["issues"] if issue["severity"] == "error"]
    assert {issue["code"] for issue in errors} == {"layout_unknown"}
    assert [issue["place"]["kind"] for issue in errors] == ["project", "overall"]
    assert report["summary"]["forms"] == 13
    assert jiheng("check") == 1
    assert "\n2022 整体绩效目标表 重庆市潼南区人民政府办公室\n  [错误] 版式“" in jiheng.out
    assert jiheng("list") == 0
    assert jiheng("export", "--to", "xlsx", "--out", tmp_path / "o") == 1
    assert len(list((tmp_path / "o").iterdir())) == 13
    assert "，请换一个版式：“区政府办政府会议专项”。\n" in jiheng.err
    other = (
        "1 张表的版式不存在或没有这种表，已改用“chongqing/tongnan-2022”，请换一个版式：“重庆市潼南区人民政府办公室”。"
    )
    assert other in jiheng.err
    assert jiheng("export", "--to", "xlsx", "--out", tmp_path / "p", "--layout", "chongqing/tongnan-2023") == 0


def test_a_form_that_nothing_prints_is_left_out(jiheng: Program, tmp_path: Path) -> None:
    jiheng("load", CASES[2])
    jiheng("load", SAMPLE)
    with closing(sqlite3.connect(jiheng.store)) as connection:
        connection.execute("UPDATE selfevaluation SET scope = 'other'")
        connection.commit()
    assert jiheng("export", "--to", "xlsx", "--out", tmp_path / "o") == 1
    assert len(list((tmp_path / "o").iterdir())) == 13
    assert "没有版式能打印其中 6 张表的样式，没有导出它们：“" in jiheng.err
    assert jiheng("check", "--json") == 1


def test_issues_stand_under_what_their_form_is_called(jiheng: Program, tmp_path: Path) -> None:
    document = document_at(CASES[2])
    for form in document["self_evaluations"]:
        form |= {"project_name": "", "project_code": "", "goal_initial": ""}
    document["projects"] = [document_at(SAMPLE)["projects"][0] | {"project_name": ""}]
    (tmp_path / "x.json").write_text(json.dumps(document), encoding="utf-8")
    assert jiheng("load", tmp_path / "x.json") == 0
    assert jiheng("check") == 1
    headings = [line for line in jiheng.out.splitlines() if line and not line.startswith(" ")]
    assert "2022 项目绩效目标表 50015222T000000125711" in headings
    assert {"2024 整体绩效自评表", "2024 项目绩效自评表"} <= set(headings)


def test_an_unknown_layout_is_told(jiheng: Program, tmp_path: Path) -> None:
    jiheng("load", SAMPLE)
    words = ("export", "--to", "pdf", "--out", tmp_path / "o", "--layout", "chongqing/tongnan")
    sentence = refused(jiheng, *words)
    assert "没有名为“chongqing/tongnan”的版式" in sentence
    assert sentence.endswith("用 jiheng layouts 可查看全部版式。")
    assert not (tmp_path / "o").exists()
    document = document_at(SAMPLE)
    document["projects"][3]["layout"] = "somewhere/else"
    (tmp_path / "x.json").write_text(json.dumps(document), encoding="utf-8")
    assert "somewhere/else" in refused(jiheng, "load", tmp_path / "x.json")
    jiheng("list", "--json")
    assert len(json.loads(jiheng.out)["forms"]) == 13


def test_an_output_folder_that_cannot_be_written_is_told(jiheng: Program, tmp_path: Path) -> None:
    jiheng("load", SAMPLE)
    (tmp_path / "file").write_text("x")
    sentence = refused(jiheng, "export", "--to", "pdf", "--out", tmp_path / "file" / "o")
    assert str(tmp_path / "file" / "o") in sentence
    refused(jiheng, "export", "--to", "xlsx", "--out", tmp_path / "file")
    refused(jiheng, "dump", tmp_path / "file" / "x.json")


def test_nothing_to_export_is_told(jiheng: Program, tmp_path: Path) -> None:
    jiheng("load", SAMPLE)
    assert "没有符合条件的表" in refused(jiheng, "export", "--to", "pdf", "--out", tmp_path / "o", "--year", 1999)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("exprt", "x"), "没有命令 exprt（是不是“export”？）。用 jiheng --help"),
        (("ls\n\x1b[2J",), "没有命令 ls"),
        (("layouts", "extra"), "多余的参数：extra。"),
        (("layouts", "extra", "(s) (more)"), "多余的参数：extra (s) (more)。"),
        (("list", "--year", "99999999999999999999"), "--year 的值不对，应为 1000 到 9999 的年份"),
        (("list", "--year", "0202"), "--year 的值不对"),
        (("list", "--store"), "--store 后面没有写它的值"),
        (("chekc",), "没有命令 chekc"),
        (("list", "--yaer", "2022"), "没有选项 --yaer"),
        (("list", "--year", "去年"), "--year 的值不对"),
        (("load",), "缺少 FILE"),
        (("export", "--out", "x"), "缺少 --to"),
        (("list", "more"), "多余的参数"),
    ],
)
def test_wrong_words_are_told_in_chinese(jiheng: Program, words: tuple[str, ...], expected: str) -> None:
    assert expected in refused(jiheng, *words, store=False)


def _call(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        timeout=60,
    )


def test_a_second_program_on_one_store_is_refused(tmp_path: Path) -> None:
    store = tmp_path / "a.jiheng"
    code = f"from pathlib import Path; from app.store.store import Store; s = Store.open(Path({str(store)!r})); "
    code += "print('open', flush=True); input(); s.close()"
    holder = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        done = _call("list", "--store", store)
        assert done.returncode == 2
        assert done.stdout == ""
        assert done.stderr.count("\n") == 1
        assert "正" in done.stderr
    finally:
        holder.communicate("\n", timeout=20)
    assert _call("list", "--store", store).returncode == 0


def test_a_broken_definition_is_told_by_the_program(tmp_path: Path) -> None:
    folder = shutil.copytree(ROOT / "forms", tmp_path / "forms")
    path = folder / "chongqing" / "qijiang-2022.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("corner", "cornre"), encoding="utf-8")
    done = _call("layouts", JIHENG_FORMS=str(folder))
    assert done.returncode == 2
    assert done.stdout == ""
    assert "forms/chongqing/qijiang-2022.toml 第 13 行，键 project.cornre" in done.stderr
    assert done.stderr.count("\n") == 1


def test_without_a_screen_the_window_is_refused_in_words(tmp_path: Path) -> None:
    bare = dict.fromkeys(("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"), "")
    done = _call("--store", tmp_path / "a.jiheng", **bare)
    assert done.returncode == 2
    assert "没有可用的屏幕" in done.stderr
    dead = bare | {"DISPLAY": ":987"}
    for screen in (dead, bare | {"QT_QPA_PLATFORM": "nonsense"}):
        done = _call("--store", tmp_path / "a.jiheng", **screen)
        assert done.returncode == 2
        assert done.stderr.startswith("连不上屏幕，或缺少显示窗口的系统库（例如 libxcb-cursor0），打不开窗口。")
        assert done.stderr.count("\n") == 1
    assert not (tmp_path / "a.jiheng").exists()
    done = _call("demo", "--store", tmp_path / "a.jiheng", "--out", tmp_path / "o", **dead)
    assert done.returncode == 0
    assert done.stderr.endswith("没有打开窗口。\n")


@pytest.mark.parametrize("command", ["dump", "list", "check"])
def test_a_result_that_cannot_be_written_is_told_in_one_sentence(jiheng: Program, command: str) -> None:
    for path in CASES[:2]:
        jiheng("load", path)
    for redirect, words in (
        (">/dev/full", "结果没有全部写到标准输出：磁盘已满。"),
        (">&-", "标准输出已关闭，结果没有写出。"),
    ):
        call = f'"{sys.executable}" -m app --store "{jiheng.store}" {command} {redirect}'
        done = subprocess.run(["sh", "-c", call], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
        assert (done.returncode, done.stderr) == (2, f"{words}\n")


def test_help_that_cannot_be_written_is_told_in_one_sentence() -> None:
    call = f'"{sys.executable}" -m app --help >/dev/full'
    done = subprocess.run(["sh", "-c", call], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (2, "结果没有全部写到标准输出：磁盘已满。\n")


def test_closed_streams_harm_nothing(jiheng: Program) -> None:
    jiheng("load", SAMPLE)
    call = f'"{sys.executable}" -m app --store "{jiheng.store}" check <&- >&- 2>&-'
    assert subprocess.run(["sh", "-c", call], cwd=ROOT).returncode == 2
    assert jiheng("list", "--json") == 0
    assert len(json.loads(jiheng.out)["forms"]) == 13


def test_output_survives_a_locale_without_chinese() -> None:
    done = _call("layouts", PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert "潼南" in done.stdout


def test_an_exported_workbook_is_loaded_again(jiheng: Program, tmp_path: Path) -> None:
    jiheng("load", SAMPLE)
    jiheng("export", "--to", "xlsx", "--out", tmp_path / "o", "--code", "50015222T000000125711")
    book = next((tmp_path / "o").iterdir())
    renamed = book.rename(tmp_path / "o" / "改了名.json")
    again = Program(tmp_path / "b.jiheng", jiheng._capture)
    assert again("load", renamed) == 0
    assert again("dump") == 0
    document = document_at(SAMPLE)
    assert json.loads(again.out)["projects"] == document["projects"][:1]


def test_another_workbook_is_refused(jiheng: Program, tmp_path: Path) -> None:
    from openpyxl import Workbook

    Workbook().save(tmp_path / "别的.xlsx")
    assert "不是由绩衡导出的 Excel 文件" in refused(jiheng, "load", tmp_path / "别的.xlsx")


def test_forms_loaded_again_are_told(jiheng: Program, tmp_path: Path) -> None:
    jiheng("load", SAMPLE)
    assert "作为新表加在后面" not in jiheng.err
    jiheng("load", SAMPLE)
    assert "其中 13 张与已有的表同年、同代码、同名" in jiheng.err


def test_a_workbook_without_marks_holds_only_what_it_prints(jiheng: Program, tmp_path: Path) -> None:
    document = document_at(SAMPLE)
    document["projects"][0]["other"] = {"内部意见": "不可外传"}
    document["projects"][0]["indicators"][0]["other"] = {"备注": "只给自己看"}
    (tmp_path / "file.json").write_text(json.dumps(document), encoding="utf-8")
    jiheng("load", tmp_path / "file.json")
    for name, words in (("own", ()), ("handed-in", ("--no-marks",))):
        jiheng("export", "--to", "xlsx", "--out", tmp_path / name, *words)
    own, handed_in = (_everything_in(next((tmp_path / name).glob("*附件12-1*"))) for name in ("own", "handed-in"))
    for secret in ("内部意见", "不可外传", "只给自己看"):
        assert secret in own
        assert secret not in handed_in
    assert document["projects"][0]["indicators"][0]["level3"] in handed_in
    assert "≥,>,=,<,≤,定性" in handed_in  # lists to choose from are no secret
    jiheng("export", "--help", store=False)
    assert "只含印出来的内容" in "".join(jiheng.out.split())


def _everything_in(workbook: Path) -> str:
    """Return all that stands in the parts of a workbook, escaped letters read."""
    with ZipFile(workbook) as archive:
        text = "".join(archive.read(name).decode("utf-8") for name in archive.namelist() if name.endswith(".xml"))
    return unescape(re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text))


def test_labels_of_a_workbook_can_be_protected(jiheng: Program, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    jiheng("load", SAMPLE)
    words = ("export", "--to", "xlsx", "--code", "50015222T000000125711")
    jiheng(*words, "--out", tmp_path / "free")
    jiheng(*words, "--out", tmp_path / "kept", "--protect-labels")
    protected = [
        load_workbook(next((tmp_path / name).iterdir())).worksheets[0].protection.sheet for name in ("free", "kept")
    ]
    assert protected == [False, True]
