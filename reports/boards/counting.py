"""Keeping the counts of `reports.models.tally` true (ADR 0016).

The database notes which day of which ward has changed, in the transaction of the change (migration
0006_stale_days). `count` takes these notes and counts the days anew from the cases, in one transaction: killed, it
leaves notes and counts as they were; run twice, it finds nothing to do. `check` counts the last days
again whether or not anybody noted something, and has `count` put right what differs; it waits for a
count that is under way. `rebuild` counts everything.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from core import clock, wall
from reports.boards.facts import COUNT, DIFFERENCES
from reports.models import StaleDay, TallyState

LOCK = 4_717_340  # one counting at a time
# Beyond so many noted days it is cheaper to count every day between the first and the last.
MOST_NOTES = 2_000
# How far back the nightly check looks: nearly everything that still changes is younger.
CHECKED_DAYS = 62
DAY = datetime.timedelta(days=1)

_TAKE = "DELETE FROM reports_staleday RETURNING ward_id, day"
_SPAN = "(SELECT %(starts)s::timestamptz AS starts, %(ends)s::timestamptz AS ends)"
_PAIRS = """(
    SELECT ward_id, day::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS starts,
           (day + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS ends
    FROM unnest(%(wards)s::bigint[], %(days)s::date[]) AS pair(ward_id, day)
)"""
_OF_SPAN = "day BETWEEN %(first)s AND %(last)s"
_MONTHS_OF_SPAN = "day >= %(first_month)s AND day < %(next_month)s"
_OF_PAIRS = "(ward_id, day) IN (SELECT * FROM unnest(%(wards)s::bigint[], %(days)s::date[]))"
_MONTHS_OF_PAIRS = """ward_id = ANY(%(wards)s) AND (ward_id, date_trunc('month', day)) IN (
    SELECT ward_id, date_trunc('month', day)
    FROM unnest(%(wards)s::bigint[], %(days)s::date[]) AS pair(ward_id, day)
)"""
# In one statement, so that a day changed meanwhile is either not seen to differ or seen to be noted.
_UNNOTED = f"""
SELECT ward_id, day FROM ({DIFFERENCES}) AS found
WHERE NOT EXISTS (
    SELECT FROM reports_staleday note WHERE note.ward_id = found.ward_id AND note.day = found.day
)
"""  # noqa: S608 - our own statements
_BOUNDS = """
SELECT least((SELECT min(received_at) FROM feedback_case), (SELECT min(day) FROM reports_placeday)),
       greatest(now(), (SELECT max(day) + 1 FROM reports_placeday))
"""

Pair = tuple[int, datetime.date]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which days of which wards: the conditions in SQL, and their parameters."""

    relation: str
    wards: str
    days: str
    months: str
    params: dict[str, Any]

    @classmethod
    def of_span(cls, first: datetime.date, last: datetime.date) -> Scope:
        """Every ward, from one day to another."""
        moments = {
            "starts": clock.at(first, datetime.time.min),
            "ends": clock.at(last + DAY, datetime.time.min),
        }
        months = {
            "first_month": first.replace(day=1),
            "next_month": (last.replace(day=1) + 31 * DAY).replace(day=1),
        }
        params = moments | months | {"first": first, "last": last}
        return cls(_SPAN, "", _OF_SPAN, _MONTHS_OF_SPAN, params)

    @classmethod
    def of_pairs(cls, pairs: set[Pair]) -> Scope:
        """Single days of single wards."""
        wards, days = zip(*sorted(pairs), strict=True)
        params = {"wards": list(wards), "days": list(days)}
        return cls(_PAIRS, "AND c.ward_id = scope.ward_id", _OF_PAIRS, _MONTHS_OF_PAIRS, params)

    def run(self, cursor: Any, statement: str) -> None:
        """Execute a statement with the conditions in their places."""
        places = {"scope": self.relation, "wards": self.wards, "days": self.days}
        cursor.execute(statement.format(months=self.months, **places), self.params)


def count() -> int | None:
    """Count anew what changed since the last run; returns how many days of wards, None if busy.

    The first run of an installation counts everything.
    """
    with transaction.atomic(), wall.lifted(), connection.cursor() as cursor:
        if not _is_alone(cursor):
            return None
        state = _state()
        started = clock.now()
        cursor.execute(_TAKE)
        pairs: set[Pair] = set(cursor.fetchall())
        if state.built_at is None:
            _count(cursor, _everything(cursor))
            state.built_at = started
        elif len(pairs) > MOST_NOTES:
            days = [day for _ward, day in pairs]
            _count(cursor, Scope.of_span(min(days), max(days)))
        elif pairs:
            _count(cursor, Scope.of_pairs(pairs))
        state.counted_at = started
        state.save()
        return len(pairs)


def rebuild() -> None:
    """Count everything anew, waiting for a run that is under way; some seconds for a million cases."""
    with transaction.atomic(), wall.lifted(), connection.cursor() as cursor:
        _wait(cursor)
        state = _state()
        state.built_at = state.counted_at = clock.now()
        cursor.execute(_TAKE)
        _count(cursor, _everything(cursor))
        state.save()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE reports_placeday, reports_wardday")


def check(*, today: datetime.date | None = None) -> int:
    """Compare the last days with the cases and have what differs counted anew; returns how many.

    Anything but 0 means that something changed cases without the database noting it. What changed
    since the last count is noted and no difference; a count that is under way is waited for.
    """
    last = today or clock.today()
    scope = Scope.of_span(last - DAY * CHECKED_DAYS, last)
    count()
    with transaction.atomic(), wall.lifted(), connection.cursor() as cursor:
        _wait(cursor)
        scope.run(cursor, _UNNOTED)
        wrong = cursor.fetchall()
        StaleDay.objects.bulk_create(StaleDay(ward_id=ward, day=day) for ward, day in wrong)
        state = _state()
        state.checked_at, state.differences = clock.now(), len(wrong)
        state.save()
    if wrong:
        count()
    return len(wrong)


def _count(cursor: Any, scope: Scope | None) -> None:
    if scope is None:
        return
    for statement in COUNT:
        scope.run(cursor, statement)


def _everything(cursor: Any) -> Scope | None:
    """From the first case on; None where there is none. Ends after today, whatever clocks say."""
    cursor.execute(_BOUNDS)
    first, last = cursor.fetchone()
    if first is None:
        return None
    return Scope.of_span(clock.local(first).date(), clock.local(last).date() + DAY)


def _wait(cursor: Any) -> None:
    """Until no other counting runs; none begins before this transaction ends."""
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _is_alone(cursor: Any) -> bool:
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
    return bool(cursor.fetchone()[0])


def _state() -> TallyState:
    return TallyState.objects.get_or_create(pk=1)[0]
