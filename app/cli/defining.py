"""Help for those who declare a new form: the check of one file, and its live preview."""

from pathlib import Path

from app.base.errors import DefinitionError, JihengError
from app.cli.listing import layout_as_json, layout_as_row
from app.cli.output import print_json, print_table, say
from app.cli.screen import NOT_DONE, on_screen
from app.definitions.library import SECTION_NAMES, library, read_layout


def list_layouts(*, as_json: bool) -> None:
    """Print the declared layouts."""
    declared = list(library().layouts.values())
    if as_json:
        print_json({"layouts": [layout_as_json(layout) for layout in declared]})
    else:
        print_table(("版式", "名称", "年度", "表"), [layout_as_row(layout) for layout in declared])


def print_schema() -> None:
    """Print what a layout file may say, for editors."""
    from app.definitions.json_schema import layout_schema

    print_json(layout_schema())


def check_layout(file: Path) -> bool:
    """Say everything that is wrong in a layout file, or which forms it declares; whether nothing is wrong."""
    try:
        layout = read_layout(file, library())
    except DefinitionError as error:
        for problem in error.problems:
            say(problem)
        say(f"共 {len(error.problems)} 处错误。")
        return False
    forms = "、".join(SECTION_NAMES[section] for section in layout.forms)
    say(f"没有发现错误：{layout.head.name}，{forms}。")
    return True


def preview_layout(file: Path) -> int:
    """Show the file's forms, drawn anew whenever it is saved; return the exit code of the window.

    Raises:
        JihengError: there is no such file, or no screen.
    """
    if not file.is_file():
        raise JihengError(f"没有找到版式文件“{file}”。")

    def opened() -> int:
        from app.gui.layout_preview import run_preview

        return run_preview(file)

    return on_screen(opened, "打不开预览。可以用 --check 检查这个文件。", NOT_DONE)
