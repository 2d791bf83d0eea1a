"""``python -m app`` and ``jiheng``: the window without words, the command line with them."""

import io
import os
import sys
from pathlib import Path


def main() -> None:
    """Run the program and exit with its code."""
    if getattr(sys, "frozen", False):
        _be_helper()
    _keep_streams_taken()
    _speak_utf8()
    words = sys.argv[1:]
    if _wants_window(words):
        from app.cli.screen import open_window

        raise SystemExit(open_window(Path(words[-1]) if words else None))
    from app.cli.main import run

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


def _wants_window(words: list[str]) -> bool:
    """Whether the program is called for its window alone, for which the command line need not be loaded."""
    return not words or (len(words) == 2 and words[0] == "--store" and words[1] != "")


if __name__ == "__main__":
    main()
