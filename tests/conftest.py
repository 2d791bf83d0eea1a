"""What all tests share: the published cases in the exchange format and the declared layouts."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.definitions.library import Library
from app.definitions.library import library as declared
from app.model.exchange import read_document
from app.model.records import Form

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

ROOT = Path(__file__).resolve().parent.parent
CASES = [
    ROOT / "resources/samples/department.json",
    *(ROOT / f"tests/data/{name}.json" for name in ("tongnan-2023", "tongnan-2024", "tongnan-2026", "qijiang-2022")),
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-reference",
        action="store_true",
        help="write tests/reference/ anew; the tests that write fail, for a person has to look at what changed",
    )


@pytest.fixture(scope="session", autouse=True)
def no_machine_fonts() -> Iterator[None]:
    """What is printed must not depend on the fonts of the machine that tests; tests of these bring their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.sheet.machine_fonts.font_folders", list)
        yield


@pytest.fixture(scope="session")
def library() -> Library:
    return declared()


@pytest.fixture(params=CASES, ids=lambda path: path.stem)
def case_path(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.fixture
def case_forms(case_path: Path) -> list[Form]:
    return read_case(case_path)


def read_case(path: Path) -> list[Form]:
    return read_document(json.loads(path.read_text(encoding="utf-8")))


def case(name: str) -> list[Form]:
    return read_case(CASES[0] if name == "tongnan-2022" else next(path for path in CASES if path.stem == name))
