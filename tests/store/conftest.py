"""A store in a folder of its own, in which tests may look at every file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "单位 甲" / "绩衡.jiheng"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path) as opened:
        yield opened
