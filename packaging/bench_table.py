"""How quick the indicator table is: from a key to the repaint, and the opening of a form. Prints one JSON document.

    python packaging/bench_table.py [--rows 200] [--times 60] [--rounds 5]

The times are those of the real window on a store of its own, with one form of many rows. They are told in milliseconds
and as ratios to a QTableView of Qt's own items with the same rows and columns in the same run, since milliseconds
depend on the machine; every key of every round counts. Exit 1 where the 95th percentile of a key is above 16 ms or a
form opens in more than 50 ms.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableView

from app.base.locations import resources_folder
from app.definitions.library import library
from app.editing.loading import load_document
from app.editing.session import Session
from app.gui.main import keep_what_is_loaded, make_application
from app.gui.settings import Settings
from app.gui.window import MainWindow
from app.gui.workplace import Workplace
from app.model.refs import FormRef
from app.store.store import Store

_KEY_LIMIT, _OPEN_LIMIT = 16.0, 50.0  # ms
_SIZE = (1093, 614)  # 1366×768 at 125 %


class Painted(QObject):
    """Notes when a viewport was painted."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self.times = 0
        view.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        self.times += event.type() == QEvent.Type.Paint
        return False


Times = dict[str, list[float]]  # by what a key does, in ms


def together(rounds: list[Times]) -> dict[str, dict[str, float]]:
    """Return median and 95th percentile of each key over all rounds."""
    return {key: summed([one for times in rounds for one in times[key]]) for key in rounds[0]}


def _turn() -> None:
    """Do what one turn of the program's own loop does: what is to be deleted, as the closed editors are, goes too."""
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def timed(action: Callable[[], object], painted: Painted | None = None) -> float:
    """Return how long something takes, its repaint included, in ms."""
    QApplication.processEvents()
    before = painted.times if painted else 0
    start = time.perf_counter()
    action()
    while True:
        _turn()
        if painted is None or painted.times > before or time.perf_counter() - start > 1:
            return (time.perf_counter() - start) * 1000


def summed(times: list[float]) -> dict[str, float]:
    """Return the median and the 95th percentile."""
    cuts = quantiles(times, n=20)
    return {"median": round(cuts[9], 2), "p95": round(cuts[18], 2)}


@contextmanager
def window_with(rows: int) -> Iterator[tuple[Workplace, FormRef, FormRef]]:
    """Open the real window on a form with many rows and another one."""
    document = json.loads((resources_folder() / "samples" / "department.json").read_text(encoding="utf-8"))
    project = document["projects"][1]
    few = project["indicators"]
    project["indicators"] = [dict(few[n % len(few)], level3=f"{few[n % len(few)]['level3']}{n}") for n in range(rows)]
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "bench.jiheng") as store:
        session = Session(store, library())
        load_document(session, document)
        window = MainWindow(Settings(Path(folder) / "window.ini"))
        window.resize(*_SIZE)
        window.show()
        place = window.attach(session)
        while place.desk.is_checking:
            QApplication.processEvents()
        forms = {len(form.indicators): line.ref for line in place.desk.lines() if (form := store.form(line.ref))}
        yield place, forms.pop(rows), next(iter(forms.values()))
        window.close()


def keys_of_ours(place: Workplace, times: int, painted: Painted, first: int) -> Times:
    """Return how long keys take in the window; rounds begin with other digits, so that each edit changes something."""
    table = place.form_view.table
    table.go_to(5, "weight")

    def typed(n: int) -> None:
        QTest.keyClick(table, Qt.Key(Qt.Key.Key_1 + (n + first) % 9))

    def stored() -> None:
        QTest.keyClick(table.cells.editor, Qt.Key.Key_Return)

    moved = [timed(lambda n=n: QTest.keyClick(table, _down(n)), painted) for n in range(times)]
    letters = []
    for n in range(times):
        letters.append(timed(lambda n=n: typed(n), painted))
        QTest.keyClick(table.cells.editor, Qt.Key.Key_Escape)
    table.go_to(5, "weight")
    edits = []
    for n in range(times):
        timed(lambda n=n: typed(n), painted)
        edits.append(timed(stored, painted))
    return {"arrow": moved, "letter": letters, "stored": edits}


def _down(n: int) -> Qt.Key:
    return Qt.Key.Key_Down if n // 20 % 2 == 0 else Qt.Key.Key_Up


def keys_of_qt(rows: int, columns: int, times: int) -> Times:
    """Return how long the same keys take in a plain table of Qt's own items."""
    view, model = QTableView(), QStandardItemModel(rows, columns)
    for row in range(rows):
        for column in range(columns):
            model.setItem(row, column, QStandardItem("产出指标"))
    view.setModel(model)
    view.resize(800, 400)
    view.show()
    painted = Painted(view)
    view.setCurrentIndex(model.index(5, 3))

    def stored() -> None:
        editor = QApplication.focusWidget()
        QTest.keyClick(editor if editor is not None else view, Qt.Key.Key_Return)

    moved = [timed(lambda n=n: QTest.keyClick(view, _down(n)), painted) for n in range(times)]
    edits = []
    for n in range(times):
        timed(lambda n=n: QTest.keyClick(view, Qt.Key(Qt.Key.Key_1 + n % 9)), painted)
        edits.append(timed(stored, painted))
    view.close()
    return {"arrow": moved, "stored": edits}


def main() -> int:
    """Measure and print."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--rows", type=int, default=200)
    words.add_argument("--times", type=int, default=60)
    words.add_argument("--rounds", type=int, default=5)
    asked = words.parse_args()
    application = make_application()
    with window_with(asked.rows) as (place, many, few):
        opened = []
        for ref in (many, few) * 12:
            took = timed(lambda ref=ref: place.desk.open_form(ref))
            if ref == many:
                opened.append(took)
        place.desk.open_form(many)
        keep_what_is_loaded()  # as the program does once it has settled
        painted = Painted(place.form_view.table)
        rounds = [keys_of_ours(place, asked.times, painted, n) for n in range(asked.rounds)]
        ours = together(rounds)
        columns = place.form_view.table.indicators.columnCount()
    plain = together([keys_of_qt(asked.rows, columns, asked.times) for _ in range(asked.rounds)])
    ratios = {key: round(ours[key]["median"] / plain[key]["median"], 2) for key in plain}
    result = {
        "rows": asked.rows,
        "open": summed(opened[2:]),
        "ours": ours,
        "p95 of stored, by round": [summed(one["stored"])["p95"] for one in rounds],
        "plain": plain,
        "ratio": ratios,
    }
    print(json.dumps(result, ensure_ascii=False, indent=1))
    del application
    worst = max(one["p95"] for one in ours.values())
    return int(worst > _KEY_LIMIT or result["open"]["median"] > _OPEN_LIMIT)


if __name__ == "__main__":
    raise SystemExit(main())
