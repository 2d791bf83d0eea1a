"""``python -m app`` and ``jiheng``: the window without words, the command line with them."""

import io
import os
import sys


def main() -> None:
    """Run the program and exit with its code."""
    if getattr(sys, "frozen", False):
        _be_helper()
    _keep_streams_taken()
    from app.cli.screen import PROBE

    if sys.argv[1:] == [PROBE]:
        _try_screen()
        return
    from app.cli.main import run

    _speak_utf8()
    raise SystemExit(run())


def _be_helper() -> None:
    """Serve the window instead, where a packaged program was started again to read its files."""
    from multiprocessing import freeze_support

    freeze_support()


def _keep_streams_taken() -> None:
    """Let no file take the number of a closed stream: what a library prints there would go into the store."""
    while True:
        number = os.open(os.devnull, os.O_RDWR)
        if number > 2:
            os.close(number)
            return


def _speak_utf8() -> None:
    """Print Chinese whatever the locale says; a program without a console has no streams."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")


def _try_screen() -> None:
    """Connect to the screen; Qt ends the process where that cannot be."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from PySide6.QtGui import QGuiApplication

    QGuiApplication(["jiheng"])


if __name__ == "__main__":
    main()
