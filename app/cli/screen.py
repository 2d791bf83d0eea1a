"""Opening a window where there may be no screen to open it on."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from app.cli.output import say

NOT_DONE = 2
_REFUSED = "打不开窗口。用 jiheng --help 查看不需要屏幕的命令。"
_DEAD = "连不上屏幕，或缺少显示窗口的系统库（例如 libxcb-cursor0）"


def open_window(store: Path | None, without: str = _REFUSED, code: int = NOT_DONE) -> int:
    """Open the program's window on a store and return its exit code; see :func:`on_screen`."""

    def opened() -> int:
        from app.gui.main import run_window

        return run_window(store)

    return on_screen(opened, without, code)


def on_screen(opened: Callable[[], int], without: str, code: int) -> int:
    """Open a window and return its exit code; where there is no screen, say so and what that means instead.

    Args:
        opened: opens the window and returns when it is closed.
        without: what follows from there being no screen.
        code: the exit code then.
    """

    def refused(problem: str) -> int:
        say(f"{problem}，{without}")
        return code

    if _is_nowhere():
        return refused("没有可用的屏幕")
    try:
        from app.gui.screen import reach_screen
    except ImportError as error:
        return refused(f"缺少显示窗口的系统库（{error}）")
    application = reach_screen(lambda: os._exit(refused(_DEAD)))
    code = opened()
    del application  # it has lived as long as the window
    return code


def _is_nowhere() -> bool:
    """Whether nothing names a screen, which only Linux does."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform.startswith("linux") and not any(os.environ.get(name) for name in names)
