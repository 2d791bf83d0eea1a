"""Each table, printed and written once."""

import pytest
from printing import ISSUER

from app.definitions.library import Library
from app.sheet.pages import print_together
from app.sheet.surroundings import Surroundings
from app.writers.pdf import write_pdf
from app.writers.xlsx import write_xlsx
from tables.printed import TABLES, Printed, projects


@pytest.fixture(scope="session")
def all_printed(library: Library, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Printed]:
    folder = tmp_path_factory.mktemp("tables")
    found = {}
    for number, name in enumerate(TABLES):
        forms, layout = projects(), library.layouts[name]
        printout = print_together(forms, library, Surroundings(1, ISSUER), layout)
        files = folder / f"{number}.pdf", folder / f"{number}.xlsx"
        write_pdf([printout], files[0])
        write_xlsx([printout], files[1])
        assert layout.project_table
        found[name] = Printed(forms, layout, layout.project_table, printout, *files)
    return found


@pytest.fixture(params=TABLES)
def printed(request: pytest.FixtureRequest, all_printed: dict[str, Printed]) -> Printed:
    return all_printed[request.param]
