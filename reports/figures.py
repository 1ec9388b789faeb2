"""Figures by ward over cases that somebody may see."""

from __future__ import annotations

import datetime

from django.db.models import Count, Q

from feedback.querysets import CaseQuerySet


def open_by_ward(cases: CaseQuerySet, *, now: datetime.datetime) -> dict[int, dict[str, int]]:
    """How many are open, and how many of them late, in each ward that has any; one query."""
    late = Q(paused_at__isnull=True, due_at__lt=now)
    rows = cases.open().order_by().values("ward")
    counted = rows.annotate(open=Count("pk"), late=Count("pk", filter=late))
    return {row.pop("ward"): row for row in counted}


def on_time_by_ward(
    cases: CaseQuerySet, *, start: datetime.datetime, end: datetime.datetime
) -> dict[int, dict[str, int]]:
    """How many with a deadline were answered in [start, end), and how many in time; one query."""
    rows = cases.answered_between(start, end).filter(answered_in_time__isnull=False)
    counted = (
        rows.order_by()
        .values("ward")
        .annotate(dated=Count("pk"), in_time=Count("pk", filter=Q(answered_in_time=True)))
    )
    return {row.pop("ward"): row for row in counted}
