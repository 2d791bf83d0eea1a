"""Reaching the screen: where there is none Qt ends the whole process, so what is to be said is said before it does."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

_STDERR = 2


def reach_screen(without: Callable[[], object]) -> QApplication:
    """Connect to the screen and return the application, or call ``without``, which is the last thing that is done."""
    with _hushed() as speak:

        def hear(kind: QtMsgType, _: QMessageLogContext, __: str) -> None:
            if kind is QtMsgType.QtFatalMsg:
                speak()
                without()

        before = qInstallMessageHandler(hear)
        try:
            return QApplication(sys.argv[:1])
        finally:
            qInstallMessageHandler(before)


@contextmanager
def _hushed() -> Iterator[Callable[[], None]]:
    """Keep quiet what Qt and the libraries below it tell programmers, until what is given back is called."""
    if not sys.platform.startswith("linux"):
        yield lambda: None
        return
    voice, nowhere = os.dup(_STDERR), os.open(os.devnull, os.O_WRONLY)

    def speak() -> None:
        os.dup2(voice, _STDERR)

    os.dup2(nowhere, _STDERR)
    try:
        yield speak
    finally:
        speak()
        os.close(voice)
        os.close(nowhere)
