"""Which days a report covers: NĐ 09/2019/NĐ-CP art. 12, and a cut-off at noon."""

from __future__ import annotations

import datetime

import pytest

from core.indicators import Window
from reports import periods
from reports.models import ReportType
from tests.reports.conftest import at

pytestmark = pytest.mark.django_db


def kind(rhythm, **values):
    return ReportType(code="x", name="x", subject="x", rhythm=rhythm, **values)


@pytest.mark.parametrize(
    ("rhythm", "now", "start", "end", "name"),
    [
        ("month", "2026-05-15", "2026-04-15", "2026-05-15", "tháng 5 năm 2026"),
        ("month", "2026-01-03", "2025-11-15", "2025-12-15", "tháng 12 năm 2025"),
        ("quarter", "2026-04-01", "2025-12-15", "2026-03-15", "quý I năm 2026"),
        ("quarter", "2026-06-15", "2026-03-15", "2026-06-15", "quý II năm 2026"),
        ("half", "2026-06-20", "2025-12-15", "2026-06-15", "6 tháng đầu năm 2026"),
        ("half", "2026-12-31", "2026-06-15", "2026-12-15", "6 tháng cuối năm 2026"),
        ("year", "2026-12-15", "2025-12-15", "2026-12-15", "năm 2026"),
        ("year", "2026-12-14", "2024-12-15", "2025-12-15", "năm 2025"),
    ],
)
def test_the_last_period_runs_from_the_15th_to_the_14th(rhythm, now, start, end, name):
    span = periods.last_ended(kind(rhythm), at(now))
    assert span.window == Window(at(start), at(end))
    assert span.name == name


def test_the_moment_before_the_cutoff_belongs_to_the_period_before():
    moment = at("2026-05-15") - datetime.timedelta(microseconds=1)
    assert periods.last_ended(kind("month"), moment).window.end == at("2026-04-15")


def test_a_cutoff_at_noon_of_the_25th():
    noon = kind("month", cutoff_day=25, cutoff_time=datetime.time(12))
    window = periods.last_ended(noon, at("2026-03-25", "12:00")).window
    assert window == Window(at("2026-02-25", "12:00"), at("2026-03-25", "12:00"))
    assert window.last_day == datetime.date(2026, 3, 25)
    before = periods.last_ended(noon, at("2026-03-25", "11:59")).window
    assert before.end == at("2026-02-25", "12:00")


def test_the_last_day_of_a_month_whatever_its_length():
    window = periods.last_ended(kind("month", cutoff_day=0), at("2026-03-01")).window
    assert window == Window(at("2026-02-01"), at("2026-03-01"))


def test_periods_follow_each_other_without_a_gap():
    for rhythm in ("month", "quarter", "half", "year"):
        window = periods.last_ended(kind(rhythm), at("2026-08-20")).window
        earlier = periods.before(window, rhythm)
        assert earlier == periods.last_ended(kind(rhythm), window.start).window
        assert periods.year_before(window).end.year == window.end.year - 1


def test_an_ad_hoc_window_is_preceded_by_as_many_days():
    window = Window(at("2026-05-11"), at("2026-05-14"))
    assert periods.before(window, "ad_hoc") == Window(at("2026-05-08"), at("2026-05-11"))
    with pytest.raises(ValueError, match="no rhythm"):
        periods.last_ended(kind("ad_hoc"), at("2026-05-14"))


def test_due_days_are_working_days():
    # 14 May 2026 is a Thursday: three working days later is Tuesday, two more is Thursday.
    due, above = periods.due_days(kind("month"), datetime.date(2026, 5, 14))
    assert (due, above) == (datetime.date(2026, 5, 19), datetime.date(2026, 5, 21))
