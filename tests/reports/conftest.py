"""A kind of report and a period of it for the cast; the working calendar."""

from __future__ import annotations

import datetime

import pytest

from core import clock, holidays, kept
from reports.models import ReportPeriod, ReportSection, ReportType
from reports.services import building


@pytest.fixture
def working_time(db, settings):
    """The working calendar of the years that tests speak of."""
    settings.ROWS_KEPT_SECONDS = 60  # as served; read once here
    holidays.load([2025, 2026, 2027])
    kept.forget_all()
    yield
    kept.forget_all()


@pytest.fixture
def kind(db):
    """A monthly report: figures of cases, words that must be there, words that may."""
    kind = ReportType.objects.create(
        code="thang", name="Báo cáo tháng", subject="Tình hình", rhythm="month", since="2020-01-01"
    )
    parts = [
        ("Phản ánh", "", False, ["feedback.received", "feedback.in_time_share"]),
        ("Đánh giá", "Nêu việc nổi bật.", True, []),
        ("Kiến nghị", "Ghi kiến nghị.", False, ["feedback.open"]),
    ]
    for number, (heading, prompt, is_required, codes) in enumerate(parts, start=1):
        ReportSection.objects.create(
            type=kind,
            number=number,
            heading=heading,
            prompt=prompt,
            is_required=is_required,
            indicators=codes,
        )
    return kind


@pytest.fixture
def period(kind, ward, foreign_ward):
    """The last ended period, built for the ward and the foreign one."""
    building.open_due()
    found = ReportPeriod.objects.get()
    building.build(found.pk)
    return found


@pytest.fixture
def report(period, ward):
    """The ward's draft."""
    return period.reports.get(unit=ward)


@pytest.fixture
def in_period(period):
    """A moment inside the period."""
    return period.end - datetime.timedelta(days=1)


def texts(report, words="Ổn định."):
    """Words for every section that asks for some."""
    return {part.pk: words for part in report.period.type.sections.all() if part.prompt}


def at(day: str, time: str = "00:00") -> datetime.datetime:
    """A moment in the city."""
    return clock.at(datetime.date.fromisoformat(day), datetime.time.fromisoformat(time))
