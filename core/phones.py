"""Telephone numbers: any spelling in, E.164 in the database, 0901 234 567 on the page."""

from __future__ import annotations

import re

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

HOME = "VN"
_SPELLING = re.compile(r"[+＋(]?[+＋\d\s().\-–/]{4,38}")


def normalise(raw: str) -> str:
    """The E.164 form of a number. Raises ValidationError for what nobody could call.

    Takes 0…, +84…, 84…, +84 (0)…, with blanks, dots, dashes or slashes; a foreign number needs its
    "+". Short numbers and old eleven-digit mobile numbers (before 2018) are refused.
    """
    typed = raw.strip()
    if not _SPELLING.fullmatch(typed):
        raise _refused()
    try:
        number = phonenumbers.parse(typed, HOME)
    except phonenumbers.NumberParseException as error:
        raise _refused() from error
    if not phonenumbers.is_valid_number(number):
        raise _refused()
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def display(e164: str) -> str:
    """A stored number as people read it: 0901 234 567, or +33 1 23 45 67 89 from abroad."""
    try:
        number = phonenumbers.parse(e164, HOME)
    except phonenumbers.NumberParseException:
        return e164
    if phonenumbers.region_code_for_number(number) == HOME:
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _refused() -> ValidationError:
    return ValidationError(
        _("Số điện thoại chưa đúng. Ví dụ: 0901 234 567; số nước ngoài bắt đầu bằng dấu +."),
        code="phone",
    )
