"""What all tests share: the published cases in the exchange format, the declared layouts, a store and its session."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from cases import CASES, SAMPLE, document_at, read_case, said_of
from printing import ISSUER, Published
from program import Program

from app.definitions.library import Library
from app.definitions.library import library as declared
from app.editing.loading import load_document
from app.editing.session import Session
from app.model.records import Form
from app.sheet.pages import print_form
from app.sheet.surroundings import Surroundings
from app.store.store import Store

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


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


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "绩衡.jiheng") as opened:
        yield opened


@pytest.fixture
def session(store: Store, library: Library) -> Session:
    return Session(store, library)


@pytest.fixture
def sample(session: Session) -> Session:
    """A session on a store that holds the sample department."""
    load_document(session, document_at(SAMPLE))
    return session


@pytest.fixture
def jiheng(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    """The commands, on a store that is not there yet."""
    return Program(tmp_path / "store" / "a.jiheng", capsys.readouterr)


@pytest.fixture(scope="session")
def published(library: Library) -> list[Published]:
    """All published forms, printed one after the other."""
    forms = (
        (form, said) for path in CASES for form, said in zip(read_case(path), said_of(document_at(path)), strict=True)
    )
    return [
        Published(form, said, library.shown_layout(form), print_form(form, library, Surroundings(number, ISSUER)))
        for number, (form, said) in enumerate(forms, 1)
    ]
