"""Measure the window over a year of many projects, as ratios in one run.

usage: .venv/bin/python packaging/bench_overview.py [PROJECTS]   (default: 10000)

Times are those of the processor, so that other work on the machine counts little.

- filling: from an empty process to the window with the year's list, then with the form in work, then with the
  overview, against an empty PySide6 window with a table, each in a process of its own, in turn;
- scrolling: one frame of the overview, from the wheel to the painted line, with checks under way and at rest;
- editing: from the edit of a cell to the repainted form with its problems, in a store of ten projects and of all.
"""

import copy
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

RUNS = 3
FEW = 10
UNITS = 60
ROWS = 200
FRAME = 1000 / 60  # ms

EMPTY = """
from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget
application = QApplication([])
window = QMainWindow()
window.setCentralWidget(QTableWidget(100, 8))
window.resize(1240, 760)
window.show()
window.grab()
"""
OURS = """
import sys
sys.path.insert(0, {root!r})
from pathlib import Path
from app.gui.main import make_application
from app.gui.settings import Settings
from app.gui.window import MainWindow
application = make_application()
settings = Settings(Path({settings!r}))
window = MainWindow(settings)
window.show()
window.grab()
if {upto} >= 1:
    from app.store.glance import glance_at
    window.show_list(glance_at(Path({store!r}), settings.year), lambda: None)
    window.grab()
    assert sum(map(len, (group.lines for group in window.centralWidget().navigator.model.groups))) == {projects}
if {upto} >= 2:
    from app.gui.main import Opening
    Opening(window).open(Path({store!r}))
    window.grab()
if {upto} >= 3:
    window.workplace.overview.show_overview()
    window.grab()
if {upto} >= 2:
    window.workplace.desk.rest()
import os
os._exit(0)
"""


def make_store(path: Path, projects: int) -> None:
    """Write a store of so many projects, the first of which has many rows."""
    from app.definitions.library import library
    from app.editing.loading import load_document
    from app.editing.session import Session
    from app.store.store import Store

    case = json.loads((ROOT / "resources/samples/department.json").read_text(encoding="utf-8"))
    with Store.open(path) as store:
        load_document(Session(store, library()), {**case, "projects": list(_projects(case, projects)), "overalls": []})


def _projects(case: dict, count: int) -> list[dict]:
    made = []
    for n in range(count):
        project = copy.deepcopy(case["projects"][n % len(case["projects"])])
        project |= {"unit_code": f"{300 + n % UNITS:03d}001", "unit": f"第 {n % UNITS + 1} 单位"}
        project |= {"project_name": f"{project['project_name']}{n}", "project_code": f"50015222T{n:012d}"}
        made.append(project)
    rows = made[0]["indicators"]
    made[0]["indicators"] = [copy.deepcopy(rows[n % len(rows)]) for n in range(ROWS)]
    return made


def seconds(work: Callable[[], object]) -> float:
    """Return how long something takes in this thread."""
    start = time.thread_time()
    work()
    return time.thread_time() - start


def start_of(code: str, folder: Path) -> float:
    """Return how long a process with this code takes."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = children_time()
    subprocess.run(
        [sys.executable, "-c", code], check=True, env={**environment, "PYTHONPYCACHEPREFIX": str(folder / "cache")}
    )
    return children_time() - before


def children_time() -> float:
    """Return how long processes that have ended took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure_start(store: Path, folder: Path, projects: int) -> None:
    """Compare our start with that of an empty window."""
    words = {"root": str(ROOT), "settings": str(folder / "w.ini"), "store": str(store), "projects": projects}
    codes = {
        "empty PySide6 window with a table": EMPTY,
        "our window, first paint": OURS.format(**words, upto=0),
        "our window, list of the year filled": OURS.format(**words, upto=1),
        "our window, form in work": OURS.format(**words, upto=2),
        "our window, overview filled": OURS.format(**words, upto=3),
    }
    taken: dict[str, list[float]] = {name: [] for name in codes}
    for code in codes.values():
        start_of(code, folder)  # compiles what is compiled once
    for _ in range(RUNS):
        for name, code in codes.items():
            taken[name].append(start_of(code, folder))
    base = median(taken["empty PySide6 window with a table"])
    for name, times in taken.items():
        print(f"{name:42} {median(times) * 1000:7.0f} ms  {median(times) / base:5.2f} ×")


class Bench:
    """Our window on a store, in this process."""

    def __init__(self, path: Path, folder: Path) -> None:
        from app.definitions.library import library
        from app.editing.session import Session
        from app.gui.main import make_application
        from app.gui.settings import Settings
        from app.gui.window import MainWindow
        from app.store.store import Store

        self.application = make_application()
        self.store = Store.open(path)
        self.window = MainWindow(Settings(folder / f"{path.stem}.ini"))
        self.window.resize(1240, 760)
        self.window.show()
        self.place = self.window.attach(Session(self.store, library()))

    def settle(self) -> None:
        """Wait until every form is checked."""
        while self.place.desk.is_checking:
            self.application.processEvents()
            time.sleep(0.005)
        self.application.processEvents()

    def close(self) -> None:
        """Close the window and the store."""
        self.window.close()
        self.store.close()

    def scroll(
        self, clock: Callable[[], float] = time.thread_time, frames: int = 300, *, whole: bool = False
    ) -> list[float]:
        """Return the time of each frame while the list is scrolled, in ms; ``whole`` paints every line of each anew."""
        table = self.place.overview.page().table
        bar = table.verticalScrollBar()
        taken = []
        for n in range(frames):
            start = clock()
            bar.setValue((n * 97) % max(bar.maximum(), 1))
            if whole:
                table.viewport().repaint()
            self.application.processEvents()
            taken.append((clock() - start) * 1000)
        return taken

    def edit(self, times: int = 60) -> list[float]:
        """Return the time of each edit of a cell until all is painted again, in ms."""
        from decimal import Decimal

        from app.editing.steps import edit_indicator

        def one(n: int) -> None:
            form = self.place.desk.form
            self.place.desk.do(edit_indicator(form, n % len(form.indicators), weight=Decimal(n % 7 + 1)))
            self.place.form_view.table.viewport().repaint()
            self.place.problems.list.viewport().repaint()

        return [seconds(lambda n=n: one(n)) * 1000 for n in range(times)]


def p95(times: list[float]) -> float:
    """Return what nineteen of twenty stay below."""
    return quantiles(times, n=20)[-1]


def told(name: str, times: list[float], limit: float = FRAME) -> None:
    """Print one line."""
    print(f"{name:42} {median(times):6.2f} ms median {p95(times):6.2f} ms 95 %  (limit {limit:.1f} ms)")


def empty_window() -> None:
    """Show an empty window with a table in this process."""
    from PySide6.QtWidgets import QMainWindow, QTableWidget

    window = QMainWindow()
    window.setCentralWidget(QTableWidget(100, 8))
    window.resize(1240, 760)
    window.show()
    window.grab()
    window.close()


def measure_work(many: Path, few: Path, folder: Path) -> None:
    """Measure scrolling and editing."""
    from app.model.refs import FormRef

    bench = Bench(many, folder)
    empty = seconds(empty_window)
    filling = seconds(lambda: (bench.place.overview.show_overview(), bench.window.grab()))
    print(f"{'the overview itself, first fill':42} {filling * 1000:7.0f} ms  {filling / empty:5.2f} × an empty window")
    told("a frame while checks run, by the clock", bench.scroll(time.perf_counter))
    start = time.perf_counter()
    bench.settle()
    print(f"{'the rest of the checks, beside the work':42} {time.perf_counter() - start:6.1f} s")
    told("a frame at rest, by the clock", bench.scroll(time.perf_counter))
    told("a frame of scrolling, at rest", bench.scroll())
    told("a frame with every line anew, at rest", bench.scroll(whole=True))
    page = bench.place.overview.page()
    for name, work in (
        ("sorting by amount", lambda: page.table.sortByColumn(3, page.table.horizontalHeader().sortIndicatorOrder())),
        ("sorting by problems", lambda: page.table.sortByColumn(5, page.table.horizontalHeader().sortIndicatorOrder())),
        ("searching two characters in all texts", lambda: (page.filters.search.setText("会议"), page.refresh())),
    ):
        print(f"{name:42} {seconds(work) * 1000:6.0f} ms")
    page.filters.widen()
    edits = {}
    for at, (name, path) in enumerate((("all", many), ("few", few))):
        room = bench if at == 0 else Bench(path, folder)
        lines = room.place.desk.lines()
        large = max(lines[:1], key=lambda line: line.position)
        room.settle()
        room.place.desk.open_form(FormRef(*large.ref))
        edits[name] = room.edit()
        told(f"an edit in a form of {ROWS} rows, {name}", edits[name], 16)
        room.close()
    print(f"{'all against few':42} {p95(edits['all']) / p95(edits['few']):6.2f} ×  (limit 1.20 ×)")


def main() -> None:
    """Measure and print."""
    projects = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["XDG_DATA_HOME"] = name
        many, few = folder / "many.jiheng", folder / "few.jiheng"
        make_store(many, projects)
        make_store(few, FEW)
        print(f"{projects} projects")
        measure_start(many, folder, projects)
        measure_work(many, few, folder)


if __name__ == "__main__":
    main()
