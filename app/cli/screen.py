"""Whether a window can be opened: Qt ends the whole process where there is no screen, so another one tries first."""

import os
import subprocess
import sys

from app.base.locations import PACKAGE

PROBE = "--probe-screen"  # the word with which the program is called to try the screen and nothing else
_PATIENCE = 15  # seconds; a cold disk may need several to bring Qt in


def screen_problem() -> str:
    """Return why no window can be opened, without a full stop; nothing where one can."""
    if not sys.platform.startswith("linux"):
        return ""
    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        return "没有可用的屏幕"
    return "" if _probe() else "连不上屏幕，或缺少显示窗口的系统库（例如 libxcb-cursor0）"


def _probe() -> bool:
    frozen = getattr(sys, "frozen", False)
    command = [sys.executable, PROBE] if frozen else [sys.executable, "-m", "app", PROBE]
    paths = [str(PACKAGE.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
