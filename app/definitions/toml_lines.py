"""On which line each key of a TOML text stands, so that an error can name it.

``tomllib`` has already accepted the text when this reads it; so the scanner only finds keys and need not judge.
"""

import re
from collections import defaultdict

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'', re.DOTALL)
_KEY_PART = re.compile(r'[ \t]*("(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|[A-Za-z0-9_-]+)[ \t]*')
_SCALAR = re.compile(r"[^,\]}#\n]*")


def key_lines(text: str) -> dict[Path, int]:
    """Return the line, from 1, of every key and array item by its path."""
    return _Scanner(text).scan()


def line_of(lines: dict[Path, int], path: Path) -> int:
    """Return the line of ``path`` or of the nearest thing around it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n")
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.counts: defaultdict[Path, int] = defaultdict(int)

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        self.skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
            self.skip(_BLANK)
        return self.lines

    def skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if found is None:
            self.at += 1
            return ""
        self.at = found.end()
        return found.group()

    def note(self, path: Path) -> None:
        self.lines.setdefault(path, self.text.count("\n", 0, self.at) + 1)

    def key(self) -> Path:
        parts: list[str] = []
        while found := _KEY_PART.match(self.text, self.at):
            parts.append(found.group(1).strip("\"'"))
            self.at = found.end()
            if self.text[self.at : self.at + 1] != ".":
                break
            self.at += 1
        return tuple(parts)

    def header(self) -> Path:
        brackets = 2 if self.text.startswith("[[", self.at) else 1
        start, self.at = self.at, self.at + brackets
        path = self.inside_arrays(self.key())
        if brackets == 2:
            self.counts[path] += 1
            path = (*path, self.counts[path] - 1)
        self.at, end = start, self.at + brackets
        self.note(path)
        self.at = end
        return path

    def inside_arrays(self, path: Path) -> Path:
        """Put the running index into a header path that goes through an array of tables."""
        full: Path = ()
        for part in path[:-1]:
            full = (*full, part)
            if self.counts[full]:
                full = (*full, self.counts[full] - 1)
        return (*full, *path[-1:])

    def pair(self, table: Path) -> None:
        start = self.at
        path = (*table, *self.key())
        self.at, after = start, self.at
        self.note(path)
        self.at = after + 1  # the equals sign
        self.value(path)

    def value(self, path: Path) -> None:
        self.skip(_BLANK)
        opening = self.text[self.at : self.at + 1]
        if opening == "[":
            self.array(path)
        elif opening == "{":
            self.inline_table(path)
        elif opening in ('"', "'"):
            self.skip(_STRING)
        else:
            self.skip(_SCALAR)

    def closed(self, bracket: str) -> bool:
        """Step over blanks and a comma; whether the bracket has closed."""
        self.skip(_BLANK)
        if self.text[self.at : self.at + 1] == ",":
            self.at += 1
            self.skip(_BLANK)
        if self.text[self.at : self.at + 1] in (bracket, ""):
            self.at += 1
            return True
        return False

    def array(self, path: Path) -> None:
        self.at += 1
        index = 0
        while not self.closed("]"):
            self.note((*path, index))
            self.value((*path, index))
            index += 1

    def inline_table(self, path: Path) -> None:
        self.at += 1
        while not self.closed("}"):
            self.pair(path)
