"""What units are called, as a column of another query."""

from __future__ import annotations

from django.db.models import OuterRef, Subquery

from core import clock
from wards.models import UnitVersion


def name_of(path: str) -> Subquery:
    """What a unit is called today; one that has ended, what it was called last. `path` leads to it."""
    begun = UnitVersion.objects.filter(unit=OuterRef(path), valid__startswith__lte=clock.today())
    return Subquery(begun.order_by("-valid").values("name")[:1])
