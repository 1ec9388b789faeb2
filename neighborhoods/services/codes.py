"""Codes of households: given out once, kept as keyed hashes, each good for one answer.

One machinery for whatever households are asked: names of units and consultations. It knows which code
was used, on which day, and never what for; the answer is kept apart, by whoever asked.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core import clock
from neighborhoods.models import Consultation, HouseholdCode, NamePoll

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that looks like something else
CODE_LENGTH = 8
MOST_CODES = 5000

Question = NamePoll | Consultation


def give(question: Question, count: int) -> list[str]:
    """So many new codes, one a household; they are told this once and kept nowhere."""
    given: set[str] = set()
    while len(given) < count:
        given.add("".join(secrets.choice(ALPHABET) for _n in range(CODE_LENGTH)))
    codes = list(given)  # in no order that says anything
    HouseholdCode.objects.bulk_create(
        HouseholdCode(digest=digest(question, code), **_of(question)) for code in codes
    )
    return codes


def redeem(question: Question, code: str, *, used: str = "") -> None:
    """Use a code up. Raises ValidationError at `code` for an unknown one and one that was used before.

    `used` says the latter in other words. Runs in the caller's transaction, beside the answer.
    """
    rows = HouseholdCode.objects.select_for_update().filter(**_of(question))
    row = rows.filter(digest=digest(question, code)).first()
    if row is None:
        raise ValidationError({"code": _("Mã hộ không đúng. Xin xem lại phiếu đã phát.")})
    if row.used_on is not None:
        text = used or _("Mã hộ này đã được dùng. Mỗi hộ trả lời một lần.")
        raise ValidationError({"code": text})
    row.used_on = clock.today()
    row.save(update_fields=["used_on"])


def standing(question: Question) -> tuple[int, int]:
    """How many codes were given out, and how many of them are used up; one query."""
    found = question.codes.aggregate(given=Count("pk"), used=Count("used_on"))
    return found["given"], found["used"]


def count_fault(count: int) -> dict[str, str]:
    """What is wrong with a number of codes to be given out, at `count`."""
    if 0 < count <= MOST_CODES:
        return {}
    return {"count": _("Số mã phải từ 1 đến %d.") % MOST_CODES}


def digest(question: Question, code: str) -> str:
    """What is kept of a code: typed in any case, with or without blanks and dashes."""
    plain = "".join(char for char in code.upper() if char.isalnum())
    value = f"{question.uuid}:{plain}"
    return salted_hmac("neighborhoods.naming.code", value, algorithm="sha256").hexdigest()


def _of(question: Question) -> dict[str, Any]:
    name = "poll" if isinstance(question, NamePoll) else "consultation"
    return {name: question}
