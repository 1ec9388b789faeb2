"""What the daily letter says of reports and directives: two statements for a batch of readers."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.digests import registry
from people.digests.readers import Readers
from people.digests.registry import Entry, Line, Section, Thing, gathered, part_of
from people.permissions import Permission
from reports.directives.workflow import OWED, TaskState
from reports.models import DirectiveTask, Report
from reports.workflow import WRITABLE, ReportStatus

MOST = 2000  # of a batch; the earliest due ones


def reports(readers: Readers) -> Iterator[tuple[int, Entry]]:
    """Drafts for who writes and who signs, sent ones for who reviews."""
    page = reverse("reports:reports")
    urls = dict.fromkeys(Section, page) | {Section.LATE: f"{page}?state=late"}
    yield from gathered(_reports(readers), _("Báo cáo"), urls)


def _reports(readers: Readers) -> Iterator[Thing]:
    writers = readers.holders(Permission.REPORT_WRITE)
    leaders = readers.holders(Permission.REPORT_SUBMIT)
    reviewers = readers.holders(Permission.REPORT_REVIEW)
    wanted = (
        Q(keeper__in=writers, status__in=sorted(WRITABLE))
        | Q(keeper__in=leaders, status=ReportStatus.READY)
        | Q(reviewer__in=reviewers, status=ReportStatus.SUBMITTED)
    )
    found = Report.objects.filter(wanted).select_related("period").order_by("due_on", "pk")
    for report in found[:MOST]:
        line = Line(
            what=report.period.subject,
            place=report.short_name,
            due=report.due_on,
            url=report.get_absolute_url(),
        )
        if report.status == ReportStatus.SUBMITTED:
            section, users = Section.WAITING, reviewers.get(report.reviewer_id or 0, set())
        else:
            group = leaders if report.status == ReportStatus.READY else writers
            section = part_of(report.due_on, readers)
            users = group.get(report.keeper_id, set())
        for user_id in users:
            yield Thing(user_id=user_id, section=section, line=line)


def directives(readers: Readers) -> Iterator[tuple[int, Entry]]:
    """What a ward owes, for whoever has it; answers, for who issued."""
    page = reverse("reports:directive_tasks")
    urls = dict.fromkeys(Section, f"{page}?state=mine") | {Section.LATE: f"{page}?state=late"}
    yield from gathered(_tasks(readers), _("Chỉ đạo"), urls)


def _tasks(readers: Readers) -> Iterator[Thing]:
    holders = readers.holders(Permission.DIRECTIVE_ANSWER)
    issuers = readers.holders(Permission.DIRECTIVE_ISSUE)
    wanted = Q(ward__in=holders, state__in=sorted(OWED)) | Q(
        directive__issuer__in=issuers, state=TaskState.ANSWERED
    )
    found = DirectiveTask.objects.filter(wanted).select_related("directive")
    for task in found.order_by("due_on", "pk")[:MOST]:
        line = Line(
            what=task.directive.number,
            about=task.directive.subject,
            due=task.due_on,
            url=task.get_absolute_url(),
        )
        if task.state == TaskState.ANSWERED:
            section, users = Section.WAITING, issuers.get(task.directive.issuer_id, set())
        else:
            section, users = part_of(task.due_on, readers), holders.get(task.ward_id, set())
            if task.assignee_id in users:
                users = {task.assignee_id}
        for user_id in users:
            yield Thing(user_id=user_id, section=section, line=line)


def register() -> None:
    """Called once, when the room is ready."""
    registry.register("reports", reports)
    registry.register("directives", directives)
