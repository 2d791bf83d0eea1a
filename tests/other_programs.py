"""Programs that did not write a file and read it: poppler for PDF, LibreOffice for all that Office opens."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from printing import squeezed

from app.base.locations import resources_folder

# A clerk's machine has Chinese typefaces, one for tests may have none; what a stray one lacks is no fault of our files.
_FONTS = """<?xml version="1.0"?>
<fontconfig>
  <dir>{folder}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""
OFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not here")


def poppler(tool: str, *arguments: object) -> str:
    done = subprocess.run([tool, *map(str, arguments)], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "surrogatepass")


def pdf_pages(pdf: Path) -> list[str]:
    """Return the text of each page, without blanks."""
    return [squeezed(page) for page in poppler("pdftotext", "-raw", pdf, "-").split("\f")[:-1]]


def saved_by_office(path: Path, kind: str, folder: Path, *options: str) -> Path:
    """Let LibreOffice open a file and save it as another kind in a folder."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    words = [profile, "--headless", "--convert-to", kind, *options, "--outdir", folder, path]
    told = {**os.environ, "FONTCONFIG_FILE": str(_only_our_fonts(folder))}
    subprocess.run([str(OFFICE), *map(str, words)], capture_output=True, check=True, timeout=120, env=told)
    return folder / f"{path.stem}.{kind.partition(':')[0]}"


def _only_our_fonts(folder: Path) -> Path:
    """Return the settings by which a program sees the typefaces that come with ours, and no others."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "fonts.conf"
    settings.write_text(
        _FONTS.format(folder=resources_folder() / "fonts", cache=folder / "font-cache"), encoding="utf-8"
    )
    return settings
