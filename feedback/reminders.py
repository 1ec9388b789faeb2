"""Reminders: what is due soon, late, or waits too long, told once to those whom it concerns.

Each kind of reminder is a row of one table: which cases it looks at, when it is time by the rules in
force, who hears. The scans walk the partial indexes in batches; a batch is one transaction. Running
twice, at once or after a kill, tells nobody twice: the key of a notice names case, kind and deadline,
so a deadline that moved is a new reason.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import (
    CharField,
    DateTimeField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Concat

from core import clock as city_clock
from core.calendar import WorkingCalendar
from core.models import Channel, Notification
from core.notifications import BOTH, Message, notify_many
from feedback import audience, deadlines, letters
from feedback.audience import Group
from feedback.models import Case, CaseEvent, Clock
from feedback.querysets import CaseQuerySet
from feedback.workflow import MoveName, Status

BATCH = 200


@dataclass(frozen=True, slots=True)
class Reminder:
    """One kind: `cases(now)` are the candidates with their deadline as `ends`, `is_time` decides.

    `clock` names the rule that sets the time; without such a rule in force the reminder rests. An
    empty clock needs no rule. With `or_officials` the ward's officials stand in for a missing holder.
    What the daily letter says too (`in_digest`, see ADR 0014) is told in the portal alone.
    """

    name: str
    memo: str
    hears: tuple[Group, ...]
    cases: Callable[[datetime.datetime, deadlines.RuleBook], QuerySet[Case]]
    clock: str = ""
    is_time: Callable[[deadlines.DeadlineRule, datetime.datetime, datetime.datetime], bool] = (
        lambda _rule, _ends, _now: True
    )
    or_officials: bool = False
    in_digest: bool = False

    def key(self, case: Case) -> str:
        """The reason: case, kind and the deadline it is about."""
        moment = case.ends.astimezone(datetime.UTC)  # type: ignore[attr-defined]
        return f"case:{case.pk}:{self.name}:{moment:%Y%m%d%H%M%S}"


def _running(cases: CaseQuerySet) -> CaseQuerySet:
    return cases.open().filter(paused_at__isnull=True).annotate(ends=F("due_at"))


def _due_soon(now: datetime.datetime, rules: deadlines.RuleBook) -> QuerySet[Case]:
    days = max(rules.longest(Clock.REMIND), 1)
    until = WorkingCalendar.load().add_days(now, days)
    return _running(Case.objects.all()).filter(due_at__gt=now, due_at__lte=until)


def _late(now: datetime.datetime, _rules: deadlines.RuleBook) -> QuerySet[Case]:
    return _running(Case.objects.all()).filter(due_at__lt=now)


def _not_accepted(now: datetime.datetime, _rules: deadlines.RuleBook) -> QuerySet[Case]:
    return Case.objects.filter(status=Status.FORWARDED, accept_due_at__lt=now).annotate(
        ends=F("accept_due_at")
    )


def _not_informed(now: datetime.datetime, _rules: deadlines.RuleBook) -> QuerySet[Case]:
    asked = CaseEvent.objects.filter(case=OuterRef("pk"), kind=MoveName.ASK).order_by("-at", "-pk")
    return (
        Case.objects.filter(status=Status.NEEDS_INFORMATION)
        .annotate(ends=Subquery(asked.values("due_at")[:1], output_field=DateTimeField()))
        .filter(ends__lt=now)
    )


def _is_past(rule: deadlines.DeadlineRule, ends: datetime.datetime, now: datetime.datetime) -> bool:
    return deadlines.ends(rule, ends) <= now


REMINDERS = (
    Reminder(
        name="remind",
        memo="feedback/mail/memo_remind.txt",
        hears=(Group.HOLDER,),
        or_officials=True,
        cases=_due_soon,
        clock=Clock.REMIND,
        is_time=deadlines.is_near,
        in_digest=True,
    ),
    Reminder(
        name="overdue",
        memo="feedback/mail/memo_overdue.txt",
        hears=(Group.HOLDER, Group.OFFICIALS),
        cases=_late,
        in_digest=True,
    ),
    Reminder(
        name="leader",
        memo="feedback/mail/memo_leader.txt",
        hears=(Group.LEADERS,),
        cases=_late,
        clock=Clock.LEADER,
        is_time=_is_past,
    ),
    Reminder(
        name="above",
        memo="feedback/mail/memo_above.txt",
        hears=(Group.ABOVE,),
        cases=_late,
        clock=Clock.ABOVE,
        is_time=_is_past,
    ),
    Reminder(
        name="accept",
        memo="feedback/mail/memo_accept.txt",
        hears=(Group.OFFICIALS,),
        cases=_not_accepted,
    ),
    Reminder(
        name="waiting",
        memo="feedback/mail/memo_waiting.txt",
        hears=(Group.HOLDER,),
        or_officials=True,
        cases=_not_informed,
    ),
)


def send_all(now: datetime.datetime | None = None) -> dict[str, int]:
    """Look for everything that is to be reminded of; returns how many cases of each kind were."""
    now = now or city_clock.now()
    rules = deadlines.RuleBook(on=city_clock.local(now).date())
    return {reminder.name: _send(reminder, now, rules) for reminder in REMINDERS}


def _send(reminder: Reminder, now: datetime.datetime, rules: deadlines.RuleBook) -> int:
    told = 0
    for batch in batches(_untold(reminder, reminder.cases(now, rules))):
        ripe = [case for case in batch if _is_ripe(reminder, case, now, rules)]
        if ripe:
            _tell(reminder, ripe)
            told += len(ripe)
    return told


def _is_ripe(
    reminder: Reminder, case: Case, now: datetime.datetime, rules: deadlines.RuleBook
) -> bool:
    if not reminder.clock:
        return True
    rule = rules.rule(reminder.clock, case)
    return rule is not None and reminder.is_time(rule, case.ends, now)  # type: ignore[attr-defined]


def _untold(reminder: Reminder, cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those without a notice of this reason, found by the index that makes it unique."""
    moment = Func(
        F("ends"),
        template="to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISS')",
        output_field=CharField(),
    )
    key = Concat(Value("case:"), Cast("pk", CharField()), Value(f":{reminder.name}:"), moment)
    told = Notification.objects.filter(key=OuterRef("reminder_key"))
    return cases.annotate(reminder_key=key).filter(~Exists(told))


def batches(cases: QuerySet[Any]) -> Iterator[list[Any]]:
    """By deadline (`ends`) and key, so that memory stays the same however many there are."""
    rows = cases.select_related("ward").order_by("ends", "pk")
    batch = list(rows[:BATCH])
    while batch:
        yield batch
        last = batch[-1]
        ends = last.ends
        beyond = Q(ends__gt=ends) | Q(ends=ends, pk__gt=last.pk)
        batch = list(rows.filter(beyond)[:BATCH]) if len(batch) == BATCH else []


@transaction.atomic
def _tell(reminder: Reminder, cases: list[Case]) -> None:
    groups = [*reminder.hears, *([Group.OFFICIALS] if reminder.or_officials else [])]
    people = audience.of_cases(cases, groups)
    facts = letters.facts_of_many(cases)
    notify_many(
        message for fact in facts for message in _messages(reminder, fact, people[fact.case.pk])
    )


def _messages(
    reminder: Reminder, facts: letters.Facts, people: audience.People
) -> Iterator[Message]:
    users = [user for group in reminder.hears for user in people[group]]
    if reminder.or_officials and not users:
        users = people[Group.OFFICIALS]
    yield from letters.to_staff(
        reminder.memo,
        facts,
        key=reminder.key(facts.case),
        users=users,
        kind=f"case.{reminder.name}",
        channels=[Channel.INBOX] if reminder.in_digest else BOTH,
    )
