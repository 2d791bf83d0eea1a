"""The commands of ``jiheng``. Exit codes: 0 done, 1 done but errors were found, 2 could not be done."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import TyperException

from app.base.errors import JihengError
from app.cli.output import print_json, print_table, progress, say
from app.cli.usage import usage_sentence

if TYPE_CHECKING:
    from app.editing.session import Session

DONE, ERRORS_FOUND, NOT_DONE = 0, 1, 2

app = typer.Typer(
    name="jiheng",
    help="绩衡：编制、检查和打印绩效目标表。不带命令时打开窗口。",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class Target(StrEnum):
    """The formats that forms are exported to."""

    PDF = "pdf"
    XLSX = "xlsx"
    DOCX = "docx"


StoreOption = Annotated[Path | None, typer.Option("--store", help="数据文件；不写则用默认位置。", metavar="FILE")]
YearOption = Annotated[int | None, typer.Option("--year", help="只处理这一年。", metavar="Y")]
JsonOption = Annotated[bool, typer.Option("--json", help="在标准输出上给出一个 JSON 文档。")]


def run(arguments: list[str] | None = None) -> int:
    """Carry out one call and return its exit code; a refusal is one plain sentence on stderr."""
    try:
        returned = app(args=arguments, standalone_mode=False)
    except TyperException as error:
        say(usage_sentence(error))
        return NOT_DONE
    except JihengError as error:
        say(str(error))
        return NOT_DONE
    except (typer.Abort, KeyboardInterrupt):
        say("已取消。")
        return NOT_DONE
    except typer.Exit as stop:
        return stop.exit_code
    return returned if isinstance(returned, int) else DONE


@contextmanager
def _session(store_path: Path | None) -> "Iterator[Session]":
    from app.base.locations import default_store
    from app.definitions.library import library
    from app.editing.session import Session
    from app.store.store import Store

    declared = library()
    with Store.open(store_path or default_store()) as store:
        yield Session(store, declared)


@app.callback(invoke_without_command=True)
def start(context: typer.Context, store: StoreOption = None) -> int:
    """Open the window when no command is given."""
    if context.invoked_subcommand is not None:
        return DONE
    return _open_window(store)


def _open_window(store: Path | None) -> int:
    from app.cli.screen import has_screen

    if not has_screen():
        raise JihengError("没有可用的屏幕，打不开窗口。用 jiheng --help 查看不需要屏幕的命令。")
    from app.base.locations import default_store
    from app.gui.main import run_window

    return run_window(store or default_store())


@app.command()
def load(file: Annotated[Path, typer.Argument(help="交换格式的 JSON 文件。")], store: StoreOption = None) -> None:
    """读入交换格式的文件；有错则什么也不存。"""
    from app.base.documents import read_json
    from app.editing.loading import load_document

    document = read_json(file)
    with _session(store) as session:
        say(f"已载入 {len(load_document(session, document))} 张表。")


@app.command()
def dump(
    file: Annotated[Path | None, typer.Argument(help="写到这个文件；不写则给到标准输出。")] = None,
    year: YearOption = None,
    store: StoreOption = None,
) -> None:
    """按交换格式写出所有的表。"""
    from app.base.documents import write_json
    from app.model.exchange import write_document

    with _session(store) as session:
        document = write_document(session.store.forms(year))
    if file is None:
        print_json(document)
    else:
        write_json(document, file)
        say(f"已写入“{file}”。")


@app.command("list")
def list_forms(year: YearOption = None, json: JsonOption = False, store: StoreOption = None) -> None:
    """列出数据文件里的表。"""
    from app.cli.listing import as_json, as_rows

    with _session(store) as session:
        lines = session.store.listing(year)
    if json:
        print_json({"forms": [as_json(line) for line in lines]})
    elif lines:
        print_table(("年度", "类别", "编码", "名称", "单位", "金额", "版式"), [as_rows(line) for line in lines])
    else:
        say("还没有任何表。用 jiheng load 文件 读入，或用 jiheng demo 看示例。")


@app.command()
def check(year: YearOption = None, json: JsonOption = False, store: StoreOption = None) -> int:
    """检查所有的表；有错误时退出码为 1。"""
    from app.cli import checking

    with _session(store) as session:
        forms = session.store.forms(year)
        with progress("检查") as report:
            issues = checking.check_all(forms, session.library, report)
    if json:
        print_json(checking.as_json(issues, len(forms)))
    else:
        checking.print_issues(issues, len(forms))
    return ERRORS_FOUND if checking.has_errors(issues) else DONE


@app.command()
def export(
    to: Annotated[list[Target], typer.Option("--to", help="格式，可写多个。")],
    out: Annotated[Path, typer.Option("--out", help="输出文件夹。", metavar="DIR")],
    layout: Annotated[str, typer.Option("--layout", help="用这个版式打印。", metavar="ID")] = "",
    year: YearOption = None,
    code: Annotated[str, typer.Option("--code", help="只导出这个项目代码的表。")] = "",
    store: StoreOption = None,
) -> None:
    """每张表导出为一个文件。"""
    from app.cli.exporting import export_all

    with _session(store) as session:
        forms = [form for form in session.store.forms(year) if not code or getattr(form, "project_code", "") == code]
        export_all(session, forms, [target.value for target in to], out, layout)


@app.command()
def layouts(json: JsonOption = False) -> None:
    """列出已声明的版式。"""
    from app.cli.listing import layout_as_json, layout_as_row
    from app.definitions.library import library

    declared = list(library().layouts.values())
    if json:
        print_json({"layouts": [layout_as_json(layout) for layout in declared]})
    else:
        print_table(("版式", "名称", "年度", "表"), [layout_as_row(layout) for layout in declared])


@app.command()
def demo(
    out: Annotated[Path | None, typer.Option("--out", help="输出文件夹。", metavar="DIR")] = None,
    no_window: Annotated[bool, typer.Option("--no-window", help="不打开窗口。")] = False,
    store: StoreOption = None,
) -> int:
    """用示例单位走一遍：读入、检查、导出 PDF 和 Excel，有屏幕时打开窗口。"""
    from app.base.locations import demo_store
    from app.cli.demo import run_demo
    from app.cli.screen import has_screen

    path = store or demo_store()
    with _session(path) as session:
        run_demo(session, out or Path("绩衡示例"))
    if no_window:
        return DONE
    if not has_screen():
        say("没有可用的屏幕，没有打开窗口。")
        return DONE
    return _open_window(path)
