"""Other programs that have the store: one that holds it, one that writes into it, one that dies of it."""

import subprocess
import sys
from pathlib import Path

from cases import ROOT

# One at a time

HOLDER = """
import sys
from pathlib import Path
from app.store.store import Store
with Store.open(Path(sys.argv[1])):
    print("open", flush=True)
    sys.stdin.read()
"""

WRITER = """
import sys
from pathlib import Path
from app.definitions.library import library
from app.editing.session import Session
from app.editing.steps import new_form
from app.model.records import ProjectTarget
from app.store.store import Store
with Store.open(Path(sys.argv[1])) as store:
    session = Session(store, library())
    for n in range(100000):
        session.apply(new_form(ProjectTarget(year=2026, project_name=str(n)), n))
        print(n, flush=True)
"""


def started(script: str, path: Path) -> subprocess.Popen[str]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    return subprocess.Popen([sys.executable, "-c", script, str(path)], **pipes)


DYING_WRITER = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA journal_mode = DELETE")
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE projecttarget SET goal = ''")
connection.execute("DELETE FROM indicator")
os._exit(9)
"""
