"""How wide words are, from the letters of the PDF's face, which are those of Times New Roman.

It is what makes a rule as long as the line above it, and the lines of a title alike in length.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

from PIL import ImageFont

from core.papers.rules import LOOKS, Look

FONTS = Path(__file__).parent / "fonts"
FILES = {
    (False, False): "Tinos_400Regular.ttf",
    (False, True): "Tinos_400Regular_Italic.ttf",
    (True, False): "Tinos_700Bold.ttf",
    (True, True): "Tinos_700Bold_Italic.ttf",
}
MM_PER_POINT = 25.4 / 72
_UNITS = 1000
_APART = re.compile(r" (?!(?:\d+|phố)\b)", re.IGNORECASE)


def width(text: str, look: Look) -> float:
    """Millimetres that a text takes on one line."""
    return _font(look.is_bold, look.is_italic).getlength(text) * look.size / _UNITS * MM_PER_POINT


def lines(text: str, look: str, room: float) -> list[str]:
    """A title in as few lines as `room` (mm) allows, of about the same length.

    No word is cut, and "khu phố 3" not parted.
    """
    found = LOOKS[look]
    words = _APART.split(" ".join(text.split())) if text.strip() else []
    least = _filled(words, found, room)
    if len(least) < 2:  # noqa: PLR2004 - one line
        return least
    step = room / 40
    narrow = sum(width(line, found) for line in least) / len(least)
    while narrow < room:
        tried = _filled(words, found, narrow)
        if len(tried) == len(least):
            return tried
        narrow += step
    return least


def _filled(words: list[str], look: Look, room: float) -> list[str]:
    found: list[str] = []
    for word in words:
        if found and width(f"{found[-1]} {word}", look) <= room:
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found


@functools.cache
def _font(is_bold: bool, is_italic: bool) -> ImageFont.FreeTypeFont:
    file = FONTS / FILES[is_bold, is_italic]
    return ImageFont.truetype(file, _UNITS, layout_engine=ImageFont.Layout.BASIC)
