"""What falls due by the clock, written into the outbox: each slot once, however many write it.

A slot is a minute at which an entry of the timetable is due. Its row is unique by entry and slot, so
any number of `manage.py beat` may run, one may be killed and started again, and the broker may be
wiped: each slot is run once. What fell due while none ran is caught up, the last slot of each entry.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Min

from core import clock, outbox

MINUTE = datetime.timedelta(minutes=1)
# Shorter than the outbox remembers keys, so that nothing is caught up that was done.
CATCH_UP = datetime.timedelta(days=outbox.KEPT_DAYS) / 2


@dataclass(frozen=True, slots=True)
class Entry:
    """A task of the outbox and when it is due, in the city's time."""

    name: str
    task: str
    schedule: Any  # a crontab of Celery, whose stubs do not know its sets

    def is_due_at(self, minute: datetime.datetime) -> bool:
        """Whether that minute is a slot."""
        due = self.schedule
        return (
            minute.minute in due.minute
            and minute.hour in due.hour
            and minute.day in due.day_of_month
            and minute.month in due.month_of_year
            and minute.isoweekday() % 7 in due.day_of_week
        )


class Timetable:
    """The entries, and up to which moment they have been looked at."""

    def __init__(self, entries: Mapping[str, Mapping[str, Any]]) -> None:
        self.entries = [
            Entry(name, entry["task"], entry["schedule"]) for name, entry in entries.items()
        ]
        self.looked_until: datetime.datetime | None = None

    def write_due(self, now: datetime.datetime | None = None) -> int:
        """Promise what fell due since the last look; returns how many slots that were.

        Raises DatabaseError while there is no database; nothing counts as looked at then.
        """
        now = now or clock.now()
        since = self.looked_until or max(_beginning(), now - CATCH_UP)
        minutes = list(_minutes(clock.local(since), clock.local(now)))
        jobs = [
            outbox.Job(
                entry.task, {}, key=f"beat:{entry.name}:{slot.astimezone(datetime.UTC):%Y%m%d%H%M}"
            )
            for entry in self.entries
            if (slot := next((minute for minute in minutes if entry.is_due_at(minute)), None))
        ]
        outbox.enqueue_many(jobs)
        self.looked_until = now
        return len(jobs)


def _minutes(since: datetime.datetime, now: datetime.datetime) -> Iterator[datetime.datetime]:
    """The full minutes after one moment and up to another, the latest first."""
    minute = now.replace(second=0, microsecond=0)
    while minute > since:
        yield minute
        minute -= MINUTE


def _beginning() -> datetime.datetime:
    """When this installation began; before that nothing fell due."""
    first = MigrationRecorder.Migration.objects.aggregate(first=Min("applied"))["first"]
    return first or clock.now()
