"""What happens to posts and files of persons when the territory changes."""

from __future__ import annotations

import datetime

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from people.models import Person, Term
from wards.changes import Applied, Follower, heirs
from wards.models import Decision

REASON = "Đơn vị kết thúc"  # as the database writes it where a unit ends by itself
LONGEST = 200
BATCH = 1000
_ENDING = ["valid", "end_reason", "end_decision"]


def end_terms(
    decision: Decision, day: datetime.date, units: set[int]
) -> tuple[dict[str, int], dict[str, list[str | None]]]:
    """End the terms in units that end, on the day itself; access ends with them.

    A term that was to begin later is dropped. Returns how many people are to be looked after, and by
    term its former end and why, for a withdrawal.
    """
    terms = Term.objects.filter(unit__in=units)
    terms.filter(valid__startswith__gte=day).delete()
    running = list(terms.filter(valid__contains=day))
    before = {
        str(term.pk): [
            term.valid.upper.isoformat() if term.valid.upper else None,
            term.end_reason,
            term.end_decision,
        ]
        for term in running
    }
    for term in running:
        term.valid = DateRange(term.valid.lower, day)
        term.end_reason, term.end_decision = REASON, str(decision)[:LONGEST]
    Term.objects.bulk_update(running, _ENDING, batch_size=BATCH)
    return {"terms.ended": len(running)}, before


def reopen_terms(before: dict[str, list[str | None]]) -> None:
    """Give terms back the end that they had before a decision that was withdrawn."""
    terms = list(Term.objects.filter(pk__in=[int(pk) for pk in before]))
    for term in terms:
        end, reason, decision = before[str(term.pk)]
        term.valid = DateRange(term.valid.lower, datetime.date.fromisoformat(end) if end else None)
        term.end_reason, term.end_decision = reason or "", decision or ""
    Term.objects.bulk_update(terms, _ENDING, batch_size=BATCH)


def hand_over_files(applied: Applied) -> dict[str, int]:
    """Give the files of persons to the ward that takes over from one that ended."""
    kept = Person.objects.filter(unit__in=applied.ended)
    for unit_id, heir in heirs(kept.values_list("unit", flat=True).distinct(), applied.day).items():
        Person.objects.filter(unit=unit_id).update(unit=heir.ward_id or heir.unit_id)
    return {}


FOLLOWER = Follower(
    "people",
    end=end_terms,
    reopen=reopen_terms,
    arrive=hand_over_files,
    labels={"terms.ended": _("người thôi giữ chức danh vì đơn vị kết thúc")},
)
