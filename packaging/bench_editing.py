"""Measure the editing floor: whether a key costs more in a large store than in a small one, and what loading takes.

usage: .venv/bin/python packaging/bench_editing.py [PROJECTS]   (default: 10000)

Everything is measured in one run and in turns, so the ratios hold on a busy machine too; milliseconds do not.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.definitions.library import library  # noqa: E402
from app.editing import steps  # noqa: E402
from app.editing.context import surroundings_for  # noqa: E402
from app.editing.journal import Entry, History  # noqa: E402
from app.editing.loading import load_document  # noqa: E402
from app.editing.replacing import Search, find, replacing  # noqa: E402
from app.editing.session import Session  # noqa: E402
from app.editing.states import states  # noqa: E402
from app.editing.waivers import part  # noqa: E402
from app.model import exchange  # noqa: E402
from app.model.records import Form, ref_of  # noqa: E402
from app.model.refs import FormRef  # noqa: E402
from app.rules.checking import check_form  # noqa: E402
from app.store.store import Store  # noqa: E402

SMALL = 10
KEYS = 300


def document(projects: int) -> dict[str, object]:
    """Return a document of so many projects: the published ones again and again, each with its own name and code."""
    whole = json.loads((ROOT / "resources/samples/department.json").read_text(encoding="utf-8"))
    some = whole["projects"]
    many = [{**some[n % len(some)], "project_name": f"项目{n}", "project_code": f"{n:021}"} for n in range(projects)]
    return {**whole, "projects": many, "overalls": [], "self_evaluations": []}


def seconds(work: Callable[[], object]) -> float:
    """Return how long something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


class Clerk:
    """One at work on a store."""

    def __init__(self, folder: Path, projects: int) -> None:
        self.store = Store.open(folder / f"{projects}.jiheng")
        self.session = Session(self.store, library())
        load_document(self.session, document(projects))
        lines = self.store.listing()
        self.refs = [line.ref for line in lines[:: max(1, len(lines) // SMALL)]][:SMALL]
        self.form = self.opened(self.refs[0])
        self.keys = 0

    def opened(self, ref: FormRef) -> Form:
        """Return a form with its rows."""
        form = self.store.form(ref)
        if form is None:
            raise LookupError(ref)
        return form

    def key(self) -> None:
        """Accept a cell, keep it, and say what is wrong with the form now."""
        self.keys += 1
        row = self.keys % len(self.form.indicators)
        self.session.apply(steps.edit_indicator(self.form, row, level3=f"第 {self.keys} 次"))
        self.form = self.opened(ref_of(self.form))
        part(self.form, check_form(self.form, self.session.library), self.store.waivers_of(ref_of(self.form)))

    def open_one(self) -> None:
        """Open a form and check it."""
        self.keys += 1
        self.form = self.opened(self.refs[self.keys % len(self.refs)])
        check_form(self.form, self.session.library)

    def list_all(self) -> None:
        """List the year with its states, as the overview begins."""
        self.store.listing(self.form.year)
        states(self.store, self.form.year)


def compared(small: Clerk, large: Clerk, name: str, times: int) -> tuple[list[float], list[float]]:
    """Measure a job of both by turns."""
    pairs = [(seconds(getattr(small, name)), seconds(getattr(large, name))) for _ in range(times)]
    return [one for one, _ in pairs], [other for _, other in pairs]


def say(what: str, one: list[float], other: list[float]) -> None:
    """Print what a job takes in the small and the large store, and the ratio of the undisturbed quarter of its runs."""
    late = sorted(other)[int(len(other) * 0.95)]
    ratio = quarter(other) / quarter(one)
    times = f"{median(one) * 1000:.2f} ms, large {median(other) * 1000:.2f} ms (95 %: {late * 1000:.2f})"
    print(f"{what}: {times}, ratio {ratio:.2f}")


def quarter(times: list[float]) -> float:
    """Return the time that a quarter of the runs stay below: what else the machine does only makes them longer."""
    return sorted(times)[len(times) // 4]


def no_journal() -> ExitStack:
    """Leave the journal out, to see what it costs."""
    stack = ExitStack()
    stack.enter_context(patch.object(History, "keep", lambda _, __, step: Entry(1, step.name, step)))
    return stack


def loading(projects: int) -> None:
    """Compare reading a document as it is done with how the classes themselves make records."""
    some = document(max(200, projects // 10))
    now, before = [], []
    for _ in range(3):
        now.append(seconds(lambda: exchange.read_document(some)))
        with patch.object(exchange, "made", lambda table, values: table(**values)):
            before.append(seconds(lambda: exchange.read_document(some)))
    print(f"reading a document: {min(before) / min(now):.1f} times faster than by the classes' own making")


def main() -> None:
    """Measure and print."""
    projects = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    loading(projects)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        small = Clerk(Path(folder), SMALL)
        start = time.perf_counter()
        large = Clerk(Path(folder), projects)
        print(f"{projects} projects loaded in {time.perf_counter() - start:.1f} s")
        stack.callback(small.store.close)
        stack.callback(large.store.close)
        compared(small, large, "key", 20)
        say("key to issues", *compared(small, large, "key", KEYS))
        say("opening a form", *compared(small, large, "open_one", KEYS))
        with_journal, without = [], []
        for _ in range(KEYS):
            with_journal.append(seconds(large.key))
            with no_journal():
                without.append(seconds(large.key))
        print(f"the journal makes a key {quarter(with_journal) / quarter(without):.2f} times as long")
        say("listing the year with states", *compared(small, large, "list_all", 10))
        stands = seconds(lambda: surroundings_for([large.form], large.store))
        print(f"where a form stands among {projects}: {stands:.3f} s")
        search = Search("会议", large.form.year)
        found = find(large.store, search)
        print(f"finding “会议” {len(found)} times: {seconds(lambda: find(large.store, search)):.2f} s")
        step = replacing(large.store, search, found, "大会")
        print(f"replacing them: {seconds(lambda: large.session.apply(step)):.2f} s", end=", ")
        print(f"taking back {seconds(large.session.undo):.2f} s")


if __name__ == "__main__":
    main()
