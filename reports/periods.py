"""Which days a report covers, by the rules of its type; nothing here reads or writes a row.

Legal source of the usual days: NĐ 09/2019/NĐ-CP art. 12: a month runs from the 15th of the one before to
its own 14th, and quarter, half-year and year end on the 14th of their last month too.
"""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core import clock
from core.calendar import WorkingCalendar
from core.indicators import Window
from reports.models import ReportType, Rhythm

DAY = datetime.timedelta(days=1)
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Span:
    """A period of a type: its window, what it is called, and by when reports are due."""

    window: Window
    name: str
    due_on: datetime.date
    due_above_on: datetime.date


def last_ended(kind: ReportType, moment: datetime.datetime) -> Span:
    """The latest period of a type whose cut-off has come by a moment. Raises ValueError for an ad hoc one."""
    if kind.rhythm == Rhythm.AD_HOC:
        raise ValueError("an ad hoc report has no rhythm")
    months = Rhythm(kind.rhythm).months
    day = clock.local(moment).date()
    # The period that the day lies in ends in the last month of its block, or in the block after.
    block = (day.year * MONTHS + day.month - 1) // months + 1
    while cutoff(kind, block * months - 1) > moment:
        block -= 1
    return span(kind, block * months - 1)


def span(kind: ReportType, last_month: int) -> Span:
    """The period that ends in a month, counted from the year 0 (January is 0)."""
    months = Rhythm(kind.rhythm).months
    end = cutoff(kind, last_month)
    window = Window(cutoff(kind, last_month - months), end)
    return Span(window, name_of(kind.rhythm, last_month), *due_days(kind, window.last_day))


def due_days(kind: ReportType, last_day: datetime.date) -> tuple[datetime.date, datetime.date]:
    """By when wards, and those above them, have to send what ended on a day."""
    working = WorkingCalendar.load()
    due = working.day_after(last_day, kind.due_days)
    return due, working.day_after(due, kind.due_days_above)


def cutoff(kind: ReportType, month: int) -> datetime.datetime:
    """The moment of the cut-off in a month, counted from the year 0 (January is 0)."""
    year, number = divmod(month, MONTHS)
    last = calendar.monthrange(year, number + 1)[1]
    day = datetime.date(year, number + 1, kind.cutoff_day or last)
    if kind.cutoff_time is None:
        return clock.at(day + DAY, datetime.time.min)
    return clock.at(day, kind.cutoff_time)


def name_of(rhythm: str, last_month: int) -> str:
    """ "tháng 5 năm 2026", "quý II năm 2026", "6 tháng đầu năm 2026", "năm 2026"."""
    year, month = divmod(last_month, MONTHS)
    facts = {"year": year, "month": month + 1, "quarter": ("I", "II", "III", "IV")[month // 3]}
    if rhythm == Rhythm.MONTH:
        return _("tháng %(month)d năm %(year)d") % facts
    if rhythm == Rhythm.QUARTER:
        return _("quý %(quarter)s năm %(year)d") % facts
    if rhythm == Rhythm.HALF:
        if month < MONTHS // 2:
            return _("6 tháng đầu năm %(year)d") % facts
        return _("6 tháng cuối năm %(year)d") % facts
    return _("năm %(year)d") % facts


def before(window: Window, rhythm: str) -> Window:
    """The window just before one: a period earlier, or as many days for an ad hoc one."""
    months = Rhythm(rhythm).months
    if months:
        return Window(_months_earlier(window.start, months), window.start)
    return Window(window.start - (window.end - window.start), window.start)


def year_before(window: Window) -> Window:
    """The same days one year earlier."""
    return Window(_months_earlier(window.start, MONTHS), _months_earlier(window.end, MONTHS))


def _months_earlier(moment: datetime.datetime, months: int) -> datetime.datetime:
    """The same day and time some months earlier; the last day of the month where it has fewer days."""
    local = clock.local(moment)
    year, month = divmod(local.year * MONTHS + local.month - 1 - months, MONTHS)
    day = min(local.day, calendar.monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day)
