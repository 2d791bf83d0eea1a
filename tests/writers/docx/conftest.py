"""The published forms as Word documents."""

import pytest
from printing import Published

from writers.docx.documents import Written, grid_of, opened


@pytest.fixture(scope="module")
def written(published: list[Published]) -> list[Written]:
    documents = ((each, opened(each.printout)) for each in published)
    return [Written(*each, document, grid_of(document.tables)) for each, document in documents]
