"""A program on a screen, worked as a person without a mouse works it: found by its accessible names, driven by keys.

Needs the system's Python with ``gi`` (Atspi), xdotool and xclip, and a session bus with AT-SPI.
"""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TypeVar

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402 - gi wants its version first

T = TypeVar("T")
_PATIENCE = 20.0  # seconds
_ANSWER = 1500  # ms that an accessible object has to answer; one that opens a dialog never does
_MANY = 400  # children of one object beyond which it is not walked
_SETTLE = 0.15  # seconds after keys
_ENTRIES = (Atspi.Role.LIST_ITEM, Atspi.Role.PAGE_TAB)
_CELLS = (Atspi.Role.TABLE, Atspi.Role.TREE_TABLE)

Node = Atspi.Accessible


class NotFoundError(Exception):
    """What was waited for did not come; the sentence says what."""


def wait_for(what: str, look: Callable[[], T | None], seconds: float = _PATIENCE) -> T:
    """Return what ``look`` returns as soon as it returns something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(GLib.Error):  # the window is being rebuilt
            found = look()
            if found:
                return found
        time.sleep(0.1)
    raise NotFoundError(f"没有等到：{what}")


def press(*keys: str) -> None:
    """Press keys one after the other, as xdotool calls them."""
    for key in keys:
        subprocess.run(["xdotool", "key", "--clearmodifiers", key], check=True)
        time.sleep(_SETTLE)


def paste(text: str) -> None:
    """Put a text in by the clipboard: keys that are typed too fast lose Chinese characters."""
    subprocess.run(["xclip", "-selection", "clipboard", "-i"], input=text.encode(), check=True)
    press("ctrl+v")


class Program:
    """The running program, seen through the accessibility tree."""

    def __init__(self, pid: int) -> None:
        Atspi.set_timeout(_ANSWER, 15000)
        self._pid = pid
        self.root = wait_for("程序出现在无障碍树里", self._application)

    def _application(self) -> Node | None:
        desktop = Atspi.get_desktop(0)
        applications = (desktop.get_child_at_index(n) for n in range(desktop.get_child_count()))
        return next((one for one in applications if one is not None and one.get_process_id() == self._pid), None)

    def walk(self, top: Node | None = None) -> Iterator[Node]:
        """Yield the objects that can be seen, but not the cells of tables."""
        waiting = [top or self.root]
        while waiting:
            node = waiting.pop(0)
            yield node
            if node.get_role() not in _CELLS:
                count = min(node.get_child_count(), _MANY)
                waiting += [child for n in range(count) if (child := node.get_child_at_index(n)) is not None]

    def window(self, words: str) -> Node:
        """Wait for a window with these words in its title."""

        def look() -> Node | None:
            count = self.root.get_child_count()
            windows = [self.root.get_child_at_index(n) for n in range(count)]
            return next((w for w in windows if w is not None and words in w.get_name() and _is_shown(w)), None)

        return wait_for(f"窗口“{words}”", look)

    def has_window(self, words: str) -> bool:
        """Whether a window with these words in its title is there."""
        windows = [self.root.get_child_at_index(n) for n in range(self.root.get_child_count())]
        return any(w is not None and words in w.get_name() and _is_shown(w) for w in windows)

    def find(self, name: str, role: Atspi.Role | None = None, top: Node | None = None) -> Node:
        """Wait for what has this name and, if one is given, this role."""

        def look() -> Node | None:
            matching = (n for n in self.walk(top) if n.get_name() == name and role in (None, n.get_role()))
            return next((n for n in matching if _is_shown(n)), None)

        return wait_for(f"“{name}”", look)

    def names(self, top: Node | None = None) -> list[str]:
        """Return the names of all that is shown."""
        return [node.get_name() for node in self.walk(top) if node.get_name() and _is_shown(node)]

    def focused(self) -> Node | None:
        """Return what the keys go to: the innermost named object that has the focus.

        Qt says of the current entry of a closed list or of tabs that it has the focus, and of the frame inside a text.
        """
        found = [node for node in self.walk() if node.get_state_set().contains(Atspi.StateType.FOCUSED)]
        named = [node for node in found if node.get_name() and node.get_role() not in _ENTRIES]
        return named[-1] if named else None

    def focus_on(self, name: str, most: int = 60) -> Node:
        """Go to what has this name with Tab alone."""
        for _ in range(most):
            node = self.focused()
            if node is not None and node.get_name() == name:
                return node
            press("Tab")
        raise NotFoundError(f"按 Tab 到不了“{name}”")


def _is_shown(node: Node) -> bool:
    return bool(node.get_state_set().contains(Atspi.StateType.SHOWING))


def text_of(node: Node) -> str:
    """Return the text that an object holds."""
    return Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))


def cell(table: Node, row: int, column: int) -> str:
    """Return the text of a cell."""
    return Atspi.Table.get_accessible_at(table, row, column).get_name()


def columns(table: Node) -> list[str]:
    """Return the headings of a table."""
    count = Atspi.Table.get_n_columns(table)
    return [Atspi.Table.get_column_header(table, n).get_name() for n in range(count)]
