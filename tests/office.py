"""LibreOffice, which shows what a Word document really looks like."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from core.papers.measure import FONTS
from core.papers.rules import FACE, PDF_FACE

NAMES = ("soffice", "libreoffice")
SECONDS = 120
# The face that papers name may be missing here; ours is as wide, and is the same on every machine.
FONT_RULES = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <match target="pattern">
    <test name="family"><string>{face}</string></test>
    <edit name="family" mode="assign" binding="same"><string>{ours}</string></edit>
  </match>
</fontconfig>
"""


def as_pdf(documents: dict[str, bytes], folder: Path) -> dict[str, bytes]:
    """Word documents as LibreOffice prints them, all in one start, in a profile of its own."""
    office = next(filter(None, map(shutil.which, NAMES)), None)
    if office is None:
        pytest.fail("LibreOffice Writer is missing; `make test` says how to install it.")
    rules = FONT_RULES.format(fonts=FONTS, cache=folder / "cache", face=FACE, ours=PDF_FACE)
    (folder / "fonts.conf").write_text(rules, encoding="utf-8")
    for name, data in documents.items():
        (folder / f"{name}.docx").write_bytes(data)
    done = subprocess.run(
        [
            office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
            "--convert-to", "pdf", "--outdir", str(folder),
            *(str(folder / f"{name}.docx") for name in documents),
        ],
        env={**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf")},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )  # fmt: skip
    missing = [name for name in documents if not (folder / f"{name}.pdf").exists()]
    assert not missing, f"LibreOffice did not convert {missing}: {done.stderr}"
    return {name: (folder / f"{name}.pdf").read_bytes() for name in documents}
