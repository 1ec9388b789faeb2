"""References of cases: KP-7QD4-M2XJ, made to be read aloud, written by hand and typed on a phone.

Seven random characters of Crockford's base 32 (no I, L, O, U) and one that checks them (Luhn mod 32):
every single wrong character is found, and so are nearly all swapped neighbours, before any query.
"""

from __future__ import annotations

import re
import secrets

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BASE = len(ALPHABET)
PREFIX = "KP"
RANDOM = 7
LENGTH = RANDOM + 1
_VALUES = {char: value for value, char in enumerate(ALPHABET)}
_READ_AS = str.maketrans("OIL", "011")
_BETWEEN = re.compile(r"[\s\-_.·–—‐‑−]+")


def generate() -> str:
    """A new reference; unguessable, but whether it is taken only the database knows."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
    return _written(body + check_character(body))


def check_character(body: str) -> str:
    """The character that makes the Luhn sum of a reference come out (mod 32)."""
    return ALPHABET[-_luhn(body, factor=2) % BASE]


def is_consistent(code: str) -> bool:
    """Whether the check character of an eight-character code fits the rest."""
    return _luhn(code, factor=1) % BASE == 0


def normalise(typed: str) -> str:
    """A reference as it is stored, from whatever somebody typed.

    Takes lower case, blanks, missing dashes, a missing KP, O for 0, I or L for 1. Raises
    ValidationError for anything else; a wrong check character is told apart from a wrong length.
    """
    code = _BETWEEN.sub("", typed.upper())
    if len(code) == len(PREFIX) + LENGTH and code.startswith(PREFIX):
        code = code.removeprefix(PREFIX)
    code = code.translate(_READ_AS)
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        raise ValidationError(
            _(
                "Mã phản ánh gồm chữ KP và 8 ký tự, viết là KP-XXXX-XXXX. Trong mã không có chữ U "
                "và không có dấu."
            ),
            code="form",
        )
    if not is_consistent(code):
        raise ValidationError(
            _(
                "Mã phản ánh có ký tự chưa đúng. Xin xem lại từng ký tự trên giấy hẹn hoặc trong thư."
            ),
            code="check",
        )
    return _written(code)


def _luhn(code: str, *, factor: int) -> int:
    """Sum of the values, from the right, every other one doubled and its two digits added."""
    total = 0
    for char in reversed(code):
        value = _VALUES[char] * factor
        total += value // BASE + value % BASE
        factor = 3 - factor
    return total


def _written(code: str) -> str:
    half = LENGTH // 2
    return f"{PREFIX}-{code[:half]}-{code[half:]}"
