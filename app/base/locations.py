"""Where the program finds its own files and keeps the clerk's.

``forms/`` and ``resources/`` lie beside the package in a checkout, inside it in an installed wheel,
and beside the executable's libraries in a frozen build.
"""

import sys
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
STORE_NAME = "绩衡.jiheng"
DEMO_STORE_NAME = "示例.jiheng"


def _roots() -> list[Path]:
    frozen = getattr(sys, "_MEIPASS", None)
    return [*([Path(frozen)] if frozen else []), PACKAGE / "_bundled", PACKAGE.parent]


@cache
def _find(folder: str, landmark: str) -> Path:
    for root in _roots():
        if (root / folder / landmark).exists():
            return root / folder
    searched = "、".join(str(root / folder) for root in _roots())
    raise FileNotFoundError(f"{folder}/{landmark} is in none of {searched}")


def forms_folder() -> Path:
    """Return the folder of the declared layouts."""
    return _find("forms", "shared")


def resources_folder() -> Path:
    """Return the folder of fonts, icons, samples and themes."""
    return _find("resources", "fonts")


def data_folder() -> Path:
    """Return the folder of the clerk's own data, by the platform's custom; it may not exist yet."""
    from platformdirs import user_data_path

    return user_data_path("jiheng", appauthor=False)


def default_store() -> Path:
    """Return the path of the store that is used when none is named."""
    return data_folder() / STORE_NAME


def demo_store() -> Path:
    """Return the path of the sample department's store, kept apart from the clerk's own."""
    return data_folder() / DEMO_STORE_NAME
