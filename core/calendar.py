"""Deadlines in working time, by rows: schedules, days off and worked Saturdays.

Counting in days starts on the day after receipt, as the law counts: a request of Monday, at
whatever hour, with five working days, is due on the next Monday when the office closes. Counting in
hours runs on the clock of working time. All times of day are those of Ho Chi Minh City.
"""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Self

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.kept import Kept
from core.models import CalendarDay, DayKind, WorkInterval

Hours = tuple[tuple[datetime.time, datetime.time], ...]
Span = tuple[datetime.datetime, datetime.datetime]

DAY = datetime.timedelta(days=1)
HOURS_NAMED = 4  # from here on a deadline of today is just "today"
LONGEST_BREAK = 366  # days without any working time after which the calendar must be wrong


class NoWorkingTimeError(ValueError):
    """The calendar holds no working time where some is needed."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Working hours by weekday (Monday is 0), from a day on."""

    starts_on: datetime.date
    hours: Mapping[int, Hours]

    @property
    def ordinary(self) -> Hours:
        """The hours of an ordinary day, which a worked Saturday has too."""
        return self.hours[min(self.hours)] if self.hours else ()


@dataclass(frozen=True)
class WorkingCalendar:
    """Computes with working time. Pure: built from rows by `load`, or by hand in tests."""

    schedules: tuple[Schedule, ...]
    days: Mapping[datetime.date, DayKind] = field(default_factory=dict)

    @classmethod
    def load(cls) -> WorkingCalendar:
        """The calendar of the rows; two queries, kept in this process for a minute (`core.kept`)."""
        return _kept()

    @classmethod
    def read(cls) -> Self:
        """The calendar as the rows have it now."""
        hours: dict[datetime.date, dict[int, Hours]] = {}
        rows = WorkInterval.objects.order_by("schedule__starts_on", "weekday", "starts")
        for start, weekday, starts, ends in rows.values_list(
            "schedule__starts_on", "weekday", "starts", "ends"
        ):
            week = hours.setdefault(start, {})
            week[weekday] = (*week.get(weekday, ()), (starts, ends))
        days = CalendarDay.objects.values_list("date", "kind")
        return cls(
            tuple(Schedule(start, week) for start, week in sorted(hours.items())),
            {date: DayKind(kind) for date, kind in days},
        )

    def hours_on(self, date: datetime.date) -> Hours:
        """The working hours of a day; none on a day off."""
        position = bisect_right([schedule.starts_on for schedule in self.schedules], date)
        if not position:
            return ()
        schedule = self.schedules[position - 1]
        kind = self.days.get(date)
        if kind == DayKind.OFF:
            return ()
        hours = schedule.hours.get(date.weekday(), ())
        return hours or (schedule.ordinary if kind == DayKind.WORKING else ())

    def spans(self, date: datetime.date) -> list[Span]:
        """The working time of a day as moments."""
        return [
            (clock.at(date, starts), clock.at(date, ends)) for starts, ends in self.hours_on(date)
        ]

    def is_working_day(self, date: datetime.date) -> bool:
        """Whether the offices work on a day at all."""
        return bool(self.hours_on(date))

    def next_working_day(self, date: datetime.date) -> datetime.date:
        """The first working day after a day. Raises NoWorkingTimeError where a year holds none."""
        return self._step(date, DAY)

    def previous_working_day(self, date: datetime.date) -> datetime.date:
        """The last working day before a day. Raises NoWorkingTimeError where a year holds none."""
        return self._step(date, -DAY)

    def day_after(self, date: datetime.date, days: int) -> datetime.date:
        """The n-th working day after a day, the day itself for none: as the law counts."""
        for _day in range(days):
            date = self.next_working_day(date)
        return date

    def day_before(self, date: datetime.date, days: int) -> datetime.date:
        """The n-th working day before a day, the day itself for none."""
        for _day in range(days):
            date = self.previous_working_day(date)
        return date

    def _step(self, date: datetime.date, step: datetime.timedelta) -> datetime.date:
        for _day in range(LONGEST_BREAK):
            date += step
            if self.is_working_day(date):
                return date
        raise NoWorkingTimeError(f"no working day within a year of {date}")

    def add_days(self, start: datetime.datetime, days: int) -> datetime.datetime:
        """When the n-th working day after the day of `start` closes (n ≥ 1).

        Raises ValueError for n < 1, NoWorkingTimeError where a year holds no working day.
        """
        if days < 1:
            raise ValueError("a deadline in days has at least one")
        return self.spans(self.day_after(clock.local(start).date(), days))[-1][1]

    def days_before(self, due: datetime.datetime, days: int) -> datetime.datetime:
        """When the n-th working day before the day of `due` opens (n ≥ 1): the time to remind.

        Raises ValueError for n < 1, NoWorkingTimeError where a year holds no working day.
        """
        if days < 1:
            raise ValueError("at least one day before")
        return self.spans(self.day_before(clock.local(due).date(), days))[0][0]

    def next_working_moment(self, moment: datetime.datetime) -> datetime.datetime:
        """The moment itself while the offices work, else when they open next."""
        moment = clock.local(moment)
        date = moment.date()
        for starts, ends in self.spans(date):
            if moment < ends:
                return max(moment, starts)
        return self.spans(self.next_working_day(date))[0][0]

    def add_minutes(self, start: datetime.datetime, minutes: int) -> datetime.datetime:
        """The moment after so many minutes of working time (≥ 0), counted from `start`."""
        if minutes < 0:
            raise ValueError("minutes cannot be negative")
        moment, left = self.next_working_moment(start), datetime.timedelta(minutes=minutes)
        while True:
            ends = next(ends for _starts, ends in self.spans(moment.date()) if moment < ends)
            if left <= ends - moment:
                return moment + left
            left -= ends - moment
            moment = self.next_working_moment(ends)

    def add_hours(self, start: datetime.datetime, hours: int) -> datetime.datetime:
        """The moment after so many hours of working time (≥ 0), counted from `start`."""
        return self.add_minutes(start, hours * 60)

    def working_minutes_between(self, a: datetime.datetime, b: datetime.datetime) -> int:
        """Whole minutes of working time from `a` to `b`; negative where `b` is before `a`."""
        if b < a:
            return -self.working_minutes_between(b, a)
        a, b = clock.local(a), clock.local(b)
        total, date = datetime.timedelta(), a.date()
        while date <= b.date():
            for starts, ends in self.spans(date):
                total += max(min(ends, b) - max(starts, a), datetime.timedelta())
            date += DAY
        return int(total.total_seconds() // 60)

    def working_days_between(self, a: datetime.date, b: datetime.date) -> int:
        """Working days after `a`, up to and with `b`; negative where `b` is before `a`."""
        if b < a:
            return -self.working_days_between(b, a)
        return sum(self.is_working_day(a + DAY * n) for n in range(1, (b - a).days + 1))


_kept = Kept(WorkingCalendar.read)


class TimeLeft(NamedTuple):
    """How a deadline stands, in words and as a tone of the badges."""

    text: str
    tone: str


def describe_left(due: datetime.datetime, now: datetime.datetime | None = None) -> TimeLeft:
    """A deadline in three words: "Trễ 2 ngày", "Còn 3 giờ", "Hết hôm nay", "Còn 4 ngày".

    Days are those of the calendar, as people speak of them; under a day it is hours.
    """
    now = clock.local(now or clock.now())
    due = clock.local(due)
    days = (due.date() - now.date()).days
    hours = int(abs(due - now).total_seconds() // 3600)
    if now > due:
        return TimeLeft(_late(-days, hours), "late")
    if days == 0:
        return TimeLeft(_today(hours), "soon")
    text = ngettext("Còn %(n)d ngày", "Còn %(n)d ngày", days) % {"n": days}
    return TimeLeft(text, "soon" if days == 1 else "ok")


def _late(days: int, hours: int) -> str:
    if days:
        return ngettext("Trễ %(n)d ngày", "Trễ %(n)d ngày", days) % {"n": days}
    if hours:
        return ngettext("Trễ %(n)d giờ", "Trễ %(n)d giờ", hours) % {"n": hours}
    return _("Vừa quá hạn")


def _today(hours: int) -> str:
    if 1 <= hours <= HOURS_NAMED:
        return ngettext("Còn %(n)d giờ", "Còn %(n)d giờ", hours) % {"n": hours}
    return _("Hết hôm nay") if hours else _("Còn dưới 1 giờ")
