"""The command line, called in this process."""

from collections.abc import Callable
from pathlib import Path

from app.cli.main import run


class Program:
    """Calls the commands in this process and keeps what they print."""

    def __init__(self, store: Path, capture: Callable[[], object]) -> None:
        self.store, self._capture = store, capture
        self.out = self.err = ""

    def __call__(self, *words: object, store: bool = True) -> int:
        code = run([*map(str, words), *(["--store", str(self.store)] if store else [])])
        self.out, self.err = self._capture()  # type: ignore[misc]
        return code
