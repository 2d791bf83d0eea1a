"""The commands of ``jiheng``. Exit codes: 0 done, 1 done but errors were found, 2 could not be done."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import TyperException

from app.base.errors import JihengError, UnknownLayoutError, UnusableError
from app.cli.output import print_json, print_lines, print_table, progress, say, stdout_failure
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


def _path(text: str) -> Path:
    """Return the path that was written; an empty word is mostly a script's empty variable."""
    if not text:
        raise JihengError("路径是空的，请写明文件或文件夹。")
    return Path(text)


def _store_named(context: typer.Context, named: Path | None) -> Path | None:
    """Keep the store that is named before the command for the command, which may name another."""
    root = context.find_root()
    root.obj = named or root.obj
    kept: Path | None = root.obj
    return kept


class Fonts(StrEnum):
    """With which typefaces forms are printed."""

    OPEN = "open"
    OFFICIAL = "official"


StoreOption = Annotated[
    Path | None,
    typer.Option("--store", help="数据文件；不写则用默认位置。", metavar="FILE", parser=_path, callback=_store_named),
]
YearOption = Annotated[int | None, typer.Option("--year", help="只处理这一年。", metavar="Y", min=1000, max=9999)]
OutOption = typer.Option("--out", help="输出文件夹。", metavar="DIR", parser=_path)
JsonOption = Annotated[bool, typer.Option("--json", help="在标准输出上给出一个 JSON 文档。")]


def run(arguments: list[str] | None = None) -> int:
    """Carry out one call and return its exit code; a refusal is one plain sentence on stderr."""
    try:
        returned = app(args=arguments, standalone_mode=False)
    except TyperException as error:
        say(usage_sentence(error))
        return NOT_DONE
    except JihengError as error:
        say(f"{error}{_hint(error)}")
        return NOT_DONE
    except OSError as error:
        if error.filename is not None:
            raise
        say(str(stdout_failure(error)))  # it is Typer's own, on printing its help
        return NOT_DONE
    except (typer.Abort, KeyboardInterrupt):
        say("已取消。")
        return NOT_DONE
    except typer.Exit as stop:
        return stop.exit_code
    return returned if isinstance(returned, int) else DONE


def _hint(error: BaseException | None) -> str:
    """Return which command helps; the sentence itself is the window's too and names none."""
    while error is not None:
        if isinstance(error, UnknownLayoutError):
            return "用 jiheng layouts 可查看全部版式。"
        if isinstance(error, UnusableError):
            return "用 jiheng restore 可从备份恢复。"
        error = error.__cause__
    return ""


@contextmanager
def _session(store_path: Path | None, *, create: bool = False) -> "Iterator[Session]":
    """Open the store; one that is named must be there unless the command may ``create`` it."""
    from app.base.locations import default_store
    from app.definitions.library import library
    from app.editing.session import Session
    from app.store.store import Store

    declared = library()
    with Store.open(store_path or default_store(), create=create or store_path is None) as store:
        for notice in store.notices:
            say(notice)
        yield Session(store, declared)


@app.callback(invoke_without_command=True)
def start(context: typer.Context, store: StoreOption = None) -> int:
    """Open the window when no command is given."""
    if context.invoked_subcommand is not None:
        return DONE
    from app.cli.screen import open_window

    return open_window(store)


@app.command()
def load(
    file: Annotated[
        Path, typer.Argument(help="交换格式的 JSON 文件，或由绩衡导出的 Excel 文件。", metavar="FILE", parser=_path)
    ],
    store: StoreOption = None,
) -> None:
    """读入交换格式的文件或由绩衡导出的 Excel 文件；有错则什么也不存。"""
    from app.editing.loading import load_file

    with _session(store, create=True) as session, progress("载入") as report:
        loaded = load_file(session, file, report)
    for note in loaded.notes:
        say(note)
    say(f"已载入 {len(loaded.forms)} 张表。")


@app.command("import")
def import_files(
    files: Annotated[
        list[Path], typer.Argument(help="以前年度的 Excel、Word、PDF、网页或 CSV 文件。", metavar="FILE…", parser=_path)
    ],
    year: Annotated[
        int | None, typer.Option("--year", help="文件没有写年度的表，算作这一年的。", metavar="Y", min=1000, max=9999)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看读出了什么，不存入。")] = False,
    json: JsonOption = False,
    store: StoreOption = None,
) -> int:
    """读入以前年度的文件；已有的相同的表不重复存入。有文件读不出时退出码为 1。"""
    from app.cli import importing
    from app.definitions.library import library

    read = importing.read_files(files, library(), year)
    if json:
        print_json(importing.as_json(read))
    importing.require_readable(read)
    if not json:
        importing.say_read(read)
    if not dry_run:
        with _session(store, create=True) as session:
            importing.say_stored(importing.import_all(session, read))
    return ERRORS_FOUND if any(file.error for file in read) else DONE


@app.command()
def dump(
    file: Annotated[
        Path | None, typer.Argument(help="写到这个文件；不写则给到标准输出。", metavar="[FILE]", parser=_path)
    ] = None,
    year: YearOption = None,
    store: StoreOption = None,
) -> None:
    """按交换格式写出所有的表。"""
    from app.base.documents import write_json
    from app.model.exchange import write_document

    with _session(store) as session:
        if file is not None and _is_same(file, session.store.path):
            raise JihengError(f"“{file}”就是数据文件，不能写到它上面。请换一个文件名。")
        document = write_document(session.store.forms(year))
    if file is None:
        print_json(document)
    else:
        write_json(document, file)
        say(f"已写入“{file}”。")


def _is_same(file: Path, other: Path) -> bool:
    try:
        return file.samefile(other)
    except OSError:  # it is not there yet
        return False


@app.command("list")
def list_forms(year: YearOption = None, json: JsonOption = False, store: StoreOption = None) -> None:
    """列出数据文件里的表。"""
    from app.cli.listing import as_json, as_rows, nothing_found

    with _session(store) as session:
        lines = session.store.listing(year)
        why_none = "" if lines else nothing_found(session.store, year)
    if json:
        print_json({"forms": [as_json(line) for line in lines]})
    elif lines:
        print_table(("年度", "类别", "编码", "名称", "单位", "金额", "版式"), [as_rows(line) for line in lines])
    else:
        say(why_none)


@app.command()
def check(year: YearOption = None, json: JsonOption = False, store: StoreOption = None) -> int:
    """检查所有的表；有错误时退出码为 1。标为不再提示的问题另列，不算错误。"""
    from app.cli import checking
    from app.cli.listing import nothing_found
    from app.editing.waivers import waivers_by_form

    with _session(store) as session:
        forms = session.store.forms(year)
        why_none = "" if forms else nothing_found(session.store, year)
        waivers = waivers_by_form(session.store, year)
        with progress("检查") as report:
            checked = checking.check_all(forms, session.library, waivers, report)
    if json:
        print_json(checking.as_json(checked))
    else:
        print_lines(checking.as_lines(checked))
        say(why_none or checking.summary_sentence(checked))
    return ERRORS_FOUND if checking.has_errors(checked) else DONE


@app.command()
def export(
    to: Annotated[list[str], typer.Option("--to", help="格式（pdf、xlsx 等），可写多个。", metavar="FORMAT")],
    out: Annotated[Path, OutOption],
    layout: Annotated[str, typer.Option("--layout", help="用这个版式打印。", metavar="ID")] = "",
    year: YearOption = None,
    code: Annotated[str, typer.Option("--code", help="只导出这个项目代码的表。")] = "",
    fonts: Annotated[
        Fonts, typer.Option("--fonts", help="open：随程序的字体；official：本机装有的官方字体。")
    ] = Fonts.OPEN,
    protect: Annotated[bool, typer.Option("--protect-labels", help="Excel 里只能改填写的格子，不设密码。")] = False,
    no_marks: Annotated[
        bool,
        typer.Option("--no-marks", help="Excel 里不放隐藏的标记：只含印出来的内容，适合报送，但不能再由本程序读回。"),
    ] = False,
    store: StoreOption = None,
) -> int:
    """每张表导出为一个文件；有的表不能按自己的版式打印时退出码为 1。"""
    from app.cli.exporting import checked_formats, export_all
    from app.sheet.fonts import FontChoice
    from app.writers.export import Options

    formats, options = checked_formats(to), Options(FontChoice(fonts.value), protect_labels=protect, marks=not no_marks)
    with _session(store) as session:
        forms = [form for form in session.store.forms(year) if not code or getattr(form, "project_code", "") == code]
        as_asked = export_all(session, forms, formats, out, layout, options)
    return DONE if as_asked else ERRORS_FOUND


@app.command("roll")
def roll_forward(
    year: Annotated[int, typer.Option("--from", help="从这一年。", metavar="Y", min=1000, max=9999)],
    to: Annotated[int, typer.Option("--to", help="到这一年。", metavar="Y2", min=1000, max=9999)],
    code: Annotated[
        list[str] | None, typer.Option("--code", help="只结转这个项目代码的表，可写多个。", metavar="CODE")
    ] = None,
    taxonomy_2021: Annotated[
        bool, typer.Option("--taxonomy-2021", help="指标改用 2021 年体系的归法，并按它排列。")
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="那一年已有的项目也再结转一张。")] = False,
    json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """把一年的目标表结转为另一年的草稿，并列出可能过时的内容和旧年份；自评表不结转。"""
    from app.cli.rolling import roll_year

    with _session(store) as session:
        report = roll_year(session, year, to, code or (), taxonomy="2021" if taxonomy_2021 else "", again=again)
    if json:
        print_json(report.as_json())
    else:
        report.print()


@app.command()
def indicators(
    text: Annotated[str, typer.Argument(help="指标名称里的字，可用空格隔开几段。", metavar="[TEXT]")] = "",
    level: Annotated[str, typer.Option("--level", help="只要这个一级或二级指标下的。", metavar="LEVEL")] = "",
    json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """在所有用过的指标里查找。"""
    from app.cli.indicators import as_json, as_row
    from app.editing.indicator_library import search_indicators
    from app.store.indicators import UnderLevels

    with _session(store) as session:
        found = search_indicators(session.store, text, under=UnderLevels(either=level))
    if json:
        print_json({"indicators": [as_json(entry) for entry in found]})
    elif found:
        print_table(("指标", "所属", "指标值", "权重", "用过", "最近", "用在"), [as_row(entry) for entry in found])
    else:
        say("没有找到这样的指标。")


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="备份到这个文件夹。", metavar="DIR", parser=_path)],
    json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """把数据文件备份到一个文件夹；备份的名字里有日期和时间。"""
    from app.cli.keeping import back_up

    report = back_up(store, folder)
    if json:
        print_json(report.as_json())
    else:
        say(report.sentence)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="一份备份。", metavar="FILE", parser=_path)],
    json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """从一份备份恢复数据文件；现在的数据先备份，损坏的另存。"""
    from app.cli.keeping import restore_from

    report = restore_from(store, file)
    if json:
        print_json(report.as_json())
    else:
        say(report.sentence)


@app.command()
def verify(json: JsonOption = False, store: StoreOption = None) -> int:
    """仔细检查数据文件是否完好；有损坏时退出码为 1。"""
    from app.cli.keeping import verified

    report = verified(store)
    if json:
        print_json(report.as_json())
    else:
        print_lines(report.problems)
        say(report.sentence)
    return ERRORS_FOUND if report.problems else DONE


@app.command()
def layouts(
    json: JsonOption = False,
    check_file: Annotated[
        Path | None, typer.Option("--check", help="检查一个版式文件，逐条列出错误。", metavar="FILE")
    ] = None,
    preview_file: Annotated[
        Path | None, typer.Option("--preview", help="打开窗口，边改版式文件边看样子。", metavar="FILE")
    ] = None,
    schema: Annotated[bool, typer.Option("--schema", help="给出版式文件的 JSON Schema，供编辑器使用。")] = False,
    _store: StoreOption = None,
) -> int:
    """列出已声明的版式，或检查、预览一个版式文件。"""
    from app.cli import defining

    if check_file is not None:
        return DONE if defining.check_layout(check_file) else ERRORS_FOUND
    if preview_file is not None:
        return defining.preview_layout(preview_file)
    if schema:
        defining.print_schema()
    else:
        defining.list_layouts(as_json=json)
    return DONE


@app.command()
def demo(
    out: Annotated[Path | None, OutOption] = None,
    no_window: Annotated[bool, typer.Option("--no-window", help="不打开窗口。")] = False,
    store: StoreOption = None,
) -> int:
    """用示例单位走一遍：读入、检查、导出 PDF 和 Excel，有屏幕时打开窗口。"""
    from app.base.locations import demo_store
    from app.cli.demo import run_demo
    from app.cli.screen import open_window

    path = store or demo_store()
    with _session(path, create=True) as session:
        run_demo(session, out or Path("绩衡示例"))
    if no_window:
        return DONE
    return open_window(path, "没有打开窗口。", DONE)
