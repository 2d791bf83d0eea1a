"""What is done to the files of a store from outside, and what is in them."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def sql(path: Path, *statements: str) -> list[Any]:
    """Run statements as another program would, and return the rows of the last one."""
    with closing(sqlite3.connect(path)) as connection:
        rows = [connection.execute(statement).fetchall() for statement in statements]
        connection.commit()
    return rows[-1]


def damage(path: Path) -> bytes:
    """Spoil the middle of a file, and return what it is then."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2)
        file.write(os.urandom(size // 4))
    return path.read_bytes()
