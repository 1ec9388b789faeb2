"""How rooms count for many wards at once, as things stood in a window of time (`core.indicators`).

What happened is counted for the ward that held it then, by its event, which is never changed. A ward
that no longer lived on the last day of the window has no figure of its own: what it held is counted
for whoever holds it now. So a count made weeks later, after cases went on and units ended, gives what
a count at the cut-off gave, and the rows that are listed behind a figure are those that were counted.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Tally:
    """One rule by which rows are counted for many wards, and named for one.

    `rows` is SQL of our own: a row for everything that counts, with its `ward`, its `id` and whatever
    `where` (which of them count here) and `amount` (how much each of them counts) ask for. It may use
    `start`, `end` (moments), `day` (the last day), `first` and `last` (the days of `days`), `areas`
    and what `params` gives. `{near}` in it is where the rows of one ward may be narrowed down by `near`,
    a condition with the ward as `one` that leaves out nothing of it: by an index, or a list for one
    ward would cost what the count of all costs.
    """

    rows: str
    where: str = "true"
    amount: str = "1"
    near: str = "true"
    params: Callable[[Window], Mapping[str, Any]] = field(default=lambda _window: {})

    def count(self, window: Window, areas: Collection[int]) -> dict[int, int]:
        """The figure of each ward that has one, without those of 0."""
        return {ward: found for ward, found in self._sums("ward", "true", window, areas) if found}

    def members(self, window: Window, ward: int) -> dict[int, int]:
        """The ids of the rows that make up the figure of a ward, with how much each of them counts."""
        return dict(self._sums("id", self.near, window, [ward], one=ward))

    def _sums(
        self, by: str, near: str, window: Window, areas: Collection[int], **more: Any
    ) -> list[tuple[Any, ...]]:
        sql = f"""
            WITH counted AS ({self.rows.format(near=near)})
            SELECT {by}, sum({self.amount})::bigint FROM counted
            WHERE ward = ANY(%(areas)s) AND {self.where} GROUP BY {by}
        """  # noqa: S608 - our own constants
        return rows(sql, window, areas, **self.params(window), **more)


def rows(sql: str, window: Window, areas: Collection[int], **params: Any) -> list[tuple[Any, ...]]:
    """One query: the rows of `sql`, which may use what a `Tally` names."""
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
