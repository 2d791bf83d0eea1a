"""Programs that did not write a file and read it: poppler for PDF, LibreOffice for all that Office opens."""

import shutil
import subprocess
from pathlib import Path

import pytest
from printing import squeezed

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
    subprocess.run([str(OFFICE), *map(str, words)], capture_output=True, check=True, timeout=120)
    return folder / f"{path.stem}.{kind.partition(':')[0]}"
