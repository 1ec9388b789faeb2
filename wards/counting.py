"""How rooms count for many wards at once, as things stood in a window of time (`core.indicators`).

What happened is counted for the ward that held it then, by its event, which is never changed. A ward
that no longer lived on the last day of the window has no figure of its own: what it held is counted
for whoever holds it now. So a count made weeks later, after cases went on and units ended, gives what
a count at the cut-off gave.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from django.db import connection

from core import clock
from core.indicators import Window
from wards.models import Level

DAY = datetime.timedelta(days=1)

# `place` is the wards_unit of the ward at that time, `walked` the row as it stands now.
WARD_THEN = "CASE WHEN place.valid @> %(day)s::date THEN place.id ELSE walked.ward_id END"

# The ward of `unit` (a wards_unit of ward level or below) on the last day, or on its own last day.
WARD_OF_UNIT = f"""
    CROSS JOIN LATERAL (
        SELECT CASE WHEN unit.level = {Level.WARD:d} THEN unit.id ELSE version.parent_id END AS ward
        FROM wards_unitversion version
        WHERE version.unit_id = unit.id
          AND version.valid @> greatest(lower(unit.valid), least(%(day)s::date, upper(unit.valid) - 1))
    ) held
"""  # noqa: S608 - our own constants


def by_ward(
    counted: str, window: Window, areas: Collection[int], value: str = "count(*)", **params: Any
) -> dict[int, int]:
    """One query: `value` (an aggregate) over the rows of `counted`, which has a column `ward`.

    `counted` is SQL of our own and may use `start`, `end` (moments), `day` (the last day), `first` and
    `last` (the days of `days`) and what is given as `params`.
    """
    sql = f"""
        WITH counted AS ({counted})
        SELECT ward, {value} FROM counted WHERE ward = ANY(%(areas)s) GROUP BY ward
    """  # noqa: S608 - our own constants
    return {ward: found for ward, found in rows(sql, window, areas, **params) if found}


def rows(sql: str, window: Window, areas: Collection[int], **params: Any) -> list[tuple[Any, ...]]:
    """One query: the rows of `sql`, which may use what `by_ward` names, and `areas`."""
    first, last = days(window)
    known: dict[str, Any] = {"start": window.start, "end": window.end, "day": window.last_day}
    wanted = known | {"first": first, "last": last, "areas": list(areas)} | params
    with connection.cursor() as cursor:
        cursor.execute(sql, wanted)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def days(window: Window) -> tuple[datetime.date, datetime.date]:
    """The first and the last day that belong to a window: those that begin in it.

    So that a day on which one window ends and the next begins at noon belongs to one of them only.
    """
    first = clock.local(window.start)
    begins_it = first.timetz().replace(tzinfo=None) == datetime.time.min
    return first.date() if begins_it else first.date() + DAY, window.last_day


def last_full_day(window: Window) -> datetime.date:
    """The last day that was over when the window ended."""
    return clock.local(window.end).date() - DAY
