"""Directives of tests, made by the services as officials would."""

from __future__ import annotations

import datetime

from core import clock
from core.calendar import WorkingCalendar
from reports.directives import drafting, services, timing
from reports.models import Directive, DirectiveTask

TEXT = "Đề nghị rà soát và trả lời bằng văn bản."


def working_day(days: int) -> datetime.date:
    """A working day so many of them from today, before it where negative."""
    calendar, today = WorkingCalendar.load(), clock.today()
    if days < 0:
        return calendar.day_before(today, -days)
    return calendar.day_after(today, days)


def drafted(issuer, by, *units, **words) -> Directive:
    """A draft to some units that lacks nothing."""
    words = {
        "number": "12/UBND-NV",
        "signed_on": clock.today(),
        "subject": "V/v rà soát nơi sinh hoạt",
        "text": TEXT,
        "urgency": "0_normal",
        "due_on": working_day(5),
    } | words
    draft = drafting.draft_directive(issuer=issuer, by=by, **words)
    ids = [unit.pk for unit in units]
    return drafting.choose_units(directive=draft, by=by, shown=ids, chosen=ids)


def issued(issuer, by, *units, **words) -> Directive:
    """One that was issued to some units."""
    return drafting.issue_directive(directive=drafted(issuer, by, *units, **words), by=by)


def task_of(directive, unit) -> DirectiveTask:
    """The task of a unit as it stands in the database now."""
    return DirectiveTask.objects.get(directive=directive, unit=unit)


def answered(task: DirectiveTask, by) -> DirectiveTask:
    """A task taken in and answered."""
    services.acknowledge(task=task, by=by)
    return services.answer(task=task, text="Đã rà soát xong.", by=by)


def make_late(directive: Directive, days: int) -> None:
    """Let it be late by so many working days."""
    last = timing.last_working_day(clock.today())
    due_on = WorkingCalendar.load().day_before(last, days)
    Directive.objects.filter(pk=directive.pk).update(due_on=due_on)
    directive.tasks.update(due_on=due_on)
    directive.refresh_from_db()
