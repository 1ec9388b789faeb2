"""Taking a report into one's hands, and writing down what was done with it.

Every service is the same three steps inside one transaction: `locked_report`, change, `record`. Two
officials who act at once are put in a row by the lock; the second hears who was first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core import clock
from core.text import clean
from people.permissions import Permission
from reports.models import Report, ReportEvent, ReportPeriod
from reports.querysets import own_units
from reports.workflow import Move, MoveName, Side, move_of

if TYPE_CHECKING:
    from people.models import User


def may(report: Report, by: User, name: str) -> bool:
    """Whether a user may make a move with a report as it stands."""
    move = move_of(name)
    if report.status not in move.sources:
        return False
    if move.side == Side.REVIEWER:
        return report.reviewer_id in own_units(by, Permission.REPORT_REVIEW)
    needed = Permission.REPORT_SUBMIT if move.is_signed else Permission.REPORT_WRITE
    return report.keeper_id in own_units(by, needed)


def alone_in(period_id: int) -> None:
    """Put whoever moves or sums up reports of a period in a row: what a sum counts cannot change meanwhile."""
    ReportPeriod.objects.select_for_update(no_key=True).get(pk=period_id)


def locked_report(pk: int, *, by: User, version: int | None = None) -> Report:
    """The report, locked until the transaction ends, if the user may read it and it is as the page showed it.

    Raises PermissionDenied if it is out of reach, ValidationError if it has changed since.
    """
    found = Report.objects.readable_by(by).select_related("period__type")
    report = found.select_for_update(of=("self",)).filter(pk=pk).first()
    if report is None:
        raise PermissionDenied
    if version is not None and version != report.version:
        raise ValidationError(_changed(report), code="changed")
    return report


def moving_report(
    pk: int, name: str, *, by: User, version: int | None = None
) -> tuple[Report, Move]:
    """`locked_report` for a move that the user may make now. Raises PermissionDenied otherwise."""
    report = locked_report(pk, by=by, version=version)
    if not may(report, by, name):
        raise PermissionDenied
    return report, move_of(name)


def record(
    report: Report, kind: MoveName, *, by: User | None, text: str = "", **changed: Any
) -> ReportEvent:
    """Save what changed on a locked report, and write the event."""
    report.version += 1
    for name, value in changed.items():
        setattr(report, name, value)
    report.save(update_fields={*changed, "version"})
    return ReportEvent.objects.create(
        report=report, kind=kind, status=report.status, by=by, text=clean(text)
    )


def _changed(report: Report) -> str:
    event = report.events.for_timeline().first()
    who = str(event.by) if event and event.by else _("hệ thống")
    moment = clock.local(event.at if event else report.counted_at)
    return _(
        "Báo cáo vừa được %(who)s cập nhật lúc %(when)s. Xin xem lại nội dung mới; "
        "nội dung đang nhập được giữ nguyên."
    ) % {"who": who, "when": date_format(moment, "H:i d/m/Y")}
