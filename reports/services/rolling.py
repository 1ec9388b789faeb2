"""Sums: what a district or the city makes of the reports it has accepted.

A sum is a report of its own: figures added up from the accepted ones (shares anew from the sums), its
own words, sent upwards in its turn. What is missing is named. It may be counted again until it is sent.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, indicators
from core.calendar import WorkingCalendar
from people.permissions import Permission
from reports import counting
from reports.models import Report, ReportEvent, ReportFigure, ReportPeriod
from reports.querysets import own_units
from reports.services.building import draft_of
from reports.services.locking import alone_in, record
from reports.workflow import UNSENT, MoveName, ReportStatus
from wards import tree
from wards.models import Level, Unit, UnitVersion

if TYPE_CHECKING:
    from people.models import User


@dataclass(frozen=True, slots=True)
class Missing:
    """A unit below whose report is not there, and where it stands."""

    name: str
    status: str


def accepted(period: ReportPeriod, unit: Unit) -> list[Report]:
    """The reports that a unit has accepted for a period, in the order of names."""
    found = period.reports.filter(
        reviewer=unit, status__in=[ReportStatus.ACCEPTED, ReportStatus.ROLLED_UP]
    )
    return list(found.order_by("unit_name", "pk"))


def missing(period: ReportPeriod, unit: Unit) -> list[Missing]:
    """The units right below (of today) that have reported nothing that was accepted; three queries."""
    below = UnitVersion.objects.today().below(unit).filter(unit__level__lte=Level.WARD)
    if period.is_ad_hoc:
        keepers = period.reports.filter(level=Level.WARD).values_list("keeper", flat=True)
        chains = tree.chains(keepers).values()
        below = below.filter(unit__in={place.unit_id for chain in chains for place in chain})
    rows = period.reports.filter(keeper__in=below.values("unit"))
    states: dict[int, set[str]] = {}
    for keeper, status in rows.values_list("keeper", "status"):
        states.setdefault(keeper, set()).add(status)
    return [
        Missing(version.name, _worst(states.get(version.unit_id, set())))
        for version in below.order_by("sort_key")
        if not _is_complete(states.get(version.unit_id, set()))
    ]


def _is_complete(states: set[str]) -> bool:
    return bool(states) and states <= {ReportStatus.ACCEPTED, ReportStatus.ROLLED_UP}


def _worst(states: Iterable[str]) -> str:
    order = [status.value for status in ReportStatus]
    first = min(states, key=order.index, default=None)
    return str(ReportStatus(first).label) if first else _("Chưa lập")


@transaction.atomic
def roll_up(*, period: ReportPeriod, unit: Unit, by: User) -> Report:
    """Make the sum of a unit above the wards for a period, or count it again.

    Raises PermissionDenied where the user does not review for the unit, ValidationError where nothing was
    accepted yet, or where the sum has been sent.
    """
    if unit.pk not in own_units(by, Permission.REPORT_REVIEW) or unit.level >= Level.WARD:
        raise PermissionDenied
    alone_in(period.pk)
    members = accepted(period, unit)
    if not members:
        raise ValidationError(_("Chưa có báo cáo nào được chấp nhận để tổng hợp."))
    report = period.reports.select_for_update(of=("self",)).filter(unit=unit).first()
    if report is None:
        name = tree.path_label(unit, period.window.last_day)
        report = draft_of(period, unit.pk, name, unit.level, edition=0)
        report.due_on = _due_day(period, unit, members)
        report.save()
    elif report.status not in UNSENT:
        raise ValidationError(_("Báo cáo tổng hợp đã gửi; muốn tính lại, hãy rút báo cáo trước."))
    report.members.update(rolled_into=None)
    Report.objects.filter(pk__in=[member.pk for member in members]).update(rolled_into=report)
    record(
        report, MoveName.COUNT, by=by, text=_said(members),
        edition=report.edition + 1, counted_at=clock.now(), is_stale=False,
    )  # fmt: skip
    ReportFigure.objects.bulk_create(counting.rows(report, sums(period, members)))
    return report


def _said(members: list[Report]) -> str:
    return f"Tổng hợp từ {len(members)} báo cáo đã chấp nhận."  # kept for good, in the language of papers


def _due_day(period: ReportPeriod, unit: Unit, members: list[Report]) -> datetime.date:
    """Each level that sums up has its own days; the city's come after those of the districts, if there are any."""
    if unit.level > Level.CITY or all(member.level == Level.WARD for member in members):
        return period.due_above_on
    return WorkingCalendar.load().day_after(period.due_above_on, period.type.due_days_above)


def sums(period: ReportPeriod, members: Iterable[Report]) -> list[counting.Compared]:
    """The figures of some reports added up; an earlier figure only where all of them have one."""
    codes = indicators.with_parts(period.codes())
    rows = ReportFigure.objects.current().filter(report__in=members)
    columns = ("value", "previous", "year_ago")
    found: dict[str, dict[str, list[Decimal | None]]] = {column: {} for column in columns}
    for row in rows:
        for column in columns:
            found[column].setdefault(row.code, []).append(getattr(row, column))
    totals = [
        indicators.completed({code: _sum(values) for code, values in found[column].items()}, codes)
        for column in columns
    ]
    return counting.compared(codes, *totals)


def _sum(values: list[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal()) if len(known) == len(values) else None


def seal(report: Report, *, by: User) -> None:
    """The sum is sent: what is in it counts as rolled up. Raises ValidationError for a stale sum."""
    if report.is_stale:
        text = _("Có báo cáo được chấp nhận hoặc trả lại sau lần tính trước; hãy tính lại số liệu.")
        raise ValidationError(text, code="stale")
    _mark(report, ReportStatus.ACCEPTED, ReportStatus.ROLLED_UP, by=by)


def unseal(report: Report, *, by: User) -> None:
    """The sum comes back: what is in it can be sent back again."""
    _mark(report, ReportStatus.ROLLED_UP, ReportStatus.ACCEPTED, by=by)


def _mark(report: Report, source: ReportStatus, target: ReportStatus, *, by: User) -> None:
    members = list(report.members.select_for_update().filter(status=source))
    report.members.filter(pk__in=[member.pk for member in members]).update(status=target)
    ReportEvent.objects.bulk_create(
        ReportEvent(
            report=member, kind=MoveName.ROLL_UP, status=target, by=by, text=report.unit_name
        )
        for member in members
    )


def member_changed(report: Report) -> None:
    """A report was accepted or sent back: a sum under way that its reviewer makes is out of date."""
    waiting = Report.objects.filter(
        period=report.period_id, unit=report.reviewer_id, status__in=sorted(UNSENT)
    )
    waiting.update(is_stale=True)
    if report.status == ReportStatus.RETURNED and report.rolled_into_id:
        Report.objects.filter(pk=report.pk).update(rolled_into=None)
