"""Who hears of what happens to a report: those whose turn it is, today, by their posts."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from typing import Any

from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core import clock
from core.calendar import WorkingCalendar
from core.models import Channel
from core.notifications import Message, notify_many
from feedback.audience import posts_in
from people.models import User
from people.permissions import Permission
from reports.models import Report, ReportPeriod
from reports.workflow import MoveName

BATCH = 500
# Each is told once; whoever was told that a report is late is not looked at again after a month.
FORGOTTEN, AHEAD = datetime.timedelta(days=31), datetime.timedelta(days=60)

WRITE, SUBMIT, REVIEW = (
    Permission.REPORT_WRITE,
    Permission.REPORT_SUBMIT,
    Permission.REPORT_REVIEW,
)


def people_in(units: Collection[int], permission: Permission) -> dict[int, list[User]]:
    """Who may do something in some units today, by unit; one query."""
    found: dict[int, dict[int, User]] = {}
    for post in posts_in(set(units), set()):
        if post.grants(permission):
            found.setdefault(post.unit_id, {})[post.user.pk] = post.user
    return {unit: list(users.values()) for unit, users in found.items()}


def drafts_are_there(period: ReportPeriod, drafts: list[Report]) -> None:
    """Tell those who write them that drafts have been made."""
    writers = people_in({draft.keeper_id for draft in drafts}, WRITE)
    body = _("Số liệu đã được tính; xin viết phần nhận xét và gửi trước hết ngày %s.")
    notify_many(
        message
        for draft in drafts
        for message in _messages(
            draft,
            "draft",
            users=writers.get(draft.keeper_id, []),
            subject=_("Dự thảo báo cáo đã lập: %s") % period.subject,
            body=format_lazy("{} {}", body % f"{draft.due_on:%d/%m/%Y}", period.note),
        )
    )


def _messages(
    report: Report,
    reason: str,
    *,
    users: Iterable[User],
    subject: Any,
    body: Any,
    **more: Any,
) -> Iterator[Message]:
    """One message for each language among the readers, in their own words."""
    readers = sorted(users, key=lambda user: user.language)
    for language, group in groupby(readers, key=lambda user: user.language):
        with translation.override(language):
            yield Message(
                kind=f"report.{reason.partition(':')[0]}",
                key=f"report:{report.pk}:{reason}",
                subject=str(subject),
                body=str(body).strip(),
                users=list(group),
                url=report.get_absolute_url(),
                about=str(report.pk),
                scope=report.keeper_id,
                language=language,
                **more,
            )


def moved(report: Report, kind: MoveName, text: str) -> None:
    """Tell those whose turn it is now; each time anew, since a report may be sent again."""
    subjects = {
        MoveName.READY: _("Báo cáo chờ ký gửi: %s"),
        MoveName.BACK: _("Báo cáo cần sửa: %s"),
        MoveName.SUBMIT: _("Báo cáo chờ xem xét: %s"),
        MoveName.RETURN: _("Báo cáo bị trả lại: %s"),
        MoveName.REOPEN: _("Báo cáo bị trả lại: %s"),
        MoveName.ACCEPT: _("Báo cáo đã được chấp nhận: %s"),
    }
    if kind not in subjects:
        return
    permission, unit = {
        MoveName.READY: (SUBMIT, report.keeper_id),
        MoveName.SUBMIT: (REVIEW, report.reviewer_id),
    }.get(kind, (WRITE, report.keeper_id))
    name = f"{report.period.subject}, {report.unit_name}"
    users = people_in([unit], permission).get(unit, []) if unit else []
    notify_many(
        _messages(
            report,
            f"{kind}:{report.version}",
            users=users,
            subject=subjects[kind] % name,
            body=text or subjects[kind] % name,
        )
    )


def remind(today: datetime.date | None = None) -> int:
    """Tell once before a report is due and once when it is late; how many reports that were."""
    today = today or clock.today()
    working = WorkingCalendar.load()
    if not working.is_working_day(today):
        return 0
    near = (today - FORGOTTEN, today + AHEAD)
    waiting = Report.objects.unsent().filter(due_on__range=near, first_sent_on__isnull=True)
    waiting = waiting.select_related("period__type").order_by("pk")
    total, last = 0, 0
    while rows := list(waiting.filter(pk__gt=last)[:BATCH]):
        last = rows[-1].pk
        due = [row for row in rows if _remind_from(row, working) <= today]
        total += len(due)
        notify_many(_reminders(due, today))
    return total


def _remind_from(report: Report, working: WorkingCalendar) -> datetime.date:
    return working.day_before(report.due_on, report.period.type.remind_days)


def _reminders(reports: Iterable[Report], today: datetime.date) -> Iterator[Message]:
    reports = list(reports)
    units = {report.keeper_id for report in reports}
    writers, leaders = people_in(units, WRITE), people_in(units, SUBMIT)
    said = _("Báo cáo của %(unit)s có hạn gửi ngày %(due)s và chưa được gửi.")
    for report in reports:
        is_late = report.due_on < today
        subject = _("Báo cáo quá hạn: %s") if is_late else _("Báo cáo sắp đến hạn: %s")
        facts = {"unit": report.unit_name, "due": f"{report.due_on:%d/%m/%Y}"}
        users = writers.get(report.keeper_id, []) + leaders.get(report.keeper_id, [])
        yield from _messages(
            report,
            f"due:{'late' if is_late else 'soon'}:{report.due_on}",
            users={user.pk: user for user in users}.values(),
            subject=subject % report.period.subject,
            body=said % facts,
            channels=[Channel.INBOX],  # the daily letter says it too (ADR 0014)
        )
