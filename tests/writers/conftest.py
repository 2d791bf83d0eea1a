"""The published forms as PDF files and workbooks."""

import pytest
from printing import Published

from app.writers.pdf import write_pdf
from app.writers.xlsx import write_xlsx
from writers.files import Written


@pytest.fixture(scope="session")
def written(published: list[Published], tmp_path_factory: pytest.TempPathFactory) -> list[Written]:
    folder = tmp_path_factory.mktemp("written")
    found = []
    for each in published:
        files = folder / f"{len(found)}.pdf", folder / f"{len(found)}.xlsx"
        write_pdf([each.printout], files[0])
        write_xlsx([each.printout], files[1])
        found.append(Written(*each, *files))
    return found
