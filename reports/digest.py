"""What the daily letter says of reports and directives: five statements for a batch of readers."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.digests import registry
from people.digests.piles import Pile, part_of, piles
from people.digests.readers import Readers
from people.digests.registry import Entry, Line, Section, Share, gathered
from people.permissions import Permission
from reports.directives import audience
from reports.directives.workflow import TaskState
from reports.models import DirectiveTask, Report
from reports.workflow import WRITABLE, ReportStatus


def reports(readers: Readers) -> Iterator[tuple[int, Entry]]:
    """Drafts for who writes and who signs, sent ones for who reviews."""
    page = reverse("reports:reports")
    urls = dict.fromkeys(Section, page) | {Section.LATE: f"{page}?state=late"}
    yield from gathered(_reports(readers), _("Báo cáo"), urls)


def _reports(readers: Readers) -> Iterator[Share]:
    writers = readers.holders(Permission.REPORT_WRITE)
    leaders = readers.holders(Permission.REPORT_SUBMIT)
    reviewers = readers.holders(Permission.REPORT_REVIEW)
    unsent = Report.objects.filter(
        Q(keeper__in=writers, status__in=sorted(WRITABLE))
        | Q(keeper__in=leaders, status=ReportStatus.READY)
    ).select_related("period")
    by, section = ("keeper_id", "status"), part_of("due_on", readers)
    for pile in piles(unsent, by=by, day="due_on", section=section):
        group = leaders if pile.first.status == ReportStatus.READY else writers
        yield _report_share(pile, group.get(pile.first.keeper_id, set()))
    sent = Report.objects.filter(reviewer__in=reviewers, status=ReportStatus.SUBMITTED)
    sent = sent.select_related("period")
    for pile in piles(sent, by=["reviewer_id"], day="due_on", section=Section.WAITING):
        yield _report_share(pile, reviewers.get(pile.first.reviewer_id, set()))


def _report_share(pile: Pile, users: Collection[int]) -> Share:
    lines = [
        Line(
            what=report.period.subject,
            place=report.short_name,
            due=report.due_on,
            url=report.get_absolute_url(),
        )
        for report in pile.rows
    ]
    return Share(users=users, section=pile.section, count=pile.count, lines=lines)


def directives(readers: Readers) -> Iterator[tuple[int, Entry]]:
    """What a ward owes, for whoever has it; answers, for who issued."""
    page = reverse("reports:directive_tasks")
    urls = dict.fromkeys(Section, f"{page}?state=mine") | {Section.LATE: f"{page}?state=late"}
    yield from gathered(_tasks(readers), _("Chỉ đạo"), urls)


def _tasks(readers: Readers) -> Iterator[Share]:
    around = readers.holders(Permission.DIRECTIVE_ANSWER)
    issuers = readers.holders(Permission.DIRECTIVE_ISSUE)
    tasks = DirectiveTask.objects.select_related("directive")
    owed = tasks.owed().filter(Q(ward__in=around) | Q(unit__in=around))
    by, section = ("ward_id", "unit_id", "assignee_id"), part_of("due_on", readers)
    found = piles(owed, by=by, day="due_on", section=section)
    circles = audience.circles([pile.first for pile in found]) if found else {}
    for pile in found:
        holders = {user.pk for user in circles[pile.first.pk].holder(pile.first)}
        yield _task_share(pile, holders & readers.users.keys())
    answered = tasks.filter(directive__issuer__in=issuers, state=TaskState.ANSWERED)
    by_issuer = ["directive__issuer_id"]
    for pile in piles(answered, by=by_issuer, day="due_on", section=Section.WAITING):
        yield _task_share(pile, issuers.get(pile.first.directive.issuer_id, set()))


def _task_share(pile: Pile, users: Collection[int]) -> Share:
    lines = [
        Line(
            what=task.directive.number,
            about=task.directive.subject,
            due=task.due_on,
            url=task.get_absolute_url(),
        )
        for task in pile.rows
    ]
    return Share(users=users, section=pile.section, count=pile.count, lines=lines)


def register() -> None:
    """Called once, when the room is ready."""
    registry.register("reports", reports)
    registry.register("directives", directives)
