"""What the portal itself ends: answered cases that nobody has come back to."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from core import clock
from feedback import deadlines
from feedback.models import Case, Clock
from feedback.services.locking import locked_case, record
from feedback.workflow import MoveName, Status

BATCH = 200


def close_quiet_cases(*, now: datetime.datetime | None = None) -> int:
    """End answered cases once the time of the `close` rule is over; returns how many.

    Nothing happens without such a rule in force. Each case is a transaction of its own; one that
    somebody moves at this moment is left to them. A sealed case is never ended by the portal.
    """
    now = now or clock.now()
    rules = deadlines.RuleBook(on=clock.local(now).date())
    if not rules.longest(Clock.CLOSE):
        return 0
    return sum(
        _close(case)
        for case in _answered_before(now)
        if (rule := rules.rule(Clock.CLOSE, case))
        and case.answered_at is not None
        and deadlines.ends(rule, case.answered_at) <= now
    )


@transaction.atomic
def close_quiet_case(*, case: Case) -> Case:
    """End one answered case for the portal. Raises ValidationError if it has moved on since."""
    case = locked_case(case.pk, move=MoveName.CLOSE, version=case.version)
    case.closed_at = clock.now()
    record(case, MoveName.CLOSE, by=None)
    return case


def _close(case: Case) -> bool:
    try:
        close_quiet_case(case=case)
    except ValidationError:
        return False  # somebody was faster; their move stands
    return True


def _answered_before(now: datetime.datetime) -> Iterator[Case]:
    cases = Case.objects.filter(
        status=Status.ANSWERED, is_sealed=False, answered_at__lt=now
    ).order_by("answered_at", "pk")
    last: Case | None = None
    while batch := list(_after(cases, last)[:BATCH]):
        yield from batch
        last = batch[-1]


def _after(cases: QuerySet[Case], last: Case | None) -> QuerySet[Case]:
    if last is None:
        return cases
    later = cases.filter(answered_at__gt=last.answered_at)
    return later | cases.filter(answered_at=last.answered_at, pk__gt=last.pk)
