"""Reports of the demo city: the last period of each kind, and how some wards stand. Made up, and said so."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from core import clock
from core.calendar import WorkingCalendar
from people.models import User
from reports.boards import counting
from reports.catalogue import load_report_types
from reports.directives import demo as directives
from reports.models import Report, ReportEvent, ReportPeriod, ReportText, ReportType
from reports.services import building, moves, writing
from reports.workflow import MoveName, ReportStatus
from wards import tree
from wards.models import Unit

YEAR = datetime.timedelta(days=366)
WORDS = (
    "Dữ liệu dựng cho trình diễn. Tình hình ổn định; việc trễ hạn do mưa lớn, đã cử người theo dõi."
)
SISTERS = 5  # wards beside the demo's own whose report was accepted already


def load(progress: Callable[[str], None]) -> None:
    """Count all cases for the boards; load directives, the kinds of reports, the drafts of the last periods, some wards further on."""
    counting.rebuild()
    progress("số liệu thống kê của các phản ánh")
    directives.load(progress)
    load_report_types()
    ReportType.objects.update(since=clock.today() - YEAR)
    building.open_due()
    _give_time()
    for period in ReportPeriod.objects.order_by("pk"):
        progress(f"báo cáo: {period.subject} (dữ liệu dựng)")
        building.build(period.pk)
    ward = Unit.objects.get(pk=User.objects.get(username="phuong").posts[0].unit_id)
    _send(ward, "phan-anh")
    _accept_sisters(ward, "phan-anh")


def _give_time() -> None:
    """In the demo every report is due from today on, whatever day it is loaded on."""
    today = clock.today()
    working = WorkingCalendar.load()
    for period in ReportPeriod.objects.filter(due_on__lt=today).select_related("type"):
        period.due_on = working.day_after(today, period.type.due_days)
        period.due_above_on = working.day_after(period.due_on, period.type.due_days_above)
        period.save(update_fields=["due_on", "due_above_on"])


def _send(ward: Unit, code: str) -> None:
    """The demo's own ward has sent a report; its reviewer has not looked at it yet."""
    report = Report.objects.get(unit=ward, period__type__code=code)
    writer, leader = (User.objects.get(username=name) for name in ("phuong", "lanh-dao"))
    sections = report.period.type.sections.exclude(prompt="")
    writing.write(report=report, texts={part.pk: WORDS for part in sections}, by=writer)
    moves.submit(report=report, number="05/BC-UBND", by=leader)


def _accept_sisters(ward: Unit, code: str) -> None:
    """Some other wards of the same district are done, so that there is something to sum up."""
    above = tree.chain(ward)[1].unit_id
    wards = tree.below([above], clock.today())
    rows = Report.objects.filter(unit__in=wards, period__type__code=code).exclude(unit=ward)
    reports = list(rows.order_by("pk")[:SISTERS])
    sections = list(ReportType.objects.get(code=code).sections.exclude(prompt=""))
    now, today = clock.now(), clock.today()
    for report in reports:
        report.status, report.reviewer_id, report.number = (
            ReportStatus.ACCEPTED,
            above,
            "01/BC-UBND",
        )
        report.sent_at = report.accepted_at = now
        report.first_sent_on, report.sendings = min(today, report.due_on), 1
    columns = [
        "status", "reviewer", "number", "sent_at", "accepted_at", "first_sent_on", "sendings",
    ]  # fmt: skip
    Report.objects.bulk_update(reports, columns)
    ReportText.objects.bulk_create(
        ReportText(report=report, section=part, text=WORDS)
        for report in reports
        for part in sections
    )
    ReportEvent.objects.bulk_create(
        ReportEvent(report=report, kind=kind, status=status, text="Dữ liệu dựng.")
        for report in reports
        for kind, status in (
            (MoveName.SUBMIT, ReportStatus.SUBMITTED),
            (MoveName.ACCEPT, ReportStatus.ACCEPTED),
        )
    )
