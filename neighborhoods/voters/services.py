"""Keeping a list of households no longer and showing it no wider than its paper needs."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.db.models import Q

from core import clock, retention
from core.audit import record_access
from neighborhoods.models import Consultation, ConsultationStatus, Voter
from neighborhoods.services.locking import locked_consultation

if TYPE_CHECKING:
    from people.models import User

BATCH = 1000
LONGEST_DAYS = 180  # for a list whose consultation never comes to a result
S = ConsultationStatus
KEPT = (S.PLANNED, S.OPEN, S.CLOSED)  # states in which there may be a list


class Household(NamedTuple):
    """Who represents a household, and where it lives."""

    name: str
    address: str


@transaction.atomic
def replace_voters(
    *, consultation: Consultation, households: Sequence[Household], by: User
) -> None:
    """Write the list of a consultation anew. Raises PermissionDenied out of reach, ValidationError once
    it is counted."""
    found = locked_consultation(consultation, by, None, S.PLANNED, S.OPEN)
    found.voters.all().delete()
    Voter.objects.bulk_create(
        [
            Voter(consultation=found, number=number, name=one.name, address=one.address)
            for number, one in enumerate(households, 1)
        ],
        batch_size=BATCH,
    )


@transaction.atomic
def read_voters(*, consultation: Consultation, by: User) -> list[Voter]:
    """The list, for the paper to be signed; that it was read leaves a trace."""
    found = locked_consultation(consultation, by, None, *KEPT)
    about = f"danh-sach-ho:{found.uuid.hex[:8]}"
    record_access(by=by, about=about, scope=found.unit_id, why=found.title)
    return list(found.voters.all())


@transaction.atomic
def delete_voters(*, consultation: Consultation, by: User) -> None:
    """Delete the list before its time."""
    found = locked_consultation(consultation, by, None, *KEPT)
    found.voters.all().delete()


@retention.handler("neighborhoods.voters")
def forget_voters(before: datetime.datetime) -> int:
    """Delete lists whose result was written before a moment, and old ones that never got one."""
    forgotten = clock.now() - datetime.timedelta(days=LONGEST_DAYS)
    over = Q(consultation__closed_at__lt=before) | Q(brought_at__lt=forgotten)
    return Voter.objects.filter(over).delete()[0]
