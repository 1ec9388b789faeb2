"""Filling the calendar from the list of public holidays."""

from __future__ import annotations

import argparse
from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from core import holidays
from core.management.commands.load_calendar import years
from core.models import CalendarDay, DayKind, DaySource

pytestmark = pytest.mark.django_db


def kinds(year: int) -> dict[str, DayKind]:
    return {f"{day.date:%d/%m}": day.kind for day in holidays.listed([year])}


def test_listed_2026_is_what_the_government_announced():
    off = {day for day, kind in kinds(2026).items() if kind == DayKind.OFF}
    assert off == {
        "01/01", "02/01",  # New Year, with a swapped Friday
        "16/02", "17/02", "18/02", "19/02", "20/02",  # Tết
        "26/04", "27/04",  # Hùng Kings on a Sunday, and the day for it
        "30/04", "01/05",
        "31/08", "01/09", "02/09",  # National Day, with a swapped Monday
        "24/11",  # Culture Day
    }  # fmt: skip


def test_listed_2026_has_both_worked_saturdays():
    worked = {day for day, kind in kinds(2026).items() if kind == DayKind.WORKING}
    assert worked == {"10/01", "22/08"}


def test_listed_2024_and_2025_have_their_swapped_saturdays():
    assert kinds(2024)["04/05"] == DayKind.WORKING
    assert kinds(2024)["29/04"] == DayKind.OFF
    assert kinds(2025)["26/04"] == DayKind.WORKING
    assert kinds(2025)["02/05"] == DayKind.OFF


def test_listed_names_are_vietnamese_and_fit():
    found = holidays.listed(range(2024, 2029))
    assert {day.name for day in found if day.date == date(2026, 9, 2)} == {"Quốc khánh"}
    assert max(len(day.name) for day in found) <= 120
    assert all(day.date.year in range(2024, 2029) for day in found)


def test_load_adds_and_repeats_without_change():
    first = holidays.load([2026])
    assert first.added == len(holidays.listed([2026]))
    assert holidays.load([2026]) == holidays.Loaded()


def test_load_keeps_what_was_entered_by_hand():
    CalendarDay.objects.create(date=date(2026, 11, 24), kind=DayKind.WORKING, name="vẫn làm việc")
    CalendarDay.objects.create(date=date(2026, 3, 3), kind=DayKind.OFF, name="nghỉ riêng")
    done = holidays.load([2026])
    assert done.kept_by_hand == 2
    assert CalendarDay.objects.get(date=date(2026, 11, 24)).kind == DayKind.WORKING
    assert CalendarDay.objects.get(date=date(2026, 3, 3)).source == DaySource.MANUAL


def test_load_corrects_its_own_rows():
    holidays.load([2026])
    CalendarDay.objects.filter(date=date(2026, 9, 2)).update(name="sai")
    CalendarDay.objects.create(
        date=date(2026, 7, 7), kind=DayKind.OFF, name="cũ", source=DaySource.HOLIDAYS
    )
    done = holidays.load([2026])
    assert (done.added, done.changed, done.removed) == (0, 1, 1)
    assert CalendarDay.objects.get(date=date(2026, 9, 2)).name == "Quốc khánh"


def test_load_leaves_other_years_alone():
    holidays.load([2025, 2026])
    before = CalendarDay.objects.of_years(2025, 2025).count()
    CalendarDay.objects.of_years(2026, 2026).delete()
    holidays.load([2026])
    assert CalendarDay.objects.of_years(2025, 2025).count() == before


@time_machine.travel("2026-12-31 20:00+00:00", tick=False)
def test_load_ahead_covers_three_years_of_the_city():
    holidays.load_ahead()
    found = {day.year for day in CalendarDay.objects.values_list("date", flat=True)}
    assert found == {2027, 2028, 2029}


def test_command_reports():
    out = StringIO()
    call_command("load_calendar", "--years", "2026", stdout=out)
    assert out.getvalue().startswith(f"2026–2026: {len(holidays.listed([2026]))} added, 0 changed")


@time_machine.travel("2026-12-31 10:00+00:00", tick=False)
def test_command_defaults_to_the_years_a_first_start_needs():
    call_command("load_calendar", stdout=StringIO())
    assert set(CalendarDay.objects.dates("date", "year")) == {
        date(year, 1, 1) for year in range(2024, 2029)
    }


@pytest.mark.parametrize("text", ["", "26", "2028-2024", "2024-", "abc", "1999", "2024-2028-2030"])
def test_years_refuses_nonsense(text):
    with pytest.raises(argparse.ArgumentTypeError):
        years(text)


def test_day_is_named_by_date_and_name():
    day = CalendarDay(date=date(2026, 9, 2), name="Quốc khánh")
    assert str(day) == "02/09/2026 Quốc khánh"
