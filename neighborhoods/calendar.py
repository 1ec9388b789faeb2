"""Due days of steps, counted in working days as the law counts: from the day after."""

from __future__ import annotations

import datetime

from core import clock
from core.calendar import WorkingCalendar

NOON = datetime.time(12)


def due_on(start: datetime.date, days: int | None) -> datetime.date | None:
    """The n-th working day after a day; None where nothing is set."""
    if not days:
        return None
    end = WorkingCalendar.load().add_days(clock.at(start, NOON), days)
    return clock.local(end).date()


def days_before(day: datetime.date, days: int) -> datetime.date:
    """The n-th working day before a day."""
    calendar = WorkingCalendar.load()
    for _step in range(days):
        day = calendar.previous_working_day(day)
    return day
