"""The floors: a lower one never imports a higher one, Qt is the window's alone."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from cases import ROOT


def test_no_floor_imports_a_higher_one() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, env={**os.environ, "COLUMNS": "200"}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_every_package_stands_on_a_floor() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (layers,) = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    on_floors = {name.strip() for floor in layers for name in re.split("[|:]", floor)}
    assert on_floors == {f"app.{path.parent.name}" for path in (ROOT / "app").glob("*/__init__.py")}


def test_the_window_starts_without_the_heavy_libraries() -> None:
    """What only an export or an import needs is loaded when it is first needed."""
    code = (
        "import sys, app.gui.main, app.gui.window\n"
        "heavy = {'sqlmodel', 'sqlalchemy', 'openpyxl', 'reportlab', 'pypdfium2', 'typer', 'rich', 'pydantic'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_writers_are_loaded_when_first_needed() -> None:
    code = (
        "import sys, app.gui.workplace\n"
        "print(sorted({'openpyxl', 'reportlab', 'pypdfium2', 'typer', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_the_pinned_qt_is_one_that_lives_with_this_python() -> None:
    """PySide6 6.12.0 drops references to None; before Python 3.12 that ends the process."""
    import PySide6

    assert sys.version_info >= (3, 12) or PySide6.__version__ != "6.12.0"


def test_the_code_names_no_layout_and_no_place() -> None:
    """What differs by place or year is declared; code that knows a layout's name would be a second declaration."""
    from app.definitions.library import library

    names = {layout.id for layout in library().layouts.values()}
    names |= {layout.head.name for layout in library().layouts.values()}
    names |= {layout.id.partition("/")[2] for layout in library().layouts.values()}
    sources = {path: path.read_text(encoding="utf-8") for path in (ROOT / "app").rglob("*.py")}
    found = [(path.name, name) for path, text in sources.items() for name in names if name in text]
    assert found == []


def test_definitions_hold_no_code() -> None:
    words = ("import ", "lambda", "eval(", "exec(", "def ")
    files = (ROOT / "forms").rglob("*.toml")
    found = [(path.name, word) for path in files for word in words if word in path.read_text(encoding="utf-8")]
    assert found == []
