"""The published forms as OFD files."""

import pytest
from printing import Published

from app.writers.ofd import ofd_bytes
from writers.ofd.archive import Ofd, Written


@pytest.fixture(scope="session")
def written(published: list[Published]) -> list[Written]:
    return [Written(*each, Ofd(ofd_bytes([each.printout]))) for each in published]
