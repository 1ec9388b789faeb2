"""The periods that a board can be asked for, and the steps in which their course is drawn."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

DAY = datetime.timedelta(days=1)
LONGEST = datetime.timedelta(days=3660)  # ten years: a longer course is no chart any more
MOST_DAYS, MOST_WEEKS = 31, 26  # beyond which steps are weeks, then months


class Period(models.TextChoices):
    """Named periods, all up to today or to the end of what is over."""

    DAYS90 = "90", _("90 ngày qua")
    MONTH = "month", _("Tháng này")
    LAST_MONTH = "last-month", _("Tháng trước")
    QUARTER = "quarter", _("Quý này")
    LAST_QUARTER = "last-quarter", _("Quý trước")
    YEAR = "year", _("Năm nay")
    LAST_YEAR = "last-year", _("Năm trước")
    MONTHS12 = "12", _("12 tháng qua")
    OWN = "own", _("Tự chọn ngày")


@dataclass(frozen=True, slots=True)
class Span:
    """From one day to another, both included."""

    first: datetime.date
    last: datetime.date

    @property
    def before(self) -> Span:
        """As many days right before, to compare with."""
        days = self.last - self.first + DAY
        return Span(self.first - days, self.first - DAY)

    @property
    def step(self) -> str:
        """Steps that make a chart readable: day, week or month."""
        days = (self.last - self.first).days + 1
        if days <= MOST_DAYS:
            return "day"
        return "week" if days <= MOST_WEEKS * 7 else "month"

    def steps(self) -> list[tuple[datetime.date, str]]:
        """The first day of each step, as PostgreSQL's date_trunc gives it, and its label."""
        return list(_steps(self))


def span_of(period: str, today: datetime.date) -> Span:
    """A named period as days. Raises ValueError for an unknown one, or for one's own."""
    month = today.replace(day=1)
    quarter = month.replace(month=3 * ((month.month - 1) // 3) + 1)
    year = month.replace(month=1)
    spans = {
        Period.DAYS90: lambda: Span(today - 89 * DAY, today),
        Period.MONTH: lambda: Span(month, today),
        Period.LAST_MONTH: lambda: Span(months_back(month, 1), month - DAY),
        Period.QUARTER: lambda: Span(quarter, today),
        Period.LAST_QUARTER: lambda: Span(months_back(quarter, 3), quarter - DAY),
        Period.YEAR: lambda: Span(year, today),
        Period.LAST_YEAR: lambda: Span(months_back(year, 12), year - DAY),
        Period.MONTHS12: lambda: Span(months_back(month, 11), today),
    }
    if Period(period) not in spans:
        raise ValueError(period)
    return spans[Period(period)]()


def months_back(first: datetime.date, months: int) -> datetime.date:
    """The first of a month so many months before the first of another (a negative number: after)."""
    number = first.year * 12 + first.month - 1 - months
    return first.replace(year=number // 12, month=number % 12 + 1)


def _steps(span: Span) -> Iterator[tuple[datetime.date, str]]:
    day = span.first
    if span.step == "week":
        day -= day.weekday() * DAY
    elif span.step == "month":
        day = day.replace(day=1)
    while day <= span.last:
        yield day, f"{day:%m/%Y}" if span.step == "month" else f"{day:%d/%m}"
        day = months_back(day, -1) if span.step == "month" else day + _LENGTHS[span.step]


_LENGTHS: dict[str, Any] = {"day": DAY, "week": 7 * DAY}
