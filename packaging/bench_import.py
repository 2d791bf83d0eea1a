"""Measure the import: pages a second against pdfplumber on the same file, memory by pages, and the window meanwhile.

usage: .venv/bin/python packaging/bench_import.py [PAGES]   (default: 150)

The file is the published sample printed by this program, pages after pages; each side is run in turn, in one run.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pdfplumber  # noqa: E402

from app.definitions.library import library  # noqa: E402
from app.model.exchange import read_document  # noqa: E402
from app.readers.pdf import read_pdf  # noqa: E402
from app.recognise.files import forms_in  # noqa: E402
from app.sheet.pages import print_form  # noqa: E402
from app.writers.pdf import write_pdf  # noqa: E402

RUNS = 3
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_READ = "from app.readers.pdf import read_pdf\nwith read_pdf(Path({file!r})) as p:\n for page in p: pass"
_IMPORT = (
    "from app.recognise.files import forms_in\nfrom app.definitions.library import library\n"
    "forms_in(Path({file!r}), library())"
)


def make(pages: int, target: Path) -> None:
    """Write a PDF of so many pages."""
    case = json.loads((ROOT / "resources/samples/department.json").read_text(encoding="utf-8"))
    prints = [print_form(form, library()) for form in read_document(case)]
    chosen = []
    while sum(len(one.pages) for one in chosen) < pages:
        chosen.append(prints[len(chosen) % len(prints)])
    write_pdf(chosen, target)


def seconds(work: Callable[[], object]) -> float:
    """Return how long something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def ours(file: Path) -> None:
    """Read all tables with this program's reader."""
    with read_pdf(file) as pages:
        for _ in pages:
            pass


def theirs(file: Path) -> None:
    """Read all tables with pdfplumber."""
    with pdfplumber.open(file) as document:
        for page in document.pages:
            page.extract_tables()
            page.close()


def peak(code: str, file: Path) -> float:
    """Return the highest memory in MB of a process that runs some code on a file."""
    script = "\n".join(
        [
            "import resource, sys",
            f"sys.path.insert(0, {str(ROOT)!r})",
            "from pathlib import Path",
            code.format(file=str(file)),
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)",
        ]
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def longest_stop(file: Path) -> float:
    """Return in ms how long the window stands still at most while it reads a file."""
    from PySide6.QtCore import QTimer

    from app.editing.session import Session
    from app.gui.importing.helper import as_process
    from app.gui.importing.window import ImportWindow
    from app.gui.main import keep_what_is_loaded, make_application
    from app.store.store import Store

    app = make_application()
    at: list[float] = []
    timer = QTimer()
    timer.setInterval(2)
    timer.timeout.connect(lambda: at.append(time.perf_counter()))
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "bench.jiheng") as store:
        window = ImportWindow(Session(store, library()), as_process)
        window.show()
        keep_what_is_loaded()
        until = time.perf_counter() + 1
        while time.perf_counter() < until:
            app.processEvents()
        timer.start()
        window.read_paths([file])
        while window.reader.busy or window.basket.is_proposing:
            app.processEvents()
        timer.stop()
        window.close()
    return 1000 * max(after - before for before, after in pairwise(at))


def main() -> None:
    """Measure and print."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 150
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "forms.pdf"
        make(pages, file)
        pairs = [(seconds(lambda: ours(file)), seconds(lambda: theirs(file))) for _ in range(RUNS)]
        mine, other = (median(one[side] for one in pairs) for side in (0, 1))
        print(f"{pages} pages: {pages / mine:.0f} a second, pdfplumber {pages / other:.0f}: {other / mine:.1f} times")
        whole = seconds(lambda: forms_in(file, library()))
        print(f"reading and recognition together: {pages / whole:.0f} pages a second")
        for count in (pages, pages * 10):
            make(count, file)
            print(f"{count} pages: read {peak(_READ, file):.0f} MB, imported {peak(_IMPORT, file):.0f} MB at most")
        make(pages, file)  # last, for what a process holds when it starts another counts as the other's
        print(f"the window stands still for {longest_stop(file):.0f} ms at most while it reads {pages} pages")


if __name__ == "__main__":
    main()
