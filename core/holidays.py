"""Filling the calendar from the list of Vietnamese public holidays.

The list is the `holidays` package; what it does not know (days swapped by a decision of the year)
stands in `SWAPPED`. Rows entered by hand are never touched: an official's word outweighs the list.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

import holidays
from django.db import transaction

from core import clock
from core.models import CalendarDay, DayKind, DaySource


@dataclass(frozen=True, slots=True)
class Day:
    """A day as the list has it."""

    date: datetime.date
    kind: DayKind
    name: str
    note: str = ""


# Working days swapped in 2026: announced for state offices, not in the package.
SWAPPED = (
    Day(
        datetime.date(2026, 1, 2),
        DayKind.OFF,
        "Nghỉ hoán đổi dịp Tết Dương lịch",
        "Làm bù vào thứ Bảy 10/01/2026.",
    ),
    Day(
        datetime.date(2026, 1, 10),
        DayKind.WORKING,
        "Làm bù cho ngày 02/01/2026",
        "Hoán đổi ngày làm việc dịp Tết Dương lịch 2026.",
    ),
    Day(
        datetime.date(2026, 8, 22),
        DayKind.WORKING,
        "Làm bù cho ngày 31/08/2026",
        "Hoán đổi ngày làm việc dịp Quốc khánh 2026.",
    ),
)
WORKED = "Ngày làm việc hoán đổi"
# Decided by the Party in January 2026; the list has it, the amended Labour Code was not seen.
TO_CONFIRM = {(11, 24): "Cần đối chiếu với văn bản đang có hiệu lực trước khi áp dụng."}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What `load` did."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    kept_by_hand: int = 0


def listed(years: Iterable[int]) -> list[Day]:
    """Every special day of the years, in order; a weekend that is a holiday too stays a day off."""
    wanted = sorted(set(years))
    found = holidays.country_holidays("VN", years=wanted, language="vi")
    days = {
        date: Day(date, DayKind.OFF, name, TO_CONFIRM.get((date.month, date.day), ""))
        for date, name in found.items()
    }
    worked = [Day(date, DayKind.WORKING, WORKED) for date in found.weekend_workdays]
    for day in (*worked, *SWAPPED):
        if day.date.year in wanted:
            days[day.date] = day
    return [days[date] for date in sorted(days)]


@transaction.atomic
def load(years: Iterable[int]) -> Loaded:
    """Make the listed rows of the years what the list says now; leaves rows entered by hand alone."""
    wanted = {day.date: day for day in listed(years)}
    rows = CalendarDay.objects.select_for_update().filter(
        date__gte=_first(years), date__lt=_last(years)
    )
    existing = {row.date: row for row in rows}
    by_hand = [row for row in existing.values() if row.source == DaySource.MANUAL]
    changed = [
        row for row in existing.values() if row not in by_hand and _apply(row, wanted.get(row.date))
    ]
    gone = [row.pk for row in existing.values() if row not in by_hand and row.date not in wanted]
    new = [_row(day) for date, day in wanted.items() if date not in existing]
    CalendarDay.objects.bulk_update(changed, ["kind", "name", "note"])
    CalendarDay.objects.filter(pk__in=gone).delete()
    CalendarDay.objects.bulk_create(new)
    return Loaded(len(new), len(changed), len(gone), len(by_hand))


def _first(years: Iterable[int]) -> datetime.date:
    return datetime.date(min(years), 1, 1)


def _last(years: Iterable[int]) -> datetime.date:
    return datetime.date(max(years) + 1, 1, 1)


def _row(day: Day) -> CalendarDay:
    return CalendarDay(
        date=day.date, kind=day.kind, name=day.name, note=day.note, source=DaySource.HOLIDAYS
    )


def _apply(row: CalendarDay, day: Day | None) -> bool:
    """Take over what the list says; True if that changed the row."""
    if day is None or (row.kind, row.name, row.note) == (day.kind, day.name, day.note):
        return False
    row.kind, row.name, row.note = day.kind, day.name, day.note
    return True


def load_ahead() -> Loaded:
    """This year and the next two, as far as deadlines reach."""
    this = clock.today().year
    return load(range(this, this + 3))
