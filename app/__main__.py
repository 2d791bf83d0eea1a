"""``python -m app`` and ``jiheng``: the window without words, the command line with them."""

import io
import sys


def main() -> None:
    """Run the program and exit with its code."""
    from app.cli.main import run

    _speak_utf8()
    raise SystemExit(run())


def _speak_utf8() -> None:
    """Print Chinese whatever the locale says; a program without a console has no streams."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")


if __name__ == "__main__":
    main()
