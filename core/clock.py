"""The one clock of the portal: the moment in UTC-aware form, the day in Ho Chi Minh City."""

from __future__ import annotations

import datetime
import zoneinfo

from django.utils import timezone

CITY = zoneinfo.ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime.datetime:
    """This moment, aware."""
    return timezone.now()


def today() -> datetime.date:
    """The day it is in Ho Chi Minh City, whatever zone the server or the request runs in."""
    return now().astimezone(CITY).date()


def local(moment: datetime.datetime) -> datetime.datetime:
    """The same moment on the city's wall clock."""
    return moment.astimezone(CITY)


def at(date: datetime.date, time: datetime.time) -> datetime.datetime:
    """A wall-clock time of a day in the city, aware."""
    return datetime.datetime.combine(date, time, tzinfo=CITY)


def day_of(text: str) -> datetime.date:
    """The day that somebody typed as dd/mm/yyyy. Raises ValueError for anything else."""
    return datetime.datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone
