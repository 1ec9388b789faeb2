"""Numbers as official papers have them: "05/BC-UBND" (NĐ 30/2020/NĐ-CP, Phụ lục I, II.3), and I, II, III."""

from __future__ import annotations

import re

NUMBER = re.compile(r"([0-9]{1,5})\s*/\s*([^\s/]{1,50})")


def split(text: str) -> tuple[int, str]:
    """Number and symbol apart. Raises ValueError for what is not written that way."""
    match = NUMBER.fullmatch(text.strip())
    if not match or not int(match[1]):
        raise ValueError(text)
    return int(match[1]), match[2]


def tidy(text: str) -> str:
    """ "5 / BC-UBND" as it is printed: "05/BC-UBND". Raises ValueError as above."""
    number, symbol = split(text)
    return f"{number:02d}/{symbol}"


def roman(count: int) -> str:
    """A small number in Roman letters."""
    found = ""
    for value, letters in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while count >= value:
            found, count = found + letters, count - value
    return found
