"""Forms as places publish them, in every look and file format: each comes back whole."""

from pathlib import Path

import pytest

from app.definitions.library import Library
from recognise.looks import LOOKS, check, found_in, found_in_file, in_turn
from recognise.published import FORMATS
from recognise.published_forms import (
    printed,
)


@pytest.mark.parametrize("name", LOOKS)
def test_a_look_is_read(name: str, library: Library) -> None:
    told, look = LOOKS[name]
    check(told, look, found_in([printed(told, look)], library))


@pytest.mark.parametrize(("name", "kind"), in_turn(LOOKS))
def test_a_look_is_read_from_files(name: str, kind: str, library: Library, tmp_path: Path) -> None:
    told, look = LOOKS[name]
    ending, write = FORMATS[kind]
    check(told, look, found_in_file(write([printed(told, look)], tmp_path / f"file{ending}"), library))
