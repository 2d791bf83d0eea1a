"""The command line: the contract of its words, its documents and its exit codes, on the real program."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import CASES, ROOT

from app.cli.main import run

SAMPLE = CASES[0]


class Program:
    """Calls the commands in this process and keeps what they print."""

    def __init__(self, store: Path, capture: Callable[[], object]) -> None:
        self.store, self._capture = store, capture
        self.out = self.err = ""

    def __call__(self, *words: object, store: bool = True) -> int:
        code = run([*map(str, words), *(["--store", str(self.store)] if store else [])])
        self.out, self.err = self._capture()  # type: ignore[misc]
        return code


@pytest.fixture
def jiheng(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    return Program(tmp_path / "store" / "a.jiheng", capsys.readouterr)


def test_load_then_dump_gives_back_every_case(jiheng: Program, case_path: Path, tmp_path: Path) -> None:
    assert jiheng("load", case_path) == 0
    assert jiheng("dump") == 0
    document = json.loads(case_path.read_text(encoding="utf-8"))
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
    assert set(report["issues"][0]) >= {"code", "severity", "message", "place", "fix"}
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
    document = json.loads(SAMPLE.read_text(encoding="utf-8"))
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
        (b"", "不是合法的 JSON"),
        (b"{", "不是合法的 JSON"),
        (b"\xd0\xcf\x11\xe0", "不是 JSON 文本"),
        (b"[" * 100_000, "不是 JSON 文本"),
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


def test_an_unknown_layout_is_told(jiheng: Program, tmp_path: Path) -> None:
    jiheng("load", SAMPLE)
    words = ("export", "--to", "pdf", "--out", tmp_path / "o", "--layout", "chongqing/tongnan")
    assert "没有名为“chongqing/tongnan”的版式" in refused(jiheng, *words)
    assert not (tmp_path / "o").exists()
    document = json.loads(SAMPLE.read_text(encoding="utf-8"))
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
    assert "没有符合条件的表" in refused(jiheng, "export", "--to", "pdf", "--out", tmp_path / "o")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
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
    assert "forms/chongqing/qijiang-2022.toml 第 11 行，键 project.cornre" in done.stderr
    assert done.stderr.count("\n") == 1


def test_without_a_screen_the_window_is_refused_in_words(tmp_path: Path) -> None:
    bare = dict.fromkeys(("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"), "")
    done = _call("--store", tmp_path / "a.jiheng", **bare)
    assert done.returncode == 2
    assert "没有可用的屏幕" in done.stderr


def test_output_survives_a_locale_without_chinese() -> None:
    done = _call("layouts", PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert "潼南" in done.stdout
