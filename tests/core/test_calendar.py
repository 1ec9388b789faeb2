"""Working time: hand-worked cases around the holidays, and what must hold for any calendar."""

from __future__ import annotations

import datetime
from datetime import date, time, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core import clock, holidays, kept
from core.calendar import NoWorkingTimeError, Schedule, WorkingCalendar, describe_left
from core.models import CalendarDay, DayKind, WorkInterval, WorkSchedule

HOURS = ((time(7, 30), time(11, 30)), (time(13, 0), time(17, 0)))
WEEK = dict.fromkeys(range(5), HOURS)


LISTED = {day.date: day.kind for day in holidays.listed([2025, 2026, 2027, 2028])}


def build() -> WorkingCalendar:
    """Monday to Friday, with the listed days."""
    return WorkingCalendar((Schedule(date(2000, 1, 1), WEEK),), LISTED)


@pytest.fixture(scope="module")
def work() -> WorkingCalendar:
    return build()


def at(text: str) -> datetime.datetime:
    """A moment on the city's wall clock, e.g. "13/02/2026 16:00"."""
    return datetime.datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=clock.CITY)


# --- Counting in days -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        # An ordinary week: Monday + 5 working days is the next Monday, whatever the hour.
        ("02/03/2026 09:00", 5, "09/03/2026 17:00"),
        ("02/03/2026 06:00", 5, "09/03/2026 17:00"),
        ("02/03/2026 23:59", 5, "09/03/2026 17:00"),
        ("02/03/2026 00:00", 1, "03/03/2026 17:00"),
        # Received on a day off: the first working day after it is the first.
        ("07/03/2026 10:00", 1, "09/03/2026 17:00"),
        ("08/03/2026 10:00", 2, "10/03/2026 17:00"),
        ("06/03/2026 16:59", 1, "09/03/2026 17:00"),
        # New Year 2026: Friday 2 January off, Saturday 10 January worked instead.
        ("31/12/2025 16:00", 1, "05/01/2026 17:00"),
        ("09/01/2026 10:00", 1, "10/01/2026 17:00"),
        ("31/12/2025 16:00", 7, "12/01/2026 17:00"),
        # Tết 2026: 14 to 22 February.
        ("13/02/2026 16:00", 1, "23/02/2026 17:00"),
        ("13/02/2026 16:00", 10, "06/03/2026 17:00"),
        ("17/02/2026 08:00", 1, "23/02/2026 17:00"),
        ("10/02/2026 08:00", 5, "24/02/2026 17:00"),
        # Hùng Kings 2026 falls on a Sunday, so Monday 27 April is off; then 30 April and 1 May.
        ("24/04/2026 15:00", 1, "28/04/2026 17:00"),
        ("24/04/2026 15:00", 3, "04/05/2026 17:00"),
        ("29/04/2026 15:00", 1, "04/05/2026 17:00"),
        # National Day 2026: 29 August to 2 September, Saturday 22 August worked.
        ("21/08/2026 15:00", 1, "22/08/2026 17:00"),
        ("28/08/2026 15:00", 1, "03/09/2026 17:00"),
        ("20/08/2026 15:00", 10, "07/09/2026 17:00"),
        # Tết 2027: 4 to 10 February, with Saturday and Sunday in it.
        ("03/02/2027 09:00", 1, "11/02/2027 17:00"),
        ("29/01/2027 09:00", 5, "12/02/2027 17:00"),
        # 1 May 2027 is a Saturday, so Monday 3 May is off.
        ("29/04/2027 09:00", 1, "04/05/2027 17:00"),
        # Across the year's end.
        ("30/12/2026 09:00", 10, "14/01/2027 17:00"),
    ],
)
def test_add_days(work, received, days, due):
    assert work.add_days(at(received), days) == at(due)


def test_add_days_counts_by_the_day_in_the_city(work):
    night = datetime.datetime(2026, 3, 2, 18, 0, tzinfo=datetime.UTC)  # Tuesday 01:00 in the city
    assert work.add_days(night, 1) == at("04/03/2026 17:00")


@pytest.mark.parametrize("days", [0, -1])
def test_add_days_needs_a_day(work, days):
    with pytest.raises(ValueError, match="at least one"):
        work.add_days(at("02/03/2026 09:00"), days)


@pytest.mark.parametrize(
    ("due", "days", "moment"),
    [
        ("09/03/2026 17:00", 1, "06/03/2026 07:30"),
        ("09/03/2026 17:00", 2, "05/03/2026 07:30"),
        ("23/02/2026 17:00", 1, "13/02/2026 07:30"),
        ("24/08/2026 17:00", 1, "22/08/2026 07:30"),
    ],
)
def test_days_before(work, due, days, moment):
    assert work.days_before(at(due), days) == at(moment)


def test_days_before_needs_a_day(work):
    with pytest.raises(ValueError, match="at least one"):
        work.days_before(at("02/03/2026 09:00"), 0)


@pytest.mark.parametrize(
    ("a", "b", "count"),
    [
        (date(2026, 3, 2), date(2026, 3, 9), 5),
        (date(2026, 3, 9), date(2026, 3, 2), -5),
        (date(2026, 3, 2), date(2026, 3, 2), 0),
        (date(2026, 2, 13), date(2026, 2, 23), 1),
        (date(2026, 8, 21), date(2026, 8, 23), 1),
    ],
)
def test_working_days_between(work, a, b, count):
    assert work.working_days_between(a, b) == count


# --- Counting on the clock ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("02/03/2026 08:00", 30, "02/03/2026 08:30"),
        ("02/03/2026 08:00", 0, "02/03/2026 08:00"),
        ("02/03/2026 05:00", 60, "02/03/2026 08:30"),
        ("02/03/2026 11:00", 30, "02/03/2026 11:30"),
        ("02/03/2026 11:00", 31, "02/03/2026 13:01"),
        ("02/03/2026 11:30", 1, "02/03/2026 13:01"),
        ("02/03/2026 12:15", 60, "02/03/2026 14:00"),
        ("02/03/2026 16:30", 60, "03/03/2026 08:00"),
        ("02/03/2026 17:00", 0, "03/03/2026 07:30"),
        ("02/03/2026 22:00", 480, "03/03/2026 17:00"),
        ("06/03/2026 16:59", 2, "09/03/2026 07:31"),
        ("07/03/2026 10:00", 60, "09/03/2026 08:30"),
        ("13/02/2026 16:30", 60, "23/02/2026 08:00"),
        ("02/03/2026 07:30", 480 * 3, "04/03/2026 17:00"),
        ("22/08/2026 09:00", 60, "22/08/2026 10:00"),
    ],
)
def test_add_minutes(work, start, minutes, end):
    assert work.add_minutes(at(start), minutes) == at(end)


def test_add_hours(work):
    assert work.add_hours(at("02/03/2026 16:00"), 2) == at("03/03/2026 08:30")


def test_add_minutes_refuses_to_go_back(work):
    with pytest.raises(ValueError, match="negative"):
        work.add_minutes(at("02/03/2026 09:00"), -1)


@pytest.mark.parametrize(
    ("a", "b", "minutes"),
    [
        ("02/03/2026 08:00", "02/03/2026 09:30", 90),
        ("02/03/2026 09:30", "02/03/2026 08:00", -90),
        ("02/03/2026 11:00", "02/03/2026 14:00", 90),
        ("02/03/2026 00:00", "03/03/2026 00:00", 480),
        ("06/03/2026 16:00", "09/03/2026 08:30", 120),
        ("13/02/2026 17:00", "23/02/2026 07:30", 0),
        ("07/03/2026 08:00", "08/03/2026 08:00", 0),
    ],
)
def test_working_minutes_between(work, a, b, minutes):
    assert work.working_minutes_between(at(a), at(b)) == minutes


# --- What holds for any moment --------------------------------------------------------------------

moments = st.datetimes(
    datetime.datetime(2025, 12, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime.datetime(2027, 6, 30),  # noqa: DTZ001 - likewise
    timezones=st.just(clock.CITY),
)


@given(moments, st.integers(0, 5000))
def test_minutes_added_are_minutes_between(start, minutes):
    work = build()
    assert work.working_minutes_between(start, work.add_minutes(start, minutes)) == minutes


@given(moments, st.integers(0, 2000), st.integers(0, 2000))
def test_minutes_add_up(start, a, b):
    work = build()
    assert work.add_minutes(work.add_minutes(start, a), b) in {
        work.add_minutes(start, a + b),
        work.next_working_moment(work.add_minutes(start, a + b)),
    }


@given(moments, st.integers(1, 60))
def test_days_added_are_working_days_between(start, days):
    work = build()
    due = work.add_days(start, days)
    assert work.working_days_between(start.date(), due.date()) == days
    assert work.is_working_day(due.date())
    assert due.time() == time(17, 0)


@given(moments, moments, st.integers(1, 30))
def test_later_receipt_is_never_due_earlier(a, b, days):
    work = build()
    first, second = sorted([a, b])
    assert work.add_days(first, days) <= work.add_days(second, days)
    assert work.add_minutes(first, days * 60) <= work.add_minutes(second, days * 60)


@given(moments, moments, moments)
def test_time_between_adds_up(a, b, c):
    work = build()
    a, b, c = (moment.replace(second=0, microsecond=0) for moment in sorted([a, b, c]))
    parts = work.working_minutes_between(a, b) + work.working_minutes_between(b, c)
    assert parts == work.working_minutes_between(a, c)


@given(moments)
def test_next_working_moment_is_the_first(moment):
    work = build()
    following = work.next_working_moment(moment)
    assert following >= moment
    assert work.working_minutes_between(moment, following) == 0
    assert any(starts <= following < ends for starts, ends in work.spans(following.date()))


@given(moments, st.integers(1, 20))
def test_reminder_is_before_the_deadline(start, days):
    work = build()
    due = work.add_days(start, days)
    assert work.working_days_between(work.days_before(due, 1).date(), due.date()) == 1


# --- Schedules ------------------------------------------------------------------------------------


def test_schedule_of_the_day_counts():
    late = {day: ((time(8, 0), time(12, 0)),) for day in range(5)}
    work = WorkingCalendar((Schedule(date(2026, 1, 1), WEEK), Schedule(date(2026, 3, 3), late)))
    assert work.hours_on(date(2026, 3, 2)) == HOURS
    assert work.hours_on(date(2026, 3, 3)) == ((time(8, 0), time(12, 0)),)
    assert work.add_days(at("02/03/2026 09:00"), 1) == at("03/03/2026 12:00")


def test_no_hours_before_the_first_schedule():
    work = WorkingCalendar((Schedule(date(2026, 3, 2), WEEK),))
    assert work.hours_on(date(2026, 3, 1)) == ()
    assert not work.is_working_day(date(2026, 2, 27))


def test_worked_saturday_has_the_hours_of_an_ordinary_day(work):
    assert work.hours_on(date(2026, 8, 22)) == HOURS
    assert work.hours_on(date(2026, 8, 29)) == ()


def test_worked_saturday_keeps_its_own_hours_if_it_has_some():
    week = WEEK | {5: ((time(7, 30), time(11, 30)),)}
    days = {date(2026, 8, 22): DayKind.WORKING}
    work = WorkingCalendar((Schedule(date(2026, 1, 1), week),), days)
    assert work.hours_on(date(2026, 8, 22)) == ((time(7, 30), time(11, 30)),)


@pytest.mark.parametrize("schedules", [(), (Schedule(date(2026, 1, 1), {}),)])
def test_empty_calendar_says_so(schedules):
    work = WorkingCalendar(schedules, {date(2026, 3, 3): DayKind.WORKING})
    with pytest.raises(NoWorkingTimeError):
        work.add_days(at("02/03/2026 09:00"), 1)
    with pytest.raises(NoWorkingTimeError):
        work.add_minutes(at("02/03/2026 09:00"), 1)
    with pytest.raises(NoWorkingTimeError):
        work.days_before(at("02/03/2026 09:00"), 1)


# --- In words -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "text", "tone"),
    [
        ("05/03/2026 09:00", "Còn 4 ngày", "ok"),
        ("08/03/2026 23:00", "Còn 1 ngày", "soon"),
        ("09/03/2026 07:00", "Hết hôm nay", "soon"),
        ("09/03/2026 14:00", "Còn 3 giờ", "soon"),
        ("09/03/2026 16:30", "Còn dưới 1 giờ", "soon"),
        ("09/03/2026 17:00", "Còn dưới 1 giờ", "soon"),
        ("09/03/2026 17:20", "Vừa quá hạn", "late"),
        ("09/03/2026 20:00", "Trễ 3 giờ", "late"),
        ("10/03/2026 01:00", "Trễ 1 ngày", "late"),
        ("11/03/2026 09:00", "Trễ 2 ngày", "late"),
    ],
)
def test_describe_left(now, text, tone):
    with translation.override("vi"):
        assert describe_left(at("09/03/2026 17:00"), at(now)) == (text, tone)


@time_machine.travel(datetime.datetime(2026, 3, 9, 2, 0, tzinfo=datetime.UTC), tick=False)
def test_describe_left_takes_the_clock_of_the_city():
    with translation.override("vi"):
        assert describe_left(at("10/03/2026 17:00")).text == "Còn 1 ngày"


# --- Rows -----------------------------------------------------------------------------------------


@pytest.fixture
def fresh():
    """No calendar is kept from another test."""
    kept.forget_all()
    yield
    kept.forget_all()


@pytest.mark.django_db
def test_load_reads_rows(fresh):
    CalendarDay.objects.create(date=date(2026, 3, 3), kind=DayKind.OFF, name="nghỉ")
    work = WorkingCalendar.load()
    assert work.schedules == (Schedule(date(2000, 1, 1), WEEK),)
    assert work.add_days(at("02/03/2026 09:00"), 1) == at("04/03/2026 17:00")


@pytest.mark.django_db
def test_load_costs_two_queries_and_then_none(fresh, settings, django_assert_num_queries):
    settings.ROWS_KEPT_SECONDS = 60
    with django_assert_num_queries(2):
        first = WorkingCalendar.load()
        assert WorkingCalendar.load() is first


@pytest.mark.django_db
def test_load_sees_a_change_after_a_while(fresh, settings):
    settings.ROWS_KEPT_SECONDS = 0
    assert WorkingCalendar.load().is_working_day(date(2026, 3, 3))
    CalendarDay.objects.create(date=date(2026, 3, 3), kind=DayKind.OFF, name="nghỉ")
    assert not WorkingCalendar.load().is_working_day(date(2026, 3, 3))


def interval(schedule: WorkSchedule, starts: time, ends: time, weekday: int = 0) -> WorkInterval:
    return WorkInterval(schedule=schedule, weekday=weekday, starts=starts, ends=ends)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("starts", "ends", "weekday"),
    [
        (time(11, 0), time(13, 30), 0),
        (time(12, 0), time(12, 0), 6),
        (time(13, 0), time(12, 0), 6),
        (time(8, 0), time(9, 0), 7),
    ],
)
def test_interval_overlap_and_nonsense_are_refused(starts, ends, weekday):
    schedule = WorkSchedule.objects.get()
    wrong = interval(schedule, starts, ends, weekday)
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong.save()
    with pytest.raises(ValidationError):
        wrong.full_clean()


@pytest.mark.django_db
def test_interval_beside_another_is_fine():
    schedule = WorkSchedule.objects.get()
    beside = interval(schedule, time(11, 30), time(13, 0))
    beside.full_clean()
    beside.save()
    assert str(beside) == f"{beside.get_weekday_display()} 11:30–13:00"
    assert str(schedule) == "01/01/2000"


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_listed_holidays_are_off(day):
    work = build()
    if LISTED.get(day) == DayKind.OFF:
        assert not work.is_working_day(day)
    elif day.weekday() < 5:
        assert work.is_working_day(day)
    else:
        assert work.is_working_day(day) == (day in LISTED)


def test_tet_break_of_2026_is_nine_days(work):
    off = [date(2026, 2, 14) + timedelta(days=n) for n in range(9)]
    assert [work.is_working_day(day) for day in off] == [False] * 9
    assert work.is_working_day(date(2026, 2, 13))
    assert work.is_working_day(date(2026, 2, 23))
