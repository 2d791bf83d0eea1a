"""Whether a window can be opened: Qt ends the whole process where there is no screen."""

import os
import sys


def has_screen() -> bool:
    """Whether there is a display, or a Qt platform was named that needs none."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
