#!/usr/bin/env python3
"""The real program on a screen of its own, worked from the keyboard as a clerk who does not see would work it.

    python3 packaging/end_to_end.py [--keep FOLDER] [--picture FILE]

First start → new form → filled in → problems mended → exported as PDF → the PDF read by poppler → the store read by the
command line. Everything is found by its accessible name (AT-SPI) and done by keys and pastes; every step is printed.
Ends with 0 when all went well, 1 when a step failed, 2 when the machine lacks something.
"""

import argparse
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SYSTEM_PYTHON = "/usr/bin/python3"
PYTHON = ROOT / ".venv" / "bin" / "python"
LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
PACKAGES = {
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "dbus-run-session": "dbus",
    "xdotool": "xdotool",
    "xclip": "xclip",
    "xprop": "x11-utils",
    "pdftotext": "poppler-utils",
}
PROGRAM = [PYTHON, "-m", "app"]
_STARTS = 3
BUS, BINDINGS = "at-spi2-core", "python3-gi gir1.2-atspi-2.0"
MISSING, FAILED = 2, 1
PLACE = "重庆市潼南区"
UNIT, UNIT_CODE = "政府办（本级）", "312001"
PROJECT = "区政府会议保障𬭎项目"  # one character outside the basic plane, as in personal names
HEAD = {
    "项目名称（代码）": "50015227T000001234567",
    "主管部门（代码）": "312",
    "主管部门": "政府办",
    "实施单位（代码）": UNIT_CODE,
    "实施单位": UNIT,
    "资金总额（万元）": "60",
    "项目属性": "延续",
    "项目起始时间": "2022年",
    "项目终止时间": "长期",
    "项目概况": "保障区政府常务会议、专题会议的场地、材料和记录。",
    "立项依据": "区政府工作规则。",
    "项目当年绩效目标": "全年会议按时召开，材料准确，参会人员满意。",
}
COLUMNS = ("一级指标", "二级指标", "三级指标", "指标值", "指标性质", "度量单位", "权重")
ROWS = (
    ("产出指标", "数量指标", "召开区政府常务会议次数", "40", "≥", "次", "30"),
    ("产出指标", "时效指标", "会议按时召开率", "98", "≥", "%", "20"),
    ("成本指标", "经济成本指标", "会议保障总成本", "60", "≥", "万元", "20"),  # a ceiling with the wrong sign
    ("满意度指标", "服务对象满意度指标", "参会人员满意度", "95", "≥", "%", "10"),  # 10 points less than there should be
)
LAST_WEIGHT = "20"


def main() -> int:
    """Check the machine, make the screen and the bus, and work on them."""
    words = argparse.ArgumentParser(description="在虚拟屏幕上用键盘走一遍真正的程序。")
    words.add_argument("--keep", type=Path, help="把数据文件和 PDF 留在这个文件夹。")
    words.add_argument("--picture", type=Path, help="结束前把屏幕存成这个 PNG 文件（要有 ImageMagick）。")
    words.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = words.parse_args()
    if options.inside:
        return inside(options.picture)
    lacking = missing()
    if lacking:
        print(f"缺少 {'、'.join(lacking)}。请运行：apt-get install -y {' '.join(lacking)}")
        return MISSING
    if not PYTHON.exists():
        print("还没有 .venv。请先运行：sh packaging/jiheng.sh setup")
        return MISSING
    with folder(options.keep) as work, screen() as display:
        return within_session(work, display, options.picture)


def missing() -> list[str]:
    """Return the packages that this machine lacks."""
    lacking = [package for program, package in PACKAGES.items() if shutil.which(program) is None]
    if launcher() is None:
        lacking.append(BUS)
    words = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"
    if subprocess.run([SYSTEM_PYTHON, "-c", words], capture_output=True, check=False).returncode:
        lacking += BINDINGS.split()
    return lacking


def launcher() -> str | None:
    """Return the program that starts the bus of the accessibility tree."""
    return next((path for path in LAUNCHERS if Path(path).exists()), None)


@contextmanager
def folder(kept: Path | None) -> Iterator[Path]:
    """Give a folder for everything that is made, which stays only where that is wanted."""
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.resolve()
        return
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


@contextmanager
def screen() -> Iterator[str]:
    """Give the name of a screen of our own; the X server chooses a free one."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as number:
        display = number.readline().strip()
    try:
        yield f":{display}"
    finally:
        server.terminate()
        server.wait()


def within_session(work: Path, display: str, picture: Path | None) -> int:
    """Run the second half of this script on a bus of its own, with the Python that knows AT-SPI."""
    environment = {
        **os.environ,
        "DISPLAY": display,
        "JIHENG_WORK": str(work),
        "XDG_DATA_HOME": str(work / "data"),
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "QT_QPA_PLATFORM": "xcb",
        "LC_ALL": "C.UTF-8",
    }
    pictured = ["--picture", str(picture.resolve())] if picture else []
    command = ["dbus-run-session", "--", SYSTEM_PYTHON, "-u", __file__, "--inside", *pictured]
    with (work / "运行记录.txt").open("w", encoding="utf-8") as said:
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stderr=said, check=False)
    return done.returncode


def inside(picture: Path | None) -> int:
    """Work the program, and say in one line what went wrong if something did."""
    import driven

    try:
        with (
            window_manager(driven),
            started([launcher(), "--launch-immediately"]),
            started(PROGRAM, cwd=ROOT) as program,
        ):
            try:
                work_through(driven, program)
            finally:
                if picture is not None:
                    subprocess.run(["import", "-window", "root", str(picture)], check=False)
    except (driven.NotFoundError, WrongError) as error:
        print(f"✗ {error}")
        return FAILED
    print("全部走通。")
    return 0


@contextmanager
def started(command: list, **more) -> Iterator[subprocess.Popen]:  # noqa: ANN003
    """Run a program and end it."""
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, **quiet, **more)
    try:
        yield process
    finally:
        process.terminate()


@contextmanager
def window_manager(driven) -> Iterator[None]:  # noqa: ANN001
    """Run the window manager; on a busy machine its first start may come to nothing."""
    for attempt in range(_STARTS):
        with started(["openbox"]):
            try:
                driven.wait_for("窗口管理器", has_manager)
            except driven.NotFoundError:
                if attempt == _STARTS - 1:
                    raise
                continue
            yield
            return


def has_manager() -> bool:
    """Whether the window manager is at work; a window that is shown before gets no keys."""
    asked = subprocess.run(["xprop", "-root", "_NET_SUPPORTING_WM_CHECK"], capture_output=True, text=True, check=False)
    return "window id" in asked.stdout


def work_through(driven, process) -> None:  # noqa: ANN001 - the module is there only inside
    """Do everything, step by step."""
    program = driven.Program(process.pid)
    step("程序打开", program.window("绩衡").get_name())
    answer_questions(driven, program)
    make_form(driven, program)
    fill_head(driven, program)
    fill_table(driven, program)
    mend(driven, program)
    pdf = export(driven, program)
    read_pdf(pdf)
    leave(driven, process)
    read_store()


class WrongError(Exception):
    """Something is not as it should be; the sentence says what."""


def require(is_so: bool, sentence: str) -> None:
    """Stop where something is not as it should be."""
    if not is_so:
        raise WrongError(sentence)


def step(done: str, detail: str = "") -> None:
    """Say what was done."""
    print(f"✓ {done}{'：' if detail else ''}{detail}")


def answer_questions(driven, program) -> None:  # noqa: ANN001
    """Answer the questions of the first start."""
    program.focus_on("（以后再选）")
    for _ in range(60):
        driven.press("Down")
        node = program.focused()
        if node is not None and node.get_name() == PLACE:
            break
    else:
        raise driven.NotFoundError(f"选项“{PLACE}”")
    step("首次使用：选了地方", PLACE)
    for name, answer in (("单位名称", UNIT), ("单位代码", UNIT_CODE)):
        program.focus_on(name)
        driven.paste(answer)
    driven.press("Tab")
    step("首次使用：填了单位", f"{UNIT_CODE} {UNIT}")


def make_form(driven, program) -> None:  # noqa: ANN001
    """Make a form by Ctrl+N."""
    driven.press("ctrl+n")
    dialog = program.window("新建表")
    offered = program.names(dialog)
    require(any(UNIT in name for name in offered), f"新建表没有提供单位“{UNIT}”")
    program.focus_on("名称")
    driven.paste(PROJECT)
    driven.press("Return")
    program.window(PROJECT)
    step("新建表", PROJECT)


def fill_head(driven, program) -> None:  # noqa: ANN001
    """Fill in the fields in the order of Tab, each found by its name."""
    driven.press("ctrl+1")
    for name, value in HEAD.items():
        program.focus_on(name)
        driven.press("ctrl+a")
        driven.paste(value)
        driven.press("Tab")
    for name in ("项目概况", "资金总额（万元）"):
        shown = driven.text_of(program.find(name, driven.Atspi.Role.TEXT))
        require(shown == HEAD[name], f"“{name}”里是“{shown}”")
    step("填好基本信息", f"{len(HEAD)} 栏")


def fill_table(driven, program) -> None:  # noqa: ANN001
    """Fill in the indicators cell by cell."""
    for number, row in enumerate(ROWS):
        driven.press("ctrl+t")
        driven.press("ctrl+Insert")
        table = program.find("绩效指标", driven.Atspi.Role.TABLE)
        driven.wait_for("新的一行", lambda n=number, t=table: driven.Atspi.Table.get_n_rows(t) > n)
        driven.press("Escape", "Home")
        for column, value in zip(range(len(COLUMNS)), row, strict=True):
            put_in(driven, table, (number, column), value)
    step("填好指标", f"{len(ROWS)} 行，其中成本用了“≥”，权重少 10 分")


def put_in(driven, table, place, value) -> None:  # noqa: ANN001
    """Type into the current cell, go one to the right, and see what the table has."""
    driven.press("F2", "ctrl+a")
    driven.paste(value)
    driven.press("Tab")
    row, column = place
    driven.wait_for(
        f"第 {row + 1} 行“{COLUMNS[column]}”是“{value}”", lambda: value in driven.cell(table, row, column), 5
    )


def result(driven, program) -> str:  # noqa: ANN001
    """Return what the list of problems comes to."""
    starts = ("问题 ", "没有发现问题")
    return driven.wait_for("检查结果", lambda: next((n for n in program.names() if n.startswith(starts)), None))


def mend(driven, program) -> None:  # noqa: ANN001
    """Mend what the program can mend by Ctrl+M, and the weight by hand."""
    step("检查", result(driven, program))
    table = program.find("绩效指标", driven.Atspi.Role.TABLE)
    at = COLUMNS.index("指标性质")
    for _ in range(10):
        driven.press("F8", "ctrl+m")
        if "≤" in driven.cell(table, 2, at).partition("。")[0]:
            break
    require("≤" in driven.cell(table, 2, at).partition("。")[0], "成本指标的“≥”没有改正")
    step("按 Ctrl+M 改正了成本指标的“≥”")
    driven.press("ctrl+t", "ctrl+End", "Up")  # the last row is the empty one for the next indicator
    put_in(driven, table, (len(ROWS) - 1, COLUMNS.index("权重")), LAST_WEIGHT)
    driven.wait_for("没有发现问题", lambda: result(driven, program) == "没有发现问题")
    step("手工改了权重", "没有发现问题")


def export(driven, program) -> Path:  # noqa: ANN001
    """Export the form by Ctrl+E."""
    target = Path(os.environ["JIHENG_WORK"]) / "导出的表.pdf"
    driven.press("ctrl+e")
    program.window("导出为")
    driven.press("ctrl+a")
    driven.paste(str(target))
    driven.press("Return")
    driven.wait_for("导出的 PDF", target.is_file)
    driven.wait_for("导出的结果", lambda: any("已导出 1 个文件" in name for name in program.names()))
    driven.press("Escape")
    step("导出", str(target))
    return target


def read_pdf(pdf: Path) -> None:
    """Find in the PDF what was typed."""
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    flat = "".join(text.split())
    wanted = [PROJECT, UNIT, HEAD["项目概况"][:8], HEAD["项目当年绩效目标"][:8], *(row[2] for row in ROWS), "≤"]
    lost = [words for words in wanted if words not in flat]
    require(not lost, f"PDF 里没有：{'、'.join(lost)}")
    step("poppler 读出的 PDF 里有填的内容", f"{len(wanted)} 处")


def leave(driven, process) -> None:  # noqa: ANN001
    """Close the program by Ctrl+Q."""
    driven.press("ctrl+q")
    driven.wait_for("程序退出", lambda: process.poll() is not None)
    require(process.returncode == 0, f"退出码是 {process.returncode}")
    step("按 Ctrl+Q 退出")


def read_store() -> None:
    """Find in the store, by the command line, what was typed."""
    done = subprocess.run([*PROGRAM, "dump"], cwd=ROOT, capture_output=True, text=True, check=True)
    (project,) = json.loads(done.stdout)["projects"]
    rows = [row["level3"] for row in project["indicators"]]
    require(project["project_name"] == PROJECT, f"项目名称是“{project['project_name']}”")
    require(rows == [row[2] for row in ROWS], f"指标是 {rows}")
    require(project["indicators"][-1]["weight"] == LAST_WEIGHT, "最后一行的权重没有存入")
    step("数据文件里都在", f"{project['project_name']}，{len(rows)} 个指标")


if __name__ == "__main__":
    raise SystemExit(main())
