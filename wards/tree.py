"""Where units stand: what lies below them and what they hang under, on any day.

Every function costs one query, however many units it is asked about. A unit that does not live on
the day asked for is shown as it last was (or, before it began, as it first was), so that an old
link still says where the unit stood.

For other rooms:

- `below(ids, on)`: every unit under the given ones, with its level: what somebody reaches.
- `chain(unit, on)` / `chains(ids, on)`: the unit and everything above it, from itself upwards.
- `path_label(unit, on)` / `path_labels(ids, on)`: "Khu phố 23, Phường Hiệp Bình Chánh, Thành phố
  Thủ Đức".
- `ward_of(unit, on)` / `wards_of(ids, on)`: the ward-level unit that a unit is or hangs under.
- `standing(id, on)`: the level of a unit and what it hangs directly under, where it lives on the day.
- `children(unit, on)`, `neighborhoods_of(ward, on)`: what hangs directly below, in natural order.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse

from core import clock
from wards.models import Kind, Level, Unit, UnitVersion


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as it was called on a day."""

    unit_id: int
    uuid: uuid.UUID
    level: int
    name: str
    kind: str
    code: str

    def get_absolute_url(self) -> str:
        """The public page of the unit."""
        return reverse("wards:unit", args=[self.uuid])


class Standing(NamedTuple):
    """How high a unit is, and what it hangs directly under."""

    level: int
    above: int | None
    level_above: int | None


_BELOW = """
WITH RECURSIVE below(id) AS (
    SELECT unnest(%(units)s::bigint[])
    UNION
    SELECT version.unit_id
    FROM below
    JOIN wards_unitversion version ON version.parent_id = below.id AND version.valid @> %(on)s::date
)
SELECT unit.id, unit.level FROM wards_unit unit
WHERE unit.id = ANY(ARRAY(SELECT id FROM below)) AND unit.valid @> %(on)s::date
"""

# As a value in a larger statement: None, or what `Standing` is made of.
STANDING = """
(SELECT ARRAY[
    (SELECT unit.level FROM wards_unit unit WHERE unit.id = version.unit_id),
    version.parent_id,
    (SELECT above.level FROM wards_unit above WHERE above.id = version.parent_id)
]
FROM wards_unitversion version
WHERE version.unit_id = {unit} AND version.valid @> {on}::date)
"""

# `day` is the asked day, moved into the life of the first unit; its parents live on it too.
_CHAIN = """
WITH RECURSIVE chain AS (
    SELECT unit.id AS start, 0 AS step, version.unit_id, version.name, version.kind, version.code,
           version.parent_id, day.on
    FROM wards_unit unit
    CROSS JOIN LATERAL (
        SELECT greatest(lower(unit.valid), least(%(on)s::date, upper(unit.valid) - 1)) AS on
    ) day
    JOIN wards_unitversion version ON version.unit_id = unit.id AND version.valid @> day.on
    WHERE unit.id = ANY(%(units)s)
    UNION ALL
    SELECT chain.start, chain.step + 1, version.unit_id, version.name, version.kind, version.code,
           version.parent_id, chain.on
    FROM chain
    JOIN wards_unitversion version
      ON version.unit_id = chain.parent_id AND version.valid @> chain.on
)
SELECT chain.start, unit.id, unit.uuid, unit.level, chain.name, chain.kind, chain.code
FROM chain JOIN wards_unit unit ON unit.id = chain.unit_id
ORDER BY chain.start, chain.step
"""


def below(unit_ids: Iterable[int], on: datetime.date) -> dict[int, int]:
    """The given units and all below them that live on a day: id → level."""
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, {"units": list(unit_ids), "on": on})
        return dict(cursor.fetchall())


def standing(unit_id: int, on: datetime.date | None = None) -> Standing | None:
    """Level, unit above and its level, on a day; None for a unit that does not live then."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {STANDING.format(unit='%s', on='%s')}", [unit_id, on or clock.today()]
        )
        found = cursor.fetchone()[0]
    return Standing(*found) if found else None


def chains(unit_ids: Iterable[int], on: datetime.date | None = None) -> dict[int, list[Place]]:
    """For each unit itself and what it hangs under, from itself upwards to the city."""
    units = list(set(unit_ids))
    found: dict[int, list[Place]] = {}
    if not units:
        return found
    with connection.cursor() as cursor:
        cursor.execute(_CHAIN, {"units": units, "on": on or clock.today()})
        rows = cursor.fetchall()
    for start, *place in rows:
        found.setdefault(start, []).append(Place(*place))
    return found


def chain(unit: Unit, on: datetime.date | None = None) -> list[Place]:
    """The unit and what it hangs under, from itself upwards to the city."""
    return chains([unit.pk], on).get(unit.pk, [])


def label(places: list[Place]) -> str:
    """A chain in one line, as one says an address.

    The city at its end goes without saying; a province that has since joined it does not.
    """
    named = places[:-1] if len(places) > 1 and places[-1].kind == Kind.CITY else places
    return ", ".join(place.name for place in named)


def path_label(unit: Unit, on: datetime.date | None = None) -> str:
    """ "Khu phố 23, Phường Hiệp Bình Chánh, Thành phố Thủ Đức"; today's names unless told."""
    return label(chain(unit, on))


def path_labels(unit_ids: Iterable[int], on: datetime.date | None = None) -> dict[int, str]:
    """`path_label` of many units."""
    return {unit: label(places) for unit, places in chains(unit_ids, on).items()}


def ward_of(unit: Unit, on: datetime.date | None = None) -> Place | None:
    """The ward-level unit that a unit is or hangs under; None above the wards."""
    return _ward_in(chain(unit, on))


def wards_of(unit_ids: Iterable[int], on: datetime.date | None = None) -> dict[int, Place | None]:
    """`ward_of` for many units."""
    return {unit: _ward_in(places) for unit, places in chains(unit_ids, on).items()}


def _ward_in(places: list[Place]) -> Place | None:
    return next((place for place in places if place.level == Level.WARD), None)


def children(unit: Unit, on: datetime.date | None = None) -> QuerySet[UnitVersion]:
    """The units directly below on a day, as versions with their unit, in natural order."""
    versions = UnitVersion.objects.on(on or clock.today())
    return versions.below(unit).select_related("unit")


def neighborhoods_of(ward: Unit, on: datetime.date | None = None) -> QuerySet[UnitVersion]:
    """The khu phố and ấp of a ward on a day, in natural order."""
    return children(ward, on).filter(unit__level=Level.NEIGHBORHOOD)
