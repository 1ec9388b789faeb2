"""Writing figures: one row a unit and day; a day that is there already is corrected, never doubled."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.text import clean
from neighborhoods.figures.rules import COUNTED, faults
from neighborhoods.models import Figure
from people.models import User
from people.permissions import Permission
from wards import tree
from wards.models import Unit

WRITTEN = ("households", "residents", "area", "source", "entered_by", "entered_at")


@transaction.atomic
def record_figures(
    *,
    unit: Unit,
    day: datetime.date,
    households: int | None,
    residents: int | None,
    area: int | None,
    source: str,
    by: User,
) -> Figure:
    """Enter what was counted in a unit on a day, in place of what stood there for that day.

    Saying the same again changes nothing. Raises ValidationError at `day`, `households`, `residents`,
    `area` or `source`, or for the whole: a unit that the user does not manage or that is not counted.
    """
    if unit.pk not in by.reach(Permission.FIGURE_MANAGE) or unit.level not in COUNTED:
        raise ValidationError(_("Ông/bà không quản lý số liệu của đơn vị này."))
    numbers = {"households": households, "residents": residents, "area": area}
    source = " ".join(clean(source).split())
    if wrong := faults(life=unit.valid, day=day, source=source, **numbers):
        raise ValidationError(wrong)
    # Two who enter the same day at once do so one after the other.
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    values: dict[str, Any] = {**numbers, "source": source}
    known = Figure.objects.filter(unit=unit, day=day).first()
    if known is not None and known.says(**values):
        return known
    figure = known or Figure(unit=unit, day=day, ward_id=_ward_id(unit))
    for name, value in values.items():
        setattr(figure, name, value)
    figure.entered_by, figure.entered_at = by, clock.now()
    figure.save(update_fields=WRITTEN if known else None)
    return figure


def _ward_id(unit: Unit) -> int:
    ward = tree.ward_of(unit)
    if ward is None:
        raise LookupError(f"unit {unit.pk} hangs under no ward")
    return ward.unit_id
