"""Writing the territory: the building blocks of every founding, merger, split, rename and ending.

None of them knows an era, a level or a law; which of them a decision calls for is said by the
decision's own words (see `wards.models.Transfer` and design, "identity rule"):

- "thành lập / nhập thành … mới": `begin_unit` for the new one, `end_unit` for the old ones, and a
  `transfer` for each edge;
- "nhập X vào Y", a boundary change: `end_unit` of X, `transfer`; Y goes on;
- a new name, number, kind, code or parent: `change_unit`.

All dates are days in Ho Chi Minh City; an ending day is the first day on which the unit is no more.
Each function raises ValidationError in words a person understands, and then nothing is written.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from core.text import clean, natural_key
from wards.lookup_index import refresh_lookup
from wards.models import Decision, DecisionStatus, Extent, Kind, Transfer, Unit, UnitVersion
from wards.rules import checked

__all__ = [
    "Beginning",
    "apply_decision",
    "begin_unit",
    "begin_units",
    "change_unit",
    "confirm_decision",
    "draft_decision",
    "end_unit",
    "refresh_lookup",
    "rename_unit",
    "transfer",
]

BATCH = 1000
CHANGEABLE = {"name", "kind", "code", "parent"}


def begin_unit(
    *,
    kind: Kind,
    name: str,
    on: datetime.date,
    parent: Unit | None = None,
    code: str = "",
    decision: Decision | None = None,
    is_made_up: bool = False,
    by: Any = None,
) -> Unit:
    """Found a unit that lives from a day on, under a parent that lives from that day on.

    `by` is the user who does it, None for a command.
    Call `refresh_lookup` once after a row of changes; the names are not searchable before.
    """
    (unit,) = begin_units(
        level=Kind(kind).level,
        wanted=[Beginning(kind, name, parent, code)],
        on=on,
        decision=decision,
        is_made_up=is_made_up,
        by=by,
    )
    return unit


@dataclass(frozen=True, slots=True)
class Beginning:
    """A unit that is to begin: its kind and name, and what it hangs under."""

    kind: str
    name: str
    parent: Unit | None
    code: str = ""


def begin_units(
    *,
    level: int,
    wanted: list[Beginning],
    on: datetime.date,
    decision: Decision | None = None,
    is_made_up: bool = False,
    by: Any = None,
) -> list[Unit]:
    """`begin_unit` for many of one level under one decision; two statements for a thousand of them."""
    life = DateRange(on, None)
    with checked(by):
        units = Unit.objects.bulk_create(
            [Unit(level=level, valid=life, is_made_up=is_made_up) for _one in wanted],
            batch_size=BATCH,
        )
        UnitVersion.objects.bulk_create(
            [
                UnitVersion(
                    unit=unit,
                    valid=life,
                    name=clean(one.name),
                    kind=one.kind,
                    code=one.code,
                    parent=one.parent,
                    sort_key=natural_key(clean(one.name)),
                    decision=decision,
                )
                for one, unit in zip(wanted, units, strict=True)
            ],
            batch_size=BATCH,
        )
    return units


def end_unit(*, unit: Unit, on: datetime.date, by: Any = None) -> Unit:
    """End a unit and its name; `on` is the first day without it.

    What hangs under it must have been moved or ended by the end of the enclosing transaction.
    """
    with checked(by):
        unit = Unit.objects.select_for_update().get(pk=unit.pk)
        if not _lives(unit.valid, on - datetime.timedelta(days=1)):
            raise ValidationError(_("Đơn vị không tồn tại vào ngày trước ngày kết thúc."))
        unit.valid = DateRange(unit.valid.lower, on)
        unit.save(update_fields=["valid"])
        _close_versions(unit, on)
    return unit


def change_unit(
    *,
    unit: Unit,
    on: datetime.date,
    decision: Decision | None = None,
    by: Any = None,
    **changes: Any,
) -> UnitVersion:
    """Give a unit another `name`, `kind`, `code` or `parent` from a day on; the unit stays the same.

    What is not named stays as it was. A change that takes effect on the very day on which the
    present version began corrects that version.
    """
    unknown = changes.keys() - CHANGEABLE
    if unknown:
        raise TypeError(f"a unit has no {', '.join(sorted(unknown))}")
    with checked(by):
        version = UnitVersion.objects.select_for_update().filter(unit=unit).on(on).first()
        if version is None:
            raise ValidationError(_("Đơn vị không tồn tại vào ngày thay đổi."))
        values = {field: getattr(version, field) for field in CHANGEABLE} | changes
        values |= {"name": clean(values["name"]), "decision": decision}
        if version.valid.lower == on:
            for field, value in values.items():
                setattr(version, field, value)
            version.save()
            return version
        life = DateRange(on, version.valid.upper)
        version.valid = DateRange(version.valid.lower, on)
        version.save(update_fields=["valid"])
        return UnitVersion.objects.create(unit=unit, valid=life, **values)


def rename_unit(
    *,
    unit: Unit,
    name: str,
    on: datetime.date,
    decision: Decision | None = None,
    by: Any = None,
) -> UnitVersion:
    """Give a unit another name from a day on, and make it findable by both names."""
    with checked(by):
        version = change_unit(unit=unit, on=on, decision=decision, by=by, name=name)
        refresh_lookup([unit.pk])
    return version


def draft_decision(*, by: Any = None, **fields: Any) -> Decision:
    """Note a decision as a draft: `issuer`, `number`, `signed_on`, `effective_on`, `title` …

    A number or a day of signing that is not known stays empty and is shown as not known.
    """
    with checked(by):
        return Decision.objects.create(**fields)


def confirm_decision(*, decision: Decision, by: Any = None) -> Decision:
    """Say that a drafted decision was compared with the signed paper."""
    return _move(decision, DecisionStatus.CONFIRMED, by)


def apply_decision(
    *, decision: Decision, on: datetime.date | None = None, by: Any = None
) -> Decision:
    """Say that the units of the portal follow a confirmed decision from a day on.

    The day is the one the paper says, unless it is carried out later. Changes the decision alone:
    call it together with the changes it orders, inside one `wards.rules.checked()`.
    """
    return _move(decision, DecisionStatus.APPLIED, by, applied_on=on or decision.effective_on)


def transfer(
    *,
    decision: Decision,
    source: Unit,
    target: Unit,
    extent: str = Extent.WHOLE,
    households: int | None = None,
    note: str = "",
    by: Any = None,
) -> Transfer:
    """Note that under a decision a unit, or a part of it, went to another."""
    with checked(by):
        return Transfer.objects.create(
            decision=decision,
            source=source,
            target=target,
            extent=extent,
            households=households,
            note=clean(note),
        )


def _move(decision: Decision, status: str, by: Any, **values: Any) -> Decision:
    with checked(by):
        decision = Decision.objects.select_for_update().get(pk=decision.pk)
        decision.status = status
        for field, value in values.items():
            setattr(decision, field, value)
        decision.save(update_fields=["status", *values])
    return decision


def _close_versions(unit: Unit, on: datetime.date) -> None:
    UnitVersion.objects.filter(unit=unit, valid__startswith__gte=on).delete()
    for version in UnitVersion.objects.filter(unit=unit, valid__contains=on):
        version.valid = DateRange(version.valid.lower, on)
        version.save(update_fields=["valid"])


def _lives(life: DateRange, on: datetime.date) -> bool:
    return life.lower <= on and (life.upper is None or on < life.upper)
