"""Reminders of directives: before the due date, on it, each working day it is late, and further up.

The key of a notice names task, reason and day, so that running twice, at once or after a kill, tells
nobody twice. On days off nobody is reminded; what fell on them is made good on the next working day.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core import clock
from core.calendar import WorkingCalendar
from core.models import Channel
from core.notifications import Message, notify_many
from reports.directives import audience, timing
from reports.directives.notices import Memo, about_task
from reports.models import Directive, DirectiveTask

BATCH = 300
ESCALATES_AFTER = 3  # working days late: then the leaders and those who issued hear as well
SOON, DUE, LATE, ESCALATE = "soon", "due", "late", "escalate"
SAID = {
    SOON: _("Sắp đến hạn trả lời"),
    DUE: _("Đến hạn trả lời hôm nay"),
    LATE: _("Quá hạn trả lời"),
    ESCALATE: _("Quá hạn trả lời nhiều ngày"),
}


def send_all(today: datetime.date | None = None) -> dict[str, int]:
    """Tell whoever has to hear today; returns how many tasks each reason applies to."""
    today = today or clock.today()
    told: Counter[str] = Counter()
    if not WorkingCalendar.load().is_working_day(today):
        return dict(told)
    behind: Counter[int] = Counter()
    for batch in _batches(timing.soon_until(today)):
        reasons = {task.pk: list(reasons_for(task, today)) for task in batch}
        _tell(batch, reasons, today)
        told.update(reason for found in reasons.values() for reason in found)
        behind.update(task.directive_id for task in batch if ESCALATE in reasons[task.pk])
    _tell_issuers(behind)
    return dict(told)


def reasons_for(task: DirectiveTask, today: datetime.date) -> Iterator[str]:
    """Why the unit is to be reminded today."""
    if task.due_on > today:
        yield SOON
        return
    if task.due_on == today:
        yield DUE
        return
    late = timing.late_days(task, today)
    if late:
        yield LATE
    if late >= ESCALATES_AFTER:
        yield ESCALATE


def _batches(until: datetime.date) -> Iterator[list[DirectiveTask]]:
    """Owed tasks due by a day, by due date and key."""
    found = DirectiveTask.objects.owed().filter(due_on__lte=until).order_by("due_on", "pk")
    rows = found.select_related("directive")
    batch = list(rows[:BATCH])
    while batch:
        yield batch
        last = batch[-1]
        beyond = Q(due_on__gt=last.due_on) | Q(due_on=last.due_on, pk__gt=last.pk)
        batch = list(rows.filter(beyond)[:BATCH]) if len(batch) == BATCH else []


@transaction.atomic
def _tell(tasks: list[DirectiveTask], reasons: dict[int, list[str]], today: datetime.date) -> None:
    people = audience.circles(tasks)
    notify_many(
        message
        for task in tasks
        for reason in reasons[task.pk]
        for message in _messages(task, reason, people[task.pk], today)
    )


def _messages(
    task: DirectiveTask, reason: str, circle: audience.Circle, today: datetime.date
) -> Iterable[Message]:
    day = today if reason == LATE else task.due_on
    memo = about_task(
        task, what=SAID[reason], kind=f"directive.{reason}", reason=f"{reason}:{day:%Y%m%d}"
    )
    if reason != ESCALATE:  # the daily letter says it too (ADR 0014)
        memo = replace(memo, channels=[Channel.INBOX])
    users = circle.leaders.values() if reason == ESCALATE else circle.holder(task)
    return memo.to(users)


@transaction.atomic
def _tell_issuers(behind: Counter[int]) -> None:
    """Once for each due date: how many units are days behind."""
    found = Directive.objects.filter(pk__in=behind).select_related("issuer").order_by("pk")
    for directive in found:
        count = behind[directive.pk]
        words = ngettext(
            "%(n)d đơn vị trễ hạn nhiều ngày.", "%(n)d đơn vị trễ hạn nhiều ngày.", count
        )
        memo = Memo(
            directive=directive,
            what=SAID[ESCALATE],
            kind=f"directive.{ESCALATE}",
            key=f"directive:{directive.pk}:{ESCALATE}:{directive.due_on:%Y%m%d}",
            url=directive.get_absolute_url(),
            scope=directive.issuer_id,
            words=words % {"n": count},
        )
        notify_many(memo.to(audience.issuers_of(directive)))
