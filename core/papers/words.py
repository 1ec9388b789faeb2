"""Fixed words of papers, counting as Vietnamese papers do, and texts made safe to set."""

from __future__ import annotations

import re

from core.text import clean

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
COMMITTEES = ("ỦY BAN NHÂN DÂN", "UỶ BAN NHÂN DÂN", "TM. ỦY BAN NHÂN DÂN", "TM. UỶ BAN NHÂN DÂN")
ANNEX = "Phụ lục"
LETTERS = "abcdđeghiklmnopqrstuvxy"  # II.6đ: points follow the Vietnamese alphabet
_ROMAN = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
# No XML may hold them; `clean` has dropped the other controls.
_NO_CHARACTERS = re.compile("[\ufffe\uffff]|[\U0001fffe\U0001ffff]")


def plain(value: object) -> str:
    """A text on one line."""
    return " ".join(_NO_CHARACTERS.sub("", clean(str(value))).split())


def paragraphs(value: object) -> list[str]:
    """The lines of a text that hold anything."""
    return [line for line in map(plain, clean(str(value)).split("\n")) if line]


def roman(number: int) -> str:
    """1 as I, 4 as IV."""
    found = ""
    for value, sign in _ROMAN:
        found += sign * (number // value)
        number %= value
    return found


def letter(number: int) -> str:
    """1 as a, 5 as đ; after y comes aa."""
    times, place = divmod(number - 1, len(LETTERS))
    return LETTERS[place] * (times + 1)
