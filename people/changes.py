"""What happens to posts and files of persons when the territory changes."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from people.models import Basis, Person, Term
from wards.changes import Applied, Follower, heirs
from wards.models import Decision, Level, Unit

REASON = "Đơn vị kết thúc"  # as the database writes it where a unit ends by itself
LONGEST = 200
BATCH = 1000
_ENDING = ["valid", "end_reason", "end_decision"]


def end_terms(
    decision: Decision, day: datetime.date, units: set[int]
) -> tuple[dict[str, int], dict[str, Any]]:
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
    return {"terms.ended": len(running)}, {"ended": before, "acting": []}


def keep_staff(applied: Applied, undo: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """Where the decision says so: let people go on for the time being in the unit that takes over.

    The same post, as acting, in the unit that took theirs whole, or a ward's rest; as far as there are
    seats, those who stood first in the order of seats before others.
    """
    if not applied.decision.keeps_staff:
        return {}, undo
    ended = Term.objects.filter(pk__in=[int(pk) for pk in undo["ended"]])
    ended = ended.select_related("role", "unit").order_by("role__order", "seat", "pk")
    found = heirs({term.unit_id for term in ended}, applied.day)
    levels = dict(
        Unit.objects.filter(pk__in={h.unit_id for h in found.values()}).values_list("pk", "level")
    )
    seats = _Seats(set(levels), applied.day)
    acting = []
    for term in ended:
        heir = found.get(term.unit_id)
        is_fit = heir and (heir.is_certain or term.unit.level == Level.WARD)
        if not (heir and is_fit) or levels[heir.unit_id] != term.role.level:
            continue
        seat = seats.take(heir.unit_id, term)
        if seat:
            acting.append(_acting(term, heir.unit_id, seat, applied))
    Term.objects.bulk_create(acting, batch_size=BATCH)
    undo["acting"] = [term.pk for term in acting]
    return {"terms.ended": len(ended) - len(acting), "terms.acting": len(acting)}, undo


class _Seats:
    """The seats of some units from a day on."""

    def __init__(self, units: set[int], day: datetime.date) -> None:
        running = Term.objects.filter(unit__in=units, valid__overlap=DateRange(day, None))
        self.taken: dict[tuple[int, int], set[int]] = {}
        self.people: set[tuple[int, int, int]] = set()
        for unit, role, seat, person in running.values_list("unit", "role", "seat", "person"):
            self.taken.setdefault((unit, role), set()).add(seat)
            self.people.add((unit, role, person))

    def take(self, unit_id: int, term: Term) -> int:
        """The first free seat of a term's role in a unit; 0 if there is none for its person."""
        taken = self.taken.setdefault((unit_id, term.role_id), set())
        seat = next(number for number in range(1, len(taken) + 2) if number not in taken)
        person = (unit_id, term.role_id, term.person_id)
        if person in self.people or (term.role.seats and seat > term.role.seats):
            return 0
        taken.add(seat)
        self.people.add(person)
        return seat


def _acting(term: Term, unit_id: int, seat: int, applied: Applied) -> Term:
    return Term(
        person_id=term.person_id,
        unit_id=unit_id,
        role_id=term.role_id,
        seat=seat,
        valid=DateRange(applied.day, None),
        basis=Basis.ACTING,
        start_decision=str(applied.decision)[:LONGEST],
    )


def reopen_terms(undo: dict[str, Any]) -> None:
    """Give terms back the end that they had before a decision that was withdrawn."""
    Term.objects.filter(pk__in=undo["acting"]).delete()
    before: dict[str, list[str | None]] = undo["ended"]
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
    begin=keep_staff,
    reopen=reopen_terms,
    arrive=hand_over_files,
    labels={
        "terms.ended": _("người thôi giữ chức danh vì đơn vị kết thúc"),
        "terms.acting": _("người tạm giữ chức danh ở đơn vị mới, chờ quyết định nhân sự"),
    },
)
